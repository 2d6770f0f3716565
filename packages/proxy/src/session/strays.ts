/** A request, or a part of one, that is sent again. */
export interface Stray {
  /** Of the request, among those of its session. */
  readonly number: number;
  readonly group: number;
}

/**
 * Requests of one session that are sent again. Those of a group go one after the other, in their order: what came back
 * second must not overtake what came back first on another way.
 */
export class Strays {
  private readonly again = new Map<Stray, (() => void) | undefined>();

  /** Whether there are any: then nothing new is begun, which could overtake them. */
  get any(): boolean {
    return this.again.size > 0;
  }

  /** `true` if the request may go now; otherwise `again` is called once it may. */
  add(request: Stray, again: () => void): boolean {
    const free = !this.isBehind(request);
    this.again.set(request, free ? undefined : again);
    return free;
  }

  /** It is replied to. */
  settled(request: Stray): void {
    if (this.again.size === 0 || !this.again.delete(request)) return;
    const inOrder = [...this.again].sort(([a], [b]) => a.number - b.number);
    for (const [next, go] of inOrder) {
      if (go === undefined || this.isBehind(next)) continue;
      this.again.set(next, undefined);
      go();
    }
  }

  private isBehind({ number, group }: Stray): boolean {
    for (const other of this.again.keys()) {
      if (other.group === group && other.number < number) return true;
    }
    return false;
  }
}
