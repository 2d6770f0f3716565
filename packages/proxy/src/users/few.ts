/** Runs tasks, only so many at once; others wait for their turn, only so many of them. */
export class Few {
  private readonly atOnce: number;
  private readonly mostWaiting: number;
  private readonly tooMany: () => Error;
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /** `tooMany`: what is thrown for a task that can't even wait. */
  constructor(atOnce: number, mostWaiting: number, tooMany: () => Error) {
    this.atOnce = atOnce;
    this.mostWaiting = mostWaiting;
    this.tooMany = tooMany;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running < this.atOnce) this.running++;
    else {
      if (this.waiting.length >= this.mostWaiting) throw this.tooMany();
      await new Promise<void>((resolve) => void this.waiting.push(resolve));
    }
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
