interface Wait {
  readonly due: number;
  readonly expire: () => void;
}

/** Ends waits after a time that is the same for all of them: one timer for however many there are. */
export class TimeLimit {
  readonly ms: number;
  /** In the order in which they are due. Who ends in time is let go of at once. */
  private readonly waits = new Set<Wait>();
  private timer: NodeJS.Timeout | undefined = undefined;

  constructor(ms: number) {
    this.ms = ms;
  }

  /** What `work` gives, or what `late` makes if that takes too long. `work` must not reject. */
  within<T>(work: Promise<T>, late: () => T): Promise<T> {
    return new Promise((resolve) => {
      const wait: Wait = { due: performance.now() + this.ms, expire: () => resolve(late()) };
      this.waits.add(wait);
      if (this.timer === undefined) this.arm(this.ms);
      void work.then((value) => {
        this.waits.delete(wait);
        resolve(value);
      });
    });
  }

  private arm(ms: number): void {
    this.timer = setTimeout(() => this.expire(), ms);
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
