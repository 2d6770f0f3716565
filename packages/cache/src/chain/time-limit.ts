import { LONGEST_TIMER_MS } from "../duration.ts";

interface Wait {
  readonly due: number;
  readonly expire: () => void;
}

/**
 * Ends waits after a time that is the same for all of them: one timer for however many there are. While nobody waits it keeps no
 * process alive.
 */
export class TimeLimit {
  readonly ms: number;
  /** In the order in which they are due. Who ends in time is let go of at once. */
  private readonly waits = new Set<Wait>();
  private timer: NodeJS.Timeout | undefined = undefined;

  constructor(ms: number) {
    this.ms = ms;
  }

  /** What `done` makes of what `work` gives, or of what `late` makes if that takes too long. `work` must not reject. */
  within<T, R>(work: Promise<T>, late: () => T, done: (value: T) => R): Promise<R> {
    return new Promise((resolve) => {
      const wait: Wait = { due: performance.now() + this.ms, expire: () => resolve(done(late())) };
      this.waits.add(wait);
      if (this.timer === undefined) this.arm(this.ms);
      else if (this.waits.size === 1) this.timer.ref();
      void work.then((value) => {
        // Otherwise it is late already.
        if (!this.waits.delete(wait)) return;
        if (this.waits.size === 0) this.timer?.unref();
        resolve(done(value));
      });
    });
  }

  private arm(ms: number): void {
    this.timer = setTimeout(() => this.expire(), Math.min(ms, LONGEST_TIMER_MS));
  }

  private expire(): void {
    this.timer = undefined;
    const now = performance.now();
    for (const wait of this.waits) {
      if (wait.due > now) {
        this.arm(Math.max(1, wait.due - now));
        return;
      }
      this.waits.delete(wait);
      wait.expire();
    }
  }
}
