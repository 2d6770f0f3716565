import { isOfAge, judge } from "../nntp/judge.ts";
import { lineOf, type Request } from "../nntp/request.ts";
import { Queue } from "../session/queue.ts";
import type { ExchangeSink, Lease, LeaseRequest } from "./ask.ts";
import type { ConnectionOwner, ProviderConnection, Receiver } from "./provider-connection.ts";
import { type Field, Search } from "./search.ts";
import { DEFAULT_TIMEOUT_MS, type Exhaustion, Trial } from "./trial.ts";
import { type Trouble, trouble } from "./trouble.ts";

interface Exchange {
  readonly command: string;
  readonly bytes: Buffer;
  readonly sink: ExchangeSink;
}

/** A connection that one session has to itself, or is to have. */
export class Leasing extends Trial implements Lease, Receiver, ConnectionOwner {
  readonly shared = false;
  private readonly onLost: (why: Trouble) => void;
  private readonly onWanted: (() => void) | undefined;
  private readonly queue = new Queue<Exchange>();
  /** What is being asked. */
  private current: Exchange | undefined = undefined;
  private isBegun = false;
  /** A reply has come: the connection is the one that the session knows, and no other will do. */
  private isSettled = false;
  private isPaused = false;
  private isReleased = false;

  constructor(
    field: Field,
    { provider, except, timeoutMs = DEFAULT_TIMEOUT_MS, onLost, onWanted }: LeaseRequest,
  ) {
    const fit = field.providers.filter(
      ({ name }) => (provider === undefined || name === provider) && except?.has(name) !== true,
    );
    super(new Search(field, fit, { request: undefined, messageId: undefined, pins: true }), true, timeoutMs);
    this.onLost = onLost;
    this.onWanted = onWanted;
  }

  get provider(): string | undefined {
    return this.connection === undefined ? undefined : this.target?.name;
  }

  get isWanted(): boolean {
    return this.connection !== undefined && this.target?.pool.isPinWanted === true;
  }

  exchange(request: Request, sink: ExchangeSink): void {
    this.send(request.verb, lineOf(request), sink);
  }

  send(command: string, bytes: Buffer, sink: ExchangeSink): void {
    if (this.isOver) {
      queueMicrotask(() => sink.unavailable(this.trouble));
      return;
    }
    this.queue.push({ command, bytes, sink });
    this.pump();
  }

  pause(): void {
    this.isPaused = true;
    this.connection?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.connection?.resume();
  }

  release(clean: boolean): void {
    this.isReleased = true;
    if (this.isOver) return;
    const isIdle = this.current === undefined && this.queue.length === 0;
    this.leave();
    this.queue.clear();
    this.giveBack(clean && isIdle ? "clean" : "discard");
  }

  protected override begin(connection: ProviderConnection): void {
    connection.owner = this;
    if (this.isPaused) connection.pause();
    this.pump();
  }

  protected override exhausted(why: Exhaustion): void {
    this.lose(why === "unable" ? trouble("unsupported", "There is no such provider.") : this.trouble);
  }

  head(status: number): void {
    const { current } = this;
    if (current === undefined || judge(current.command, status, false) !== "unavailable") {
      this.target?.replied();
      this.isSettled = true;
      return;
    }
    const why = trouble("refused", `It said ${status}.`);
    if (!this.isSettled) {
      this.tryElsewhere(why, isOfAge(status));
      return;
    }
    this.lose(why);
  }

  piece(bytes: Buffer, start: number, end: number): void {
    this.isBegun = true;
    this.current?.sink.write(bytes, start, end);
  }

  end(): void {
    const { current, connection } = this;
    this.current = undefined;
    this.isBegun = false;
    current?.sink.end(connection?.replyStatus ?? 0, connection?.replyText ?? "");
    this.pump();
  }

  lost(why: Trouble): void {
    if (!this.isSettled) {
      this.tryElsewhere(why, why.kind === "closed");
      return;
    }
    // What ends between two replies may be no more than this connection: the next one will show.
    if (this.isBegun) this.target?.failed(why);
    this.lose(why);
  }

  /** The connection has ended while nothing was asked. */
  ended(_connection: ProviderConnection, why: Trouble): void {
    this.lose(why);
  }

  wanted(): void {
    this.onWanted?.();
  }

  private pump(): void {
    const { connection } = this;
    if (connection?.isFree !== true) return;
    // One whose connection had died before it was answered goes first.
    this.current ??= this.queue.shift();
    if (this.current !== undefined) connection.exchange(this.current.command, this.current.bytes, this);
  }

  private lose(why: Trouble): void {
    const { current, queue, isBegun } = this;
    this.trouble = why;
    this.leave();
    this.giveBack("discard");
    if (isBegun) current?.sink.broken();
    else current?.sink.unavailable(why);
    for (const { sink } of queue) sink.unavailable(why);
    queue.clear();
    if (!this.isReleased) this.onLost(why);
  }
}
