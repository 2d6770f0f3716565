import type { Entry } from "../entry.ts";

/** One place of the memory layer: an entry, and where it stands in the order of eviction and among its family. */
export class Slot {
  // What a read touches comes first: it shares a line of the processor's cache.
  entry: Entry;
  /** How often it was read since its place in the order was last decided; no more than that needs. */
  uses = 0;
  readonly id: string;
  bytes: number;
  /** In which of two queues it is, if there are two. */
  established = false;
  newer: Slot | undefined = undefined;
  older: Slot | undefined = undefined;
  family: Family | undefined = undefined;
  /** Its place in `family.slots`. */
  familyAt = 0;

  constructor(id: string, entry: Entry, bytes: number) {
    this.entry = entry;
    this.id = id;
    this.bytes = bytes;
  }
}

/** The slots of one family, in no order. */
export interface Family {
  /** How all their ids begin. */
  readonly text: string;
  readonly slots: Slot[];
}
