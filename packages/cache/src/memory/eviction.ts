import type { Slot } from "./slot.ts";

/** Decides who has to go when there is no room. */
export interface Eviction {
  /** One that is new, or comes back after it had to leave for a moment. */
  enter(slot: Slot): void;
  /** It was read, or written again. */
  used(slot: Slot): void;
  leave(slot: Slot): void;
  /** Who goes next; one that is dead at `now` rather than another. There must be at least one slot. It has to `leave` then. */
  victim(now: number): Slot;
}
