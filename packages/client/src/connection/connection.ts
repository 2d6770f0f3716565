import type { Socket } from "node:net";
import { CommandEncoder, DecodeMode, Decoder, ErrorReply, type Reply, type ReplySink } from "fairlead-resp";
import { ConnectionError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { Backlog } from "./backlog.ts";
import { type Call, Phase } from "./call.ts";
import { CoarseTimer } from "./coarse-timer.ts";
import { encodeCall } from "./encode-call.ts";
import { leaveBehind } from "./leave-behind.ts";
import { Lifetime } from "./lifetime.ts";
import { failOverdue } from "./overdue.ts";
import { keepAlive } from "./own-calls.ts";
import type { Passage } from "./passage.ts";
import { ReadFlow } from "./read-flow.ts";
import { RingQueue } from "./ring-queue.ts";
import type { SocketReader } from "./socket.ts";
import { SocketUpload } from "./socket-upload.ts";
import { type Subscriber, SubscriberSink } from "./subscriber-sink.ts";
import type { Flushable, Turn } from "./turn.ts";

/** What a connection tells whoever opened it. */
export interface ConnectionOwner {
  /** The server answered a call with an error; the owner settles the call or sends it on. */
  refused(connection: Connection, call: Call, reply: ErrorReply): void;
  /** The server said something unasked (RESP3 push). */
  pushed(connection: Connection, items: Reply[]): void;
  /** Answers are due, and nothing at all came for `stallMs`. Told again after each further `stallMs`. */
  stalled(connection: Connection): void;
  /** The reply that comes is large: others better use another connection. */
  bulky?(connection: Connection): void;
  /** The end; `calls` are those not settled, in order. */
  ended(connection: Connection, error: ConnectionError, calls: readonly Call[]): void;
}

type ConnectionState =
  | { readonly kind: "open" }
  /** Takes no more calls, and ends when the last reply is in. */
  | { readonly kind: "draining" }
  | { readonly kind: "closed"; readonly error: ConnectionError };

/** Bytes that may wait in the socket before no more commands are encoded. */
const MAX_UNWRITTEN_BYTES = 256 * 1024;

/** One socket: writes calls once for each turn, matches replies to them in order, and watches the clock. */
export class Connection implements ReplySink, Flushable {
  /** `host:port`, or a path. */
  readonly address: string;
  /** Who is told what happens; the handshake's first, then the link's. */
  owner: ConnectionOwner;
  /** The server's number for this connection (`CLIENT ID`), 0 if it didn't say. */
  clientId = 0;
  private readonly lifetime: Lifetime;
  lent = false; // one user has it to itself, nobody else speaks on it
  outdated = false; // it is not to be lent again
  private state: ConnectionState = { kind: "open" };
  private readonly waiting = new RingQueue<Call>();
  private readonly inFlight = new RingQueue<Call>();
  private readonly encoder: CommandEncoder;
  private readonly decoder: Decoder;
  private readonly timer: CoarseTimer;
  private readonly socket: Socket;
  private readonly flow: ReadFlow;
  private readonly turn: Turn;
  private readonly settings: Settings;
  private socketError: Error | undefined = undefined;
  private dirty = false;
  /** Whose request goes on behind what was written last. */
  private uploading: Passage | undefined = undefined;
  private readonly backlog: Backlog;
  /** When bytes last came, or were first waited for. */
  private progressAt: number;

  constructor(
    socket: Socket,
    reader: SocketReader,
    address: string,
    owner: ConnectionOwner,
    turn: Turn,
    settings: Settings,
    subscriber?: Subscriber,
  ) {
    this.socket = socket;
    this.flow = new ReadFlow(
      socket,
      () => this.pending,
      () => this.owner.bulky?.(this),
    );
    this.backlog = new Backlog(address, settings.maxQueuedBytes);
    this.address = address;
    this.lifetime = new Lifetime(address);
    this.owner = owner;
    this.turn = turn;
    this.settings = settings;
    this.progressAt = settings.runtime.now();
    this.decoder = new Decoder(subscriber === undefined ? this : new SubscriberSink(this, subscriber));
    this.encoder = new CommandEncoder((bytes) => this.write(bytes));
    this.timer = new CoarseTimer(settings.runtime, (now) => this.look(now));
    this.timer.watch(this.progressAt + settings.keepAliveMs);
    reader.onBytes = (bytes, length) => this.read(bytes, length);
    socket.on("drain", () => this.unblock());
    socket.on("error", (error) => {
      this.socketError = error;
    });
    const lost = (): void => this.destroy("ERR_CONNECT_LOST", "The connection ended", this.socketError);
    // Once the server has said its last word, nothing that is written would be read.
    socket.on("end", lost);
    socket.on("close", lost);
  }

  /** Whether it takes calls. */
  get open(): boolean {
    return this.state.kind === "open";
  }

  /** Calls written or about to be, and not answered. */
  get pending(): number {
    return this.waiting.length + this.inFlight.length;
  }

  /** The call whose reply is due next. */
  get first(): Call | undefined {
    return this.inFlight.first;
  }

  /** Whether an answer is overdue: nothing came for `stallMs` although the first in line is no blocking command. */
  get silent(): boolean {
    const first = this.inFlight.first;
    if (first === undefined || first.blocking || this.flow.paused) return false;
    return this.settings.runtime.now() - this.progressAt >= this.settings.stallMs;
  }

  /** Sends `call` at the end of this turn. Only while {@link open}. */
  send(call: Call): void {
    if (this.backlog.blocked && !this.backlog.admit(call)) return;
    if (this.flow.paused) this.flow.resume(); // nobody waits for somebody else's reader
    this.waiting.push(call);
    if (call.deadline < this.timer.due) this.timer.watch(call.deadline);
    if (!this.dirty) {
      this.dirty = true;
      this.turn.add(this);
    }
  }

  /** Writes what was sent in this turn. */
  flush(): void {
    this.dirty = false;
    if (this.state.kind === "closed") return;
    if (this.inFlight.length === 0) {
      this.progressAt = this.turn.now;
      this.timer.watch(this.progressAt + this.settings.stallMs);
    }
    while (!this.backlog.blocked) {
      const call = this.waiting.shift();
      if (call === undefined) break;
      if (call.phase !== Phase.SETTLED) this.encode(call);
    }
    this.encoder.flush();
    if (this.uploading === undefined) return;
    this.uploading.opened?.(new SocketUpload(this.socket));
    this.uploading = undefined;
  }

  decodeMode(): number {
    const first = this.inFlight.first;
    return first === undefined ? 0 : first.mode;
  }

  /** Keys and channels need not be text. */
  pushMode(): number {
    return DecodeMode.PLAIN | DecodeMode.BYTES;
  }

  onReply(value: Reply): void {
    const call = this.answered();
    if (call === undefined) return;
    if (value instanceof ErrorReply) {
      if (call.phase !== Phase.SETTLED) this.owner.refused(this, call, value);
      else call.bundle?.refuse(call.args[0], value);
    } else {
      call.fulfil(value);
    }
  }

  onBytes(bytes: Buffer, start: number, end: number, last: boolean): void {
    const call = last ? this.answered() : this.inFlight.first;
    call?.pass(bytes, start, end, last, this.flow);
  }

  onPush(items: Reply[]): void {
    this.owner.pushed(this, items);
  }

  /** Tells observers that it is ready for commands after `durationMs`; they will hear of its end, too. */
  announce(number: number, durationMs: number): void {
    this.lifetime.begin(number, durationMs);
    if (this.state.kind === "closed") this.lifetime.end(this.state.error);
  }

  /** Ends once everything sent is answered; takes no more calls. */
  drain(): void {
    if (this.state.kind !== "open") return;
    this.state = { kind: "draining" };
    this.endIfDrained();
  }

  /** Takes no more calls; returns those that need not wait for the reply that comes now, to be sent elsewhere. */
  retire(): Call[] {
    const left = leaveBehind(this.inFlight, this.waiting);
    this.drain();
    return left;
  }

  /** Ends at once; what is not answered goes back to the owner. */
  destroy(code: ConnectionError["code"], reason: string, cause?: unknown): void {
    if (this.state.kind === "closed") return;
    const error = new ConnectionError(code, `${reason} (${this.address})`, this.address, cause);
    this.state = { kind: "closed", error };
    this.timer.stop();
    this.socket.destroy();
    this.lifetime.end(error);
    this.turn.inFlight -= this.inFlight.length;
    const calls = [...this.inFlight.drain(), ...this.waiting.drain()];
    this.owner.ended(
      this,
      error,
      calls.filter((call) => call.phase !== Phase.SETTLED),
    );
  }

  /** The call whose reply is complete. Without one nothing tells what the server is talking about. */
  private answered(): Call | undefined {
    const call = this.inFlight.shift();
    if (call === undefined) this.destroy("ERR_CONNECT_PROTOCOL", "A reply came that nothing asked for");
    else this.turn.inFlight--;
    return call;
  }

  private encode(call: Call): void {
    if (!encodeCall(call, this.encoder, this.expect)) return;
    call.phase = Phase.WRITTEN;
    if (call.trace !== undefined) call.trace.written(this.address);
    if (call.passage?.opened !== undefined) this.uploading = call.passage;
    this.expect(call);
  }

  private readonly expect = (call: Call): void => {
    this.inFlight.push(call);
    this.turn.inFlight++;
  };

  /** Whether the kernel took all of it, so that its memory may be used again. */
  private write(bytes: Buffer): boolean {
    this.socket.write(bytes);
    const unwritten = this.socket.writableLength;
    if (unwritten >= MAX_UNWRITTEN_BYTES) this.backlog.blocked = true;
    return unwritten === 0;
  }

  private unblock(): void {
    if (this.backlog.clear()) this.flush();
  }

  private read(bytes: Buffer, length: number): void {
    if (this.state.kind === "closed") return;
    this.progressAt = this.settings.runtime.now();
    try {
      this.decoder.write(bytes, 0, length);
    } catch (error) {
      this.destroy("ERR_CONNECT_PROTOCOL", "What the server sent is not RESP", error);
      return;
    }
    if (this.state.kind === "draining") this.endIfDrained();
  }

  private endIfDrained(): void {
    if (this.pending === 0) this.destroy("ERR_CONNECT_CLOSED", "The connection was closed");
  }

  /** Looks at deadlines and silence; returns when to look again. */
  private look(now: number): number {
    const next = Math.min(
      failOverdue(this.waiting, now, this.address),
      failOverdue(this.inFlight, now, this.address),
    );
    const first = this.inFlight.first;
    if (first === undefined) return Math.min(next, this.lookIdle(now));
    if (this.flow.paused) this.progressAt = now;
    const patience = first.blocking ? this.settings.keepAliveMs : this.settings.stallMs;
    if (now - this.progressAt < patience) return Math.min(next, this.progressAt + patience);
    this.owner.stalled(this);
    return Math.min(next, now + this.settings.stallMs);
  }

  private lookIdle(now: number): number {
    const { keepAliveMs, stallMs } = this.settings;
    if (now - this.progressAt < keepAliveMs) return this.progressAt + keepAliveMs;
    this.send(keepAlive());
    return now + stallMs;
  }
}
