/**
 * The marks of removals, for loads that began before them. An id that was forgotten has the mark of the last one that was: so a
 * load may be refused without need, but none that is older than a removal is let through.
 */
export class Marks {
  private readonly marks: Map<string, number> = new Map();
  private readonly most: number;
  private last = 0;
  private floor = 0;

  /** Remembers `most` ids. */
  constructor(most: number) {
    this.most = most;
  }

  /** The mark of the last removal of this id, 0 if there was none. */
  of(id: string): number {
    return this.marks.get(id) ?? this.floor;
  }

  removed(id: string): void {
    this.marks.delete(id);
    this.marks.set(id, ++this.last);
    if (this.marks.size <= this.most) return;
    const [oldest, mark] = this.marks.entries().next().value!;
    this.marks.delete(oldest);
    this.floor = mark;
  }

  removedAll(): void {
    this.marks.clear();
    this.floor = ++this.last;
  }

  /** An entry stands there again: its removal is history. */
  written(id: string): void {
    this.marks.delete(id);
  }
}
