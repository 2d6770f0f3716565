import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Direction, Faults } from "./faults.ts";
import { wholeTurn } from "./turns.ts";

const MAX_QUEUED_BYTES = 1 << 20;

/** Bytes, or the end of them, with the time they came. */
interface Arrival {
  readonly chunk: Buffer | undefined;
  readonly at: number;
}

/** Carries bytes one way from socket to socket, with faults. */
export class Flow {
  readonly #from: Socket;
  readonly #into: Socket;
  readonly #direction: Direction;
  readonly #faults: Faults;
  readonly #cut: () => void;
  readonly #queue: Arrival[] = [];
  #queuedBytes = 0;
  #running = false;
  #pieces = 0;
  #clearAt = 0;

  /** `cut` is called when the allowance of bytes is used up. */
  constructor(from: Socket, into: Socket, direction: Direction, faults: Faults, cut: () => void) {
    this.#from = from;
    this.#into = into;
    this.#direction = direction;
    this.#faults = faults;
    this.#cut = cut;
    from.on("data", (chunk: Buffer) => this.#arrive(chunk));
    from.once("end", () => this.#arrive(undefined));
  }

  #arrive(chunk: Buffer | undefined): void {
    this.#queue.push({ chunk, at: performance.now() });
    this.#queuedBytes += chunk?.length ?? 0;
    if (this.#queuedBytes > MAX_QUEUED_BYTES) this.#from.pause();
    if (this.#running) return;
    this.#running = true;
    this.#run().catch(() => {}); // the other side is gone: whoever watches it sees to this one
  }

  async #run(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      await sleepUntil(next.at + this.#faults.delayMs);
      await this.#faults.flowing;
      if (next.chunk === undefined) this.#into.end();
      else await this.#forward(next.chunk);
      this.#queuedBytes -= next.chunk?.length ?? 0;
      if (this.#from.isPaused() && this.#queuedBytes <= MAX_QUEUED_BYTES) this.#from.resume();
    }
    this.#running = false;
  }

  async #forward(chunk: Buffer): Promise<void> {
    for (let start = 0; start < chunk.length; ) {
      await sleepUntil(this.#clearAt);
      await this.#faults.flowing;
      const wanted = Math.min(chunk.length - start, this.#pieceBytes());
      const size = this.#faults.admit(wanted, this.#direction);
      if (size > 0) await write(this.#into, chunk.subarray(start, start + size));
      if (this.#faults.allowance[this.#direction] === 0) return this.#cut();
      start += size;
      this.#clearAt = performance.now() + (size / this.#faults.bytesPerSecond) * 1_000;
      if (this.#faults.sizes.length > 0) await wholeTurn();
    }
  }

  #pieceBytes(): number {
    const { sizes, bytesPerSecond } = this.#faults;
    const paced = Math.max(1, Math.floor(bytesPerSecond / 20)); // a twentieth of a second at a time
    const size = sizes.length === 0 ? Infinity : sizes[this.#pieces++ % sizes.length]!;
    return Math.min(paced, size);
  }
}

async function sleepUntil(time: number): Promise<void> {
  const ms = time - performance.now();
  if (ms > 0) await sleep(ms);
}

function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
