import type { Engine } from "./engine.ts";

/** One that waits for a client. */
interface Waiter {
  readonly bytes: number;
  readonly begin: (engine: Engine) => void;
  readonly fail: (error: unknown) => void;
}

/** Most bytes of commands that may wait, as in the client itself. */
const MAX_BYTES = 67_108_864;

/** What is to be done as soon as there is a client, in order. */
export class Waiting {
  private waiters: Waiter[] = [];
  private bytes = 0;

  /** `false`, and nothing is kept, if too much is waiting already. */
  add(waiter: Waiter): boolean {
    if (this.bytes + waiter.bytes > MAX_BYTES) return false;
    this.bytes += waiter.bytes;
    this.waiters.push(waiter);
    return true;
  }

  begin(engine: Engine): void {
    for (const waiter of this.take()) waiter.begin(engine);
  }

  fail(error: unknown): void {
    for (const waiter of this.take()) waiter.fail(error);
  }

  private take(): Waiter[] {
    const { waiters } = this;
    this.waiters = [];
    this.bytes = 0;
    return waiters;
  }
}
