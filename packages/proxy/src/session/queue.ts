const INITIAL = 4;

/** A first-in-first-out queue that takes little memory while it is empty: a ring that doubles when full. */
export class Queue<T> {
  private ring: (T | undefined)[] = [];
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

  get first(): T | undefined {
    return this.ring[this.head & (this.ring.length - 1)];
  }

  push(item: T): void {
    if (this.tail - this.head === this.ring.length) this.grow();
    this.ring[this.tail++ & (this.ring.length - 1)] = item;
  }

  shift(): T | undefined {
    if (this.head === this.tail) return undefined;
    const at = this.head++ & (this.ring.length - 1);
    const item = this.ring[at];
    this.ring[at] = undefined;
    return item;
  }

  clear(): void {
    this.ring = [];
    this.head = this.tail = 0;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let at = this.head; at < this.tail; at++) yield this.ring[at & (this.ring.length - 1)] as T;
  }

  private grow(): void {
    const items = [...this];
    this.ring = items.concat(new Array(Math.max(items.length, INITIAL)).fill(undefined));
    this.head = 0;
    this.tail = items.length;
  }
}
