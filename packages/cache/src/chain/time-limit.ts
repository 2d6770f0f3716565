interface Entry {
  readonly due: number;
  expire: (() => void) | undefined;
}

/** Ends waits after a time that is the same for all of them: one timer for however many there are. */
export class TimeLimit {
  readonly ms: number;
  /** In the order in which they are due. */
  private entries: Entry[] = [];
  private first = 0;
  private timer: NodeJS.Timeout | undefined = undefined;

  constructor(ms: number) {
    this.ms = ms;
  }

  /** What `work` gives, or what `late` makes if that takes too long. `work` must not reject. */
  within<T>(work: Promise<T>, late: () => T): Promise<T> {
    return new Promise((resolve) => {
      const entry: Entry = { due: performance.now() + this.ms, expire: () => resolve(late()) };
      this.entries.push(entry);
      if (this.timer === undefined) this.arm(this.ms);
      void work.then((value) => {
        entry.expire = undefined;
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
    const { entries } = this;
    while (this.first < entries.length && entries[this.first]!.due <= now) entries[this.first++]!.expire?.();
    // The rest is mostly over, too: whoever ended in time is let go of.
    this.entries = entries.slice(this.first).filter(({ expire }) => expire !== undefined);
    this.first = 0;
    const next = this.entries[0];
    if (next !== undefined) this.arm(Math.max(1, next.due - now));
  }
}
