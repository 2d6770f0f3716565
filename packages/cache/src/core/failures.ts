const MAX = 10_000;

/** Keys whose loaders have failed lately, while an old value was at hand: they are left in peace for a while. */
export class Failures {
  private readonly until = new Map<string, number>();

  /** Whether its loader is to be left in peace at `now`. */
  has(id: string, now: number): boolean {
    if (this.until.size === 0) return false;
    const until = this.until.get(id);
    if (until === undefined || until > now) return until !== undefined;
    this.until.delete(id);
    return false;
  }

  remember(id: string, until: number): void {
    this.until.delete(id);
    this.until.set(id, until);
    if (this.until.size > MAX) this.until.delete(this.until.keys().next().value!);
  }

  forget(id: string): void {
    this.until.delete(id);
  }
}
