import type { Effect, Outcome, Sending } from "fairlead-session";

/** Who keeps the order of replies. */
export interface SlotOwner {
  /** A piece of a reply whose turn it is. */
  put(bytes: Buffer, start: number, end: number): void;
  /** More or fewer bytes of replies wait for their turn. */
  keeps(bytes: number): void;
  completed(slot: Slot, outcome: Outcome): void;
}

const NONE: readonly never[] = [];

/**
 * One request of a session, and the place of its reply among the session's replies. The reply comes in pieces, from
 * wherever it comes; until its turn they are kept.
 */
export abstract class Slot {
  /** Counts the requests of the session. */
  number = 0;
  /** Requests of one group run in their order also where they are sent again. */
  group = 0;
  effect: Effect | undefined = undefined;
  /** How it was sent, until that is settled; `undefined` if it was not sent. */
  sending: Sending | undefined = undefined;
  /** Its reply is all there. */
  done = false;
  /** A part of its reply has gone to the client. */
  begun = false;
  /** Goes past the session's own connection, though there is one. */
  aside = false;
  /** What is behind it waits until it is done. */
  alone = false;
  /** It begins once nothing is under way on the session's own connection. */
  calm = false;
  /** The client is not to see its reply. */
  mute = false;
  owner: SlotOwner | undefined = undefined;
  /** Whether it may change what others of its group read. */
  abstract get changes(): boolean;
  /** Whether it makes a difference which of the two runs first, if they are of one group. */
  abstract meets(other: Slot): boolean;
  private turn = false;
  private kept: Buffer[] | undefined = undefined;
  private keptBytes = 0;

  /** Some of its reply is there, so it has run. */
  get hasRun(): boolean {
    return this.done || this.begun || this.kept !== undefined;
  }

  /** Its turn has come: what was kept goes out. */
  begin(): void {
    this.turn = true;
    const pieces = this.kept ?? NONE;
    this.kept = undefined;
    this.owner?.keeps(-this.keptBytes);
    for (const piece of pieces) this.out(piece, 0, piece.length);
  }

  /** A piece of the reply, in memory that may be used again. */
  write(bytes: Buffer, start: number, end: number): void {
    if (this.mute || this.done || this.owner === undefined) return;
    if (this.turn) {
      this.out(bytes, start, end);
      return;
    }
    const piece = Buffer.allocUnsafe(end - start);
    bytes.copy(piece, 0, start, end);
    this.kept ??= [];
    this.kept.push(piece);
    this.keptBytes += piece.length;
    this.owner.keeps(piece.length);
  }

  /** The reply is complete. */
  end(outcome: Outcome): void {
    if (this.done) return;
    this.done = true;
    this.owner?.completed(this, outcome);
  }

  /** A whole reply. */
  reply(bytes: Buffer, outcome: Outcome = "accepted"): void {
    this.write(bytes, 0, bytes.length);
    this.end(outcome);
  }

  /** Drops what was kept of a reply that begins anew. */
  restart(): void {
    this.owner?.keeps(-this.keptBytes);
    this.kept = undefined;
    this.keptBytes = 0;
  }

  private out(bytes: Buffer, start: number, end: number): void {
    this.begun = true;
    this.owner?.put(bytes, start, end);
  }
}
