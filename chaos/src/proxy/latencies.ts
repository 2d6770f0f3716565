const BUCKETS = 400;
/** Each bucket is so much wider than the one below. */
const GROWTH = 1.05;
const LEAST_MS = 0.05;

/** How long replies took, in buckets 5 % wide. */
export class Latencies {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #maxMs = 0;

  add(ms: number): void {
    const bucket = Math.floor(Math.log(Math.max(1, ms / LEAST_MS)) / Math.log(GROWTH));
    const at = Math.min(BUCKETS - 1, bucket);
    this.#counts[at] = this.#counts[at]! + 1;
    this.#count++;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  /** `share`: 0.99 for the 99th percentile. 0 if there are none. */
  percentile(share: number): number {
    let left = this.#count * share;
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0 && count > 0) return Math.min(this.#maxMs, LEAST_MS * GROWTH ** (bucket + 1));
    }
    return this.#maxMs;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = this.#maxMs = 0;
  }
}
