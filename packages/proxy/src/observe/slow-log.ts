/** One request that took long. Without its arguments, which may be anybody's secrets. */
export interface SlowRequest {
  /** Upper case, a container with its subcommand: `GET`, `CONFIG GET`. */
  readonly command: string;
  /** Its first key, if keys are to be shown, and as much of it as is shown. */
  readonly key: Buffer | undefined;
  /** How many arguments it had beside those. */
  readonly more: number;
  readonly micros: number;
  readonly listener: string;
  /** Of its session: number, address, and what the client calls itself. */
  readonly session: number;
  readonly address: string;
  readonly name: string;
}

export interface SlowEntry extends SlowRequest {
  readonly id: number;
  /** When it was noticed, in milliseconds since 1970. */
  readonly at: number;
}

/** Keeps the latest slow requests. */
export class SlowLog {
  private entries: SlowEntry[] = [];
  private next: number;
  private readonly step: number;
  private readonly most: number;

  /** `most`: how many are kept. They are numbered from `first` on, in steps, so that several logs can be put together. */
  constructor(most: number, first = 0, step = 1) {
    this.most = most;
    this.next = first;
    this.step = step;
  }

  get length(): number {
    this.trim();
    return this.entries.length;
  }

  add(request: SlowRequest, at: number): void {
    this.entries.push({ ...request, id: this.next, at });
    this.next += this.step;
    // Twice as many are let in before the old ones go, so that they needn't be moved for each.
    if (this.entries.length >= this.most * 2) this.trim();
  }

  /** The latest `count`, the last one first. */
  latest(count: number): readonly SlowEntry[] {
    this.trim();
    return count === 0 ? [] : this.entries.slice(-count).reverse();
  }

  clear(): void {
    this.entries = [];
  }

  private trim(): void {
    this.entries.splice(0, this.entries.length - this.most);
  }
}
