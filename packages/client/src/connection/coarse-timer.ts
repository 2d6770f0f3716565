import type { Cancel, Runtime } from "../runtime.ts";

/** The longest that a timer of Node's can wait; it fires at once where it is asked for more. */
const MAX_WAIT_MS = 2 ** 31 - 1;
/** The process must have stood still if a timer is later than that. */
const LATE_MS = 50;

/**
 * One timer for many deadlines: it fires at the earliest, whoever owns it looks at all of them and says when the next
 * one is due. Costs a comparison for each deadline, and a real timer only when a deadline is the earliest yet.
 */
export class CoarseTimer {
  /** When it fires next; `Infinity` if it is not armed. */
  due: number = Number.POSITIVE_INFINITY;
  private cancel: Cancel | undefined = undefined;
  private stops = 0;
  /** It was late, and has let whatever came meanwhile be read before it says that nothing came. */
  private waited = false;
  private readonly runtime: Runtime;
  private readonly onDue: (now: number) => number;

  /** `onDue` gets the time and returns when to be called again, `Infinity` for not at all. */
  constructor(runtime: Runtime, onDue: (now: number) => number) {
    this.runtime = runtime;
    this.onDue = onDue;
  }

  /** Fires at `at`, or earlier if that was asked before. */
  watch(at: number): void {
    if (at >= this.due) return;
    this.cancel?.();
    this.due = at;
    const wait = Math.min(Math.max(1, Math.ceil(at - this.runtime.now())), MAX_WAIT_MS);
    this.cancel = this.runtime.after(wait, () => this.fire());
  }

  stop(): void {
    this.stops++;
    this.waited = false;
    this.cancel?.();
    this.cancel = undefined;
    this.due = Number.POSITIVE_INFINITY;
  }

  private fire(): void {
    const late = this.runtime.now() - this.due > LATE_MS;
    if (late && !this.waited) {
      this.waited = true;
      this.cancel = this.runtime.after(1, () => this.fire());
      return;
    }
    this.waited = false;
    this.cancel = undefined;
    this.due = Number.POSITIVE_INFINITY;
    const { stops } = this;
    const next = this.onDue(this.runtime.now());
    if (next !== Number.POSITIVE_INFINITY && this.stops === stops) this.watch(next);
  }
}
