import type { Eviction } from "./eviction.ts";
import { Ghosts } from "./ghosts.ts";
import { Queue } from "./queue.ts";
import type { Slot } from "./slot.ts";

/** How often a use counts, at most. */
const MOST_USES = 3;
/** So many are looked at to find one to give up; then the next one goes, used or not. It bounds how long a write takes. */
const MOST_LOOKS = 100;
/** The share of the room that is for those on trial. */
const TRIAL_SHARE = 0.1;

/**
 * S3-FIFO. Who comes is on trial, in a small queue: there a scan of keys that nobody asks for again passes through. Who was
 * used meanwhile, or was given up a short while ago, is established; of those, who was used goes round once more for each
 * use. A use costs no more than counting it: nothing moves.
 */
export class Frequency implements Eviction {
  private readonly trial = new Queue();
  private readonly established = new Queue();
  private readonly ghosts = new Ghosts();

  enter(slot: Slot): void {
    if (this.ghosts.take(slot.id)) slot.established = true;
    this.queueOf(slot).add(slot);
  }

  used(slot: Slot): void {
    if (slot.uses < MOST_USES) slot.uses++;
  }

  leave(slot: Slot): void {
    this.queueOf(slot).remove(slot);
  }

  victim(now: number): Slot {
    const { trial, established } = this;
    for (let looks = 1; ; looks++) {
      const onTrial = this.isTrialOver();
      const slot = (onTrial ? trial : established).oldest!;
      if (slot.entry.deadAt <= now) return slot;
      if (slot.uses === 0 || looks === MOST_LOOKS) {
        if (onTrial) this.ghosts.add(slot.id, trial.entries + established.entries);
        return slot;
      }
      if (onTrial) {
        trial.remove(slot);
        established.add(slot);
        slot.established = true;
        slot.uses = 0;
      } else {
        established.renew(slot);
        slot.uses--;
      }
    }
  }

  private queueOf(slot: Slot): Queue {
    return slot.established ? this.established : this.trial;
  }

  /** Whether those on trial have more than their share, of entries or of bytes. */
  private isTrialOver(): boolean {
    const { trial, established } = this;
    if (established.entries === 0) return true;
    return (
      trial.entries > TRIAL_SHARE * (trial.entries + established.entries) ||
      trial.bytes > TRIAL_SHARE * (trial.bytes + established.bytes)
    );
  }
}
