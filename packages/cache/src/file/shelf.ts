/** What is remembered of an entry on disk. */
export interface Place {
  /** With its key, and what is kept beside it. */
  readonly bytes: number;
  readonly deadAt: number;
}

/** Which entries are on disk, the least recently used first. */
export class Shelf {
  private readonly places: Map<string, Place> = new Map();
  private total = 0;
  /** Where the search for dead ones has come to. */
  private search: Iterator<[string, Place]> | undefined;

  /** Of all entries. */
  get bytes(): number {
    return this.total;
  }

  get(id: string): Place | undefined {
    return this.places.get(id);
  }

  /** Makes it the most recently used. */
  use(id: string): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.places.delete(id);
    this.places.set(id, place);
  }

  put(id: string, place: Place): void {
    this.drop(id);
    this.places.set(id, place);
    this.total += place.bytes;
  }

  /** Whether it was there. */
  drop(id: string): boolean {
    const place = this.places.get(id);
    if (place === undefined) return false;
    this.total -= place.bytes;
    return this.places.delete(id);
  }

  clear(): void {
    this.places.clear();
    this.total = 0;
    this.search = undefined;
  }

  /** Drops the least recently used until there are no more than `maxBytes`. Gives which. */
  dropOver(maxBytes: number): string[] {
    const dropped: string[] = [];
    for (const id of this.places.keys()) {
      if (this.total <= maxBytes) break;
      this.drop(id);
      dropped.push(id);
    }
    return dropped;
  }

  /** Looks at the next `count` entries, and drops those that are dead. Gives which. Called again and again it sees all. */
  dropDead(now: number, count: number): string[] {
    const dropped: string[] = [];
    for (let seen = 0; seen < count; seen++) {
      this.search ??= this.places.entries();
      const next = this.search.next();
      if (next.done === true) {
        this.search = undefined;
        break;
      }
      const [id, { deadAt }] = next.value;
      if (deadAt > now) continue;
      this.drop(id);
      dropped.push(id);
    }
    return dropped;
  }

  /** Drops all whose id begins so. Gives which. */
  dropWithin(prefix: string): string[] {
    const dropped = [...this.places.keys()].filter((id) => id.startsWith(prefix));
    for (const id of dropped) this.drop(id);
    return dropped;
  }
}
