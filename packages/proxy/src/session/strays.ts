import { isNear } from "./order.ts";
import type { Slot } from "./slot.ts";

/** A request, or a part of one, that is sent again. */
export interface Stray {
  /** Of the request, among those of its session. */
  readonly number: number;
  readonly group: number;
  /** Whether it makes a difference which of the two runs first, if they are of one group. */
  meets(other: Slot): boolean;
}

/** Sends it again; or gives it up, if it is `overtaken`: one that was to run behind it has run. */
export type Again = (overtaken: boolean) => void;

type Way = "free" | "held" | "overtaken";

/**
 * Requests of one session that are sent again. Those of a group go one after the other, in their order: what came back
 * second must not overtake what came back first on another way. And the first waits for those behind it that may run
 * where they are: it can't go any more if one has.
 */
export class Strays {
  /** What is to be called, of those that have to wait. */
  private readonly again = new Map<Stray, Again | undefined>();
  /** The session's requests that are not replied to, in order. */
  private readonly slots: Iterable<Slot>;

  constructor(slots: Iterable<Slot>) {
    this.slots = slots;
  }

  /** Whether there are any: then nothing new is begun, which could overtake them. */
  get any(): boolean {
    return this.again.size > 0;
  }

  /** `true` if the request may go now; otherwise `again` is called once it may, or is overtaken. */
  add(request: Stray, again: Again): boolean {
    const isNew = !this.again.has(request);
    this.again.set(request, again);
    const way = this.wayOf(request);
    if (way !== "held") this.again.set(request, undefined);
    // Those before it have waited for what becomes of it.
    if (isNew) this.goOn();
    if (way === "overtaken") again(true);
    return way === "free";
  }

  /** It is replied to. */
  settled(request: Stray): void {
    if (this.again.size === 0) return;
    this.again.delete(request);
    this.goOn();
  }

  /** Calls those that need not wait any more. */
  goOn(): void {
    const held = [...this.again].filter(([, again]) => again !== undefined);
    held.sort(([a], [b]) => a.number - b.number);
    for (const [next, again] of held) {
      if (again === undefined || this.again.get(next) !== again) continue;
      const way = this.wayOf(next);
      if (way === "held") continue;
      this.again.set(next, undefined);
      again(way === "overtaken");
    }
  }

  private wayOf(stray: Stray): Way {
    if (this.isBehind(stray)) return "held";
    let way: Way = "free";
    for (const other of this.slots) {
      if (other.number <= stray.number || !isNear(other.group, stray.group)) continue;
      if (this.isStray(other, stray.group) || !stray.meets(other)) continue;
      if (!other.hasRun) return "held";
      way = "overtaken";
    }
    return way;
  }

  private isBehind({ number, group }: Stray): boolean {
    for (const other of this.again.keys()) {
      if (other.group === group && other.number < number) return true;
    }
    return false;
  }

  /** Whether what a request has to do with the group is sent again, too. */
  private isStray(slot: Slot, group: number): boolean {
    if (slot.group !== -1 || this.again.has(slot)) return this.again.has(slot);
    for (const other of this.again.keys()) {
      if (other.number === slot.number && other.group === group) return true;
    }
    return false;
  }
}
