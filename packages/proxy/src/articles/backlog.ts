/** What is in memory for readers that are slow, of all of them together. */
export class Backlog {
  bytes = 0;
  private readonly maxBytes: number;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Whether slow readers have to hold up who replies to them. */
  get isFull(): boolean {
    return this.bytes > this.maxBytes;
  }
}
