import type { Guest } from "./protocol.ts";

/** Numbers that a process of some generation gives before the next would begin to repeat them. */
const NUMBERS = 1e9;

/** Which numbers are this process's own, among all that serve. */
export interface Numbering {
  readonly index: number;
  readonly count: number;
  /** How many processes had the index before. */
  readonly generation: number;
}

/** The sessions of all listeners of this process. */
export class Sessions {
  readonly byId: Map<number, Guest> = new Map();
  /** Sessions since the start. */
  accepted: number = 0;
  private readonly numbering: Numbering;
  private readonly most: number;
  private last: number;

  /** `most`: for how many the system has room. */
  constructor(numbering: Numbering, most: number) {
    this.numbering = numbering;
    this.most = most;
    this.last = numbering.generation * NUMBERS;
  }

  /** Whether the system has no room for another. */
  get full(): boolean {
    return this.byId.size >= this.most;
  }

  /** A number that no session of any process has or had. */
  nextId(): number {
    const { index, count } = this.numbering;
    return ++this.last * count + index;
  }

  opened(guest: Guest): void {
    this.accepted++;
    this.byId.set(guest.seen.context.id, guest);
  }

  closed(guest: Guest): void {
    this.byId.delete(guest.seen.context.id);
  }
}
