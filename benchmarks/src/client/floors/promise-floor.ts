import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { mixedOps } from "../../data.ts";
import { batches, loops } from "../../drives.ts";
import type { Drive } from "../../phase.ts";
import type { Shape } from "../loads/mixed.ts";
import { entry, type Target } from "../target.ts";
import { Prepared } from "./prepared.ts";

/**
 * The least a client with promises can cost: ready-made bytes, and one promise and one string for each operation. No
 * arguments, no errors, no timeouts, no reconnection.
 */
export async function promiseFloor(target: Target, shape: Shape): Promise<Drive> {
  const floor = new PromiseFloor();
  await floor.open(target);
  const issue = () => floor.next();
  return shape.kind === "loops" ? loops(shape.count, issue) : batches(shape.size, issue);
}

type Resolve = (reply: string) => void;

const WAITING = 4096; // a power of two, and more than any shape has under way
const CHUNK_BYTES = 64 * 1024;
const CR = 13;
const DOLLAR = 36;
const ZERO = 48;

/** A method that Node has and its types leave out. It skips the argument checks of `toString`. */
interface Latin1Buffer extends Buffer<ArrayBuffer> {
  latin1Slice(start: number, end: number): string;
}

class PromiseFloor {
  readonly #prepared = new Prepared(mixedOps());
  readonly #waiting = new Array<Resolve | undefined>(WAITING).fill(undefined);
  #head = 0;
  #tail = 0;
  #unsent = 0;
  #socket: Socket | undefined;
  /** What is read goes behind what is kept of an incomplete reply. */
  readonly #store = Buffer.alloc(2 * CHUNK_BYTES) as Latin1Buffer;
  #kept = 0;
  readonly #enqueue = (resolve: Resolve): void => {
    this.#waiting[this.#tail++ & (WAITING - 1)] = resolve;
  };
  readonly #flush = (): void => {
    const count = this.#unsent;
    this.#unsent = 0;
    this.#prepared.write(this.#socket!, count);
  };

  async open(target: Target): Promise<void> {
    const socket = connect({
      ...entry(target),
      noDelay: true,
      onread: {
        buffer: () => this.#store.subarray(this.#kept, this.#kept + CHUNK_BYTES),
        callback: (length) => {
          this.#read(this.#kept + length);
          return true;
        },
      },
    });
    this.#socket = socket;
    await once(socket, "connect");
  }

  /** Sends the next operation together with all others of this turn. */
  next(): Promise<string> {
    if (this.#unsent++ === 0) {
      // With replies on their way, wait for this turn's; with none, there is nothing to wait for.
      if (this.#head === this.#tail) process.nextTick(this.#flush);
      else setImmediate(this.#flush);
    }
    return new Promise(this.#enqueue);
  }

  #read(end: number): void {
    let at = 0;
    for (let next = this.#reply(at, end); next > at; next = this.#reply(at, end)) at = next;
    this.#store.copyWithin(0, at, end);
    this.#kept = end - at;
  }

  /** Resolves with the reply that begins at `at`, and returns where it ends; returns `at` if it isn't all there. */
  #reply(at: number, end: number): number {
    const store = this.#store;
    let from = at + 1;
    let length = 0;
    while (from < end && store[from] !== CR) length = length * 10 + store[from++]! - ZERO;
    from += 2;
    if (from > end) return at;
    if (store[at] !== DOLLAR) return this.#resolve(at + 1, from);
    return from + length + 2 > end ? at : this.#resolve(from, from + length + 2);
  }

  #resolve(from: number, end: number): number {
    const slot = this.#head++ & (WAITING - 1);
    const resolve = this.#waiting[slot]!;
    this.#waiting[slot] = undefined;
    resolve(this.#store.latin1Slice(from, end - 2));
    return end;
  }
}
