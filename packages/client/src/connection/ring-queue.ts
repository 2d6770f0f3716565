const INITIAL = 64;

/** A first-in-first-out queue: a ring that doubles when full, so that neither end costs an allocation. */
export class RingQueue<T> {
  private slots: (T | undefined)[] = new Array(INITIAL).fill(undefined);
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

  get first(): T | undefined {
    return this.slots[this.head & (this.slots.length - 1)];
  }

  push(item: T): void {
    if (this.tail - this.head === this.slots.length) this.grow();
    this.slots[this.tail++ & (this.slots.length - 1)] = item;
  }

  shift(): T | undefined {
    if (this.head === this.tail) return undefined;
    const at = this.head++ & (this.slots.length - 1);
    const item = this.slots[at];
    this.slots[at] = undefined;
    return item;
  }

  /** Removes and returns everything, in order. */
  drain(): T[] {
    const items = [...this];
    this.slots = new Array(INITIAL).fill(undefined);
    this.head = this.tail = 0;
    return items;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let at = this.head; at < this.tail; at++) yield this.slots[at & (this.slots.length - 1)] as T;
  }

  private grow(): void {
    const items = [...this];
    this.slots = items.concat(new Array(items.length).fill(undefined));
    this.head = 0;
    this.tail = items.length;
  }
}
