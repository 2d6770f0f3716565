import type { Call } from "./call.ts";

const INITIAL = 64;

/** A first-in-first-out queue of calls: a ring that doubles when full, so that neither end costs an allocation. */
export class CallQueue {
  private slots: (Call | undefined)[] = new Array(INITIAL).fill(undefined);
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

  get first(): Call | undefined {
    return this.slots[this.head & (this.slots.length - 1)];
  }

  push(call: Call): void {
    if (this.tail - this.head === this.slots.length) this.grow();
    this.slots[this.tail++ & (this.slots.length - 1)] = call;
  }

  shift(): Call | undefined {
    if (this.head === this.tail) return undefined;
    const at = this.head++ & (this.slots.length - 1);
    const call = this.slots[at];
    this.slots[at] = undefined;
    return call;
  }

  /** Removes and returns everything, in order. */
  drain(): Call[] {
    const calls = [...this];
    this.slots = new Array(INITIAL).fill(undefined);
    this.head = this.tail = 0;
    return calls;
  }

  *[Symbol.iterator](): IterableIterator<Call> {
    for (let at = this.head; at < this.tail; at++) yield this.slots[at & (this.slots.length - 1)] as Call;
  }

  private grow(): void {
    const calls = [...this];
    this.slots = calls.concat(new Array(calls.length).fill(undefined));
    this.head = 0;
    this.tail = calls.length;
  }
}
