import { LONGEST_TIMER_MS } from "../duration.ts";

/** One that waits, between the one that is due before and the one after. */
interface Wait {
  readonly due: number;
  /** Undefined once it has ended. */
  expire: (() => void) | undefined;
  before: Wait;
  after: Wait;
}

/**
 * Ends waits after a time that is the same for all of them: one timer for however many there are. While nobody waits it keeps no
 * process alive.
 *
 * They are a list of their own, not a `Set`: the tables of a `Set` that comes and goes keep what was in them until the next large
 * collection of garbage, answers and all.
 */
export class TimeLimit {
  readonly ms: number;
  /** A ring, in the order in which they are due: this one stands between the last and the first. */
  private readonly ends: Wait;
  private timer: NodeJS.Timeout | undefined = undefined;

  constructor(ms: number) {
    this.ms = ms;
    const ends = { due: Infinity, expire: undefined } as Wait;
    ends.before = ends.after = ends;
    this.ends = ends;
  }

  /** What `done` makes of what `work` gives, or of what `late` makes if that takes too long. `work` must not reject. */
  within<T, R>(work: Promise<T>, late: () => T, done: (value: T) => R): Promise<R> {
    return new Promise((resolve) => {
      const wait = this.add(() => resolve(done(late())));
      void work.then((value) => {
        // Otherwise it is late already.
        if (wait.expire === undefined) return;
        this.remove(wait);
        if (this.ends.after === this.ends) this.timer?.unref();
        resolve(done(value));
      });
    });
  }

  private add(expire: () => void): Wait {
    const { ends } = this;
    if (this.timer === undefined) this.arm(this.ms);
    else if (ends.after === ends) this.timer.ref();
    const last = ends.before;
    const wait: Wait = { due: performance.now() + this.ms, expire, before: last, after: ends };
    last.after = ends.before = wait;
    return wait;
  }

  private remove(wait: Wait): void {
    const { before, after } = wait;
    before.after = after;
    after.before = before;
    wait.expire = undefined;
    wait.before = wait.after = wait;
  }

  private arm(ms: number): void {
    this.timer = setTimeout(() => this.expire(), Math.min(ms, LONGEST_TIMER_MS));
  }

  private expire(): void {
    this.timer = undefined;
    const now = performance.now();
    for (let wait = this.ends.after; wait !== this.ends; wait = this.ends.after) {
      if (wait.due > now) {
        this.arm(Math.max(1, wait.due - now));
        return;
      }
      const { expire } = wait;
      this.remove(wait);
      expire?.();
    }
  }
}
