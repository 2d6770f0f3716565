interface Streak {
  readonly length: number;
  readonly at: number;
}

const MEMORY_MS = 30_000;
const MAX_STREAKS = 10_000;
const ENDLESS = 10;

/**
 * Remembers for which keys responses could not be shared lately. Requests for such a key need not wait for one another: with
 * each such response twice as many may go at once, so that waiting requests are not all released at the same moment.
 */
export class Streaks {
  readonly #streaks: Map<string, Streak> = new Map();

  /** How many requests for a key may be on their way at once: 1 for one without a streak, `false` for any number. */
  concurrency(id: string, now: number): number | false {
    const length = this.#lengthOf(id, now);
    return length >= ENDLESS ? false : 2 ** length;
  }

  unshared(id: string, now: number): void {
    const length = Math.min(ENDLESS, this.#lengthOf(id, now) + 1);
    // To the end of the order: the oldest goes first.
    this.#streaks.delete(id);
    this.#streaks.set(id, { length, at: now });
    if (this.#streaks.size > MAX_STREAKS) this.#streaks.delete(this.#streaks.keys().next().value!);
  }

  shared(id: string): void {
    this.#streaks.delete(id);
  }

  #lengthOf(id: string, now: number): number {
    const streak = this.#streaks.get(id);
    return streak === undefined || now - streak.at > MEMORY_MS ? 0 : streak.length;
  }
}
