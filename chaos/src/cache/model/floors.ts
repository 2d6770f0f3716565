/** The least version that may be seen, as it rises with time. */
export class Floors {
  readonly #steps: { readonly atMs: number; readonly version: number }[] = [];
  #isSorted = true;

  /** From `atMs` on nothing below `version` may be seen. */
  raise(atMs: number, version: number): void {
    this.#steps.push({ atMs, version });
    this.#isSorted = false;
  }

  /** What holds for a read that begins at `ms`; 0 if nothing was removed before. */
  at(ms: number): number {
    if (!this.#isSorted) this.#sort();
    let [low, high] = [0, this.#steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#steps[middle]!.atMs < ms) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.#steps[low - 1]!.version;
  }

  #sort(): void {
    this.#steps.sort((a, b) => a.atMs - b.atMs);
    let most = 0;
    for (const [index, { atMs, version }] of this.#steps.entries()) {
      most = Math.max(most, version);
      this.#steps[index] = { atMs, version: most };
    }
    this.#isSorted = true;
  }
}
