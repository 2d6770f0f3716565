import type { Eviction } from "./eviction.ts";
import { Queue } from "./queue.ts";
import type { Slot } from "./slot.ts";

/** Who was not used for longest goes first. */
export class Recency implements Eviction {
  private readonly queue = new Queue();

  enter(slot: Slot): void {
    this.queue.add(slot);
  }

  used(slot: Slot): void {
    this.queue.renew(slot);
  }

  leave(slot: Slot): void {
    this.queue.remove(slot);
  }

  victim(): Slot {
    return this.queue.oldest!;
  }
}
