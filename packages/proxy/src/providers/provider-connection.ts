import { NntpError } from "../nntp/errors.ts";
import type { ProviderTraits } from "../nntp/handshake.ts";
import { ReplyReader } from "../nntp/reply-reader.ts";
import { type Trouble, trouble } from "./trouble.ts";
import type { Wire, WireUser } from "./wire.ts";

const QUIT = Buffer.from("QUIT\r\n");

/**
 * Takes one reply: `head`, pieces, `end`; or `lost` in place of the rest. It may ask the next thing, or give the connection
 * back, as soon as `end` is called. Must not throw.
 */
export interface Receiver {
  /** The status line is there, and nothing of the reply was handed on yet. */
  head(status: number): void;
  /** In memory that is used again. The first piece has all of the status line. */
  piece(bytes: Buffer, start: number, end: number): void;
  end(): void;
  lost(why: Trouble): void;
}

/** Who has a connection at present, and is told when it ends between two replies. */
export interface ConnectionOwner {
  ended(connection: ProviderConnection, why: Trouble): void;
  /** There is room again for pieces of a block. */
  drained?(): void;
  /** Somebody else waits for a connection, and gets none unless this one is given back. */
  wanted?(): void;
}

const NOBODY: ConnectionOwner = { ended: () => undefined };

/**
 * A connection to a provider that is logged in: one exchange after the other. Whatever comes unasked, behind a reply, or can't
 * be read ends it.
 */
export class ProviderConnection implements WireUser {
  readonly traits: ProviderTraits;
  readonly since: number = performance.now();
  owner: ConnectionOwner = NOBODY;
  /** It has been asked something already: it may be dead since, which shows when it is used. */
  isUsed = false;
  /** A session has it to itself. */
  isPinned = false;
  /** When a request ended here last, and when the server last said something. */
  usedAt: number = this.since;
  heardAt: number = this.since;
  private readonly wire: Wire;
  private readonly replyTimeoutMs: number;
  private readonly reader = new ReplyReader();
  private receiver: Receiver | undefined = undefined;
  /** Ticks on while nothing is asked, and is ignored then. */
  private timer: NodeJS.Timeout | undefined = undefined;
  /** A part of the status line has come. */
  private isHeadSplit = false;
  private isPaused = false;
  private isOver = false;
  /** The server has sent more than it should. */
  private isSpoiled = false;
  /** A block is on its way to the server. */
  private isSending = false;
  private isStuck = false;

  constructor(wire: Wire, traits: ProviderTraits, replyTimeoutMs: number) {
    this.wire = wire;
    this.traits = traits;
    this.replyTimeoutMs = replyTimeoutMs;
    wire.user = this;
  }

  get receivedBytes(): number {
    return this.wire.receivedBytes;
  }

  get sentBytes(): number {
    return this.wire.sentBytes;
  }

  /** Whether it can be asked something now. */
  get isFree(): boolean {
    return !this.isOver && !this.isSpoiled && !this.isSending && this.receiver === undefined;
  }

  /** The status line of the reply that came last, or is coming, without CRLF; each octet a character. */
  get replyText(): string {
    return this.reader.text;
  }

  get replyStatus(): number {
    return this.reader.status;
  }

  /** Asks. Only while it is free. `command`: the verb in upper case. */
  exchange(command: string, bytes: Buffer, receiver: Receiver): void {
    if (!this.isOver) this.wire.write(bytes);
    this.expect(command, receiver);
  }

  /** Sends a piece of the block that the last reply invited; then {@link expect} the second reply. `false`: wait for `drained`. */
  send(bytes: Buffer): boolean {
    this.isSending = true;
    const hasRoom = this.wire.write(bytes);
    this.isStuck = !hasRoom;
    this.watch();
    return hasRoom;
  }

  /** Takes the next reply, to what has been sent. */
  expect(command: string, receiver: Receiver): void {
    if (this.isOver || this.isSpoiled) {
      queueMicrotask(() => receiver.lost(trouble("closed", "The connection has ended.")));
      return;
    }
    this.isUsed = true;
    this.isSending = false;
    this.receiver = receiver;
    this.reader.begin(command);
    this.watch();
  }

  /** Holds up the reply: the server's silence doesn't count meanwhile. */
  pause(): void {
    if (this.isPaused || this.isOver) return;
    this.isPaused = true;
    this.wire.pause();
  }

  resume(): void {
    if (!this.isPaused || this.isOver) return;
    this.isPaused = false;
    this.wire.resume();
    this.watch();
  }

  /** Ends it with `QUIT` if it is free, else at once. Tells nobody. */
  close(): void {
    if (!this.isFree) {
      this.destroy();
      return;
    }
    this.stop();
    this.wire.close(QUIT);
  }

  /** Ends it at once. Tells nobody. */
  destroy(): void {
    this.stop();
    this.wire.destroy();
  }

  /** Ends it at once, and tells who has it. */
  abort(why: Trouble): void {
    this.fail(why);
  }

  ready(): void {}

  drained(): void {
    this.isStuck = false;
    this.owner.drained?.();
  }

  bytes(bytes: Buffer, start: number, end: number): void {
    const { receiver } = this;
    if (receiver === undefined) {
      this.fail(trouble("malformed", "The server says something that it was not asked."));
      return;
    }
    this.timer?.refresh();
    const isBegun = this.reader.status !== 0;
    try {
      const to = this.reader.read(bytes, start, end);
      this.handOn(receiver, isBegun, bytes, start, to === -1 ? end : to);
      if (to !== -1 && this.receiver === receiver) this.complete(receiver, to < end);
    } catch (error) {
      if (!(error instanceof NntpError)) throw error;
      this.fail(trouble("malformed", error.message));
    }
  }

  ended(why: Trouble): void {
    this.fail(why);
  }

  private handOn(receiver: Receiver, isBegun: boolean, bytes: Buffer, start: number, end: number): void {
    const { reader } = this;
    let from = start;
    if (!isBegun) {
      const isSplit = this.isHeadSplit;
      this.isHeadSplit = reader.status === 0;
      if (this.isHeadSplit) return;
      receiver.head(reader.status);
      if (isSplit) {
        const line = Buffer.from(`${reader.text}\r\n`, "latin1");
        if (this.receiver === receiver) receiver.piece(line, 0, line.length);
        from = reader.blockFrom === -1 ? end : reader.blockFrom;
      }
    }
    if (from < end && this.receiver === receiver) receiver.piece(bytes, from, end);
  }

  private complete(receiver: Receiver, hasMore: boolean): void {
    this.receiver = undefined;
    this.isSpoiled = hasMore;
    this.heardAt = performance.now();
    receiver.end();
    if (hasMore) this.fail(trouble("malformed", "The server says more than it was asked."));
  }

  private watch(): void {
    if (this.timer === undefined) this.timer = setTimeout(() => this.silent(), this.replyTimeoutMs);
    else this.timer.refresh();
  }

  private silent(): void {
    const isAwaited = (this.receiver !== undefined && !this.isPaused) || this.isStuck;
    if (isAwaited) this.fail(trouble("timeout", `Nothing came for ${this.replyTimeoutMs} ms.`));
  }

  private fail(why: Trouble): void {
    if (this.isOver) return;
    const { receiver } = this;
    this.destroy();
    if (receiver === undefined) this.owner.ended(this, why);
    else receiver.lost(why);
  }

  private stop(): void {
    this.isOver = true;
    this.receiver = undefined;
    clearTimeout(this.timer);
  }
}
