import type { Socket } from "node:net";
import type { Op } from "../../data.ts";
import { encodeCommand } from "../../servers/encode.ts";

/** Operations as bytes, made before the clock starts, one after another in one piece of memory. */
export class Prepared {
  readonly #bytes: Buffer;
  /** Where each operation begins, and where the last ends. */
  readonly #starts: Uint32Array;
  readonly #count: number;
  #next = 0;

  constructor(ops: readonly Op[]) {
    const commands = ops.map(encodeOp);
    this.#bytes = Buffer.concat(commands);
    this.#count = commands.length;
    this.#starts = new Uint32Array(commands.length + 1);
    for (const [index, command] of commands.entries())
      this.#starts[index + 1] = this.#starts[index]! + command.length;
  }

  /** Writes the next `count` operations: in one piece, except where the list begins again. */
  write(socket: Socket, count: number): void {
    for (let left = count; left > 0; ) {
      const step = Math.min(left, this.#count - this.#next);
      socket.write(this.#bytes.subarray(this.#starts[this.#next], this.#starts[this.#next + step]));
      this.#next = (this.#next + step) % this.#count;
      left -= step;
    }
  }
}

function encodeOp({ key, value }: Op): Buffer {
  return encodeCommand(value === undefined ? ["GET", key] : ["SET", key, value]);
}
