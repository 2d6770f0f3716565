import { ReplyError } from "fairlead";
import { type Again, type Flow, type Passage, slotOf } from "fairlead/internal";
import type { Request } from "fairlead-resp";
import type { Outcome } from "fairlead-session";
import { Slot } from "../session/slot.ts";
import type { Row } from "./row.ts";
import { changes, doMeet } from "./scope.ts";

/** A reply from this size on is large: other replies don't wait for it. */
const LARGE_BYTES = 256 * 1024;
/** Begins an error. */
const MINUS = 0x2d;

/** What an exchange asks of the session that it belongs to. */
export interface ExchangeOwner {
  /** The bytes of an error, as the session's client understands it; undefined if the reply is another, which has come or will. */
  errorBytes(exchange: Exchange, error: Error): Buffer | undefined;
  /** A reply can't be completed: a part of it has gone to the client, and the rest will not come. */
  broken(): void;
  /** A piece of a reply has come from `flow`, and more will. */
  slow(exchange: Exchange, flow: Flow): void;
  /** Whether a reply has been large of late. */
  readonly isBulky: boolean;
  /** A reply has turned out to be large. */
  bulky(): void;
  /** Whether the client's bytes have to wait. */
  holdReading(hold: boolean): void;
  stray(exchange: Exchange, again: Again): boolean;
  overtaken(exchange: Exchange): boolean;
  /** An error of whatever origin is its reply. */
  erred(reply: Buffer): void;
  /** Its reply is complete. */
  replied(exchange: Exchange, outcome: Outcome): void;
}

/** One request of a client and its reply, both as bytes. */
export class Exchange extends Slot implements Passage {
  readonly request: Request;
  row: Row;
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** When it came, on the clock of its turn. */
  readonly startedAt: number;
  /** No server runs it: the proxy has answered it, or it runs as part of EXEC if at all. */
  idle = false;
  /** It was sent on the session's own connection. */
  pinned = false;
  /** Keys were watched then. */
  watched = false;
  /** What runs with it, if it is EXEC. */
  commands: readonly Exchange[] | undefined = undefined;
  /** Called once, when its reply begins. */
  herald: (() => void) | undefined = undefined;
  protected readonly session: ExchangeOwner;
  /** Bytes of the reply that have come before the last piece. */
  private received = 0;

  constructor(request: Request, row: Row, session: ExchangeOwner, startedAt: number) {
    super();
    this.request = request;
    this.row = row;
    this.bytes = request.bytes;
    this.from = request.from;
    this.to = request.to;
    this.session = session;
    this.startedAt = startedAt;
  }

  get changes(): boolean {
    return changes(this.row);
  }

  override meets(other: Slot, group: number = this.group): boolean {
    return other instanceof Exchange && doMeet(this, other, group);
  }

  get overtaken(): boolean {
    return this.session.overtaken(this);
  }

  get bulky(): boolean {
    return this.session.isBulky;
  }

  /** The slot of its second argument. */
  keySlot(): number {
    const { bytes, keyFrom, keyTo } = this.request;
    return slotOf(bytes.subarray(keyFrom, keyTo));
  }

  take(bytes: Buffer, start: number, end: number, last: boolean, flow: Flow): void {
    if (this.herald !== undefined) this.announce();
    this.write(bytes, start, end);
    if (last) this.end("accepted");
    else this.goesOn(end - start, flow);
  }

  private goesOn(bytes: number, flow: Flow): void {
    const before = this.received;
    this.received += bytes;
    if (before < LARGE_BYTES && this.received >= LARGE_BYTES) {
      this.session.bulky();
      flow.stepAside();
    }
    this.session.slow(this, flow);
  }

  override reply(bytes: Buffer, outcome: Outcome = "accepted"): void {
    if (bytes[0] === MINUS && !this.done) this.session.erred(bytes);
    super.reply(bytes, outcome);
  }

  /** Replies with an error of the proxy's own, in place of what a server would say. */
  refuse(bytes: Buffer): void {
    this.idle = true;
    this.reply(bytes, "refused");
  }

  override end(outcome: Outcome): void {
    if (!this.done) this.session.replied(this, outcome);
    super.end(outcome);
  }

  /** Part of `Receiver`; replies come by `take`. */
  fulfil(_part: number, value: unknown): void {
    this.reply(value as Buffer);
  }

  reject(_part: number, error: Error): void {
    if (this.done) return;
    if (this.begun) this.session.broken();
    else {
      this.restart();
      this.announce();
      // Whatever the server says to it, EXEC ends what was held.
      const over = this.effect?.kind === "unpin" && error instanceof ReplyError;
      const bytes = this.session.errorBytes(this, error);
      if (bytes !== undefined) this.reply(bytes, over ? "accepted" : "refused");
    }
  }

  stray(again: Again): boolean {
    this.restart();
    return this.session.stray(this, again);
  }

  private announce(): void {
    const { herald } = this;
    this.herald = undefined;
    herald?.();
  }
}
