import type { Slot } from "./slot.ts";

/** Slots in order, linked through themselves: any of them leaves at no cost. */
export class Queue {
  entries = 0;
  bytes = 0;
  newest: Slot | undefined = undefined;
  oldest: Slot | undefined = undefined;

  /** Puts a slot that is in no queue at the new end. */
  add(slot: Slot): void {
    slot.older = this.newest;
    if (this.newest === undefined) this.oldest = slot;
    else this.newest.newer = slot;
    this.newest = slot;
    this.entries++;
    this.bytes += slot.bytes;
  }

  remove(slot: Slot): void {
    const { newer, older } = slot;
    if (newer === undefined) this.newest = older;
    else newer.older = older;
    if (older === undefined) this.oldest = newer;
    else older.newer = newer;
    slot.newer = undefined;
    slot.older = undefined;
    this.entries--;
    this.bytes -= slot.bytes;
  }

  /** As removing it and adding it again. */
  renew(slot: Slot): void {
    const { newer, older } = slot;
    if (newer === undefined) return;
    newer.older = older;
    if (older === undefined) this.oldest = newer;
    else older.newer = newer;
    slot.newer = undefined;
    slot.older = this.newest;
    this.newest!.newer = slot;
    this.newest = slot;
  }
}
