import type { Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import { DEFAULT_LIMITS, type Limits } from "fairlead-resp";
import type { SessionMode } from "fairlead-session";
import { addressText, type ListenAddress } from "../config/address.ts";
import type { Limits as ListenerLimits } from "../config/config.ts";
import { Context } from "../resp/context.ts";
import { RespDialogue } from "../resp/dialogue.ts";
import { errorBytes } from "../resp/error-text.ts";
import type { Exchange } from "../resp/exchange.ts";
import type { Peer, Shared } from "../resp/shared.ts";
import type { Ending } from "../session/dialogue.ts";
import { turnAway } from "../session/goodbye.ts";
import { SessionLoop } from "../session/session-loop.ts";
import { Acceptor, type AcceptorOwner } from "./acceptor.ts";
import { readShared } from "./client-socket.ts";
import type { Sessions } from "./sessions.ts";

const TOO_MANY: Buffer = errorBytes("ERR max number of clients reached");
/** Connections that get to read that they are too many, at once. */
const MOST_TURNED_AWAY = 32;
/** How often sessions are looked at that may have been idle for too long. */
const SWEEP_MS = 1_000;
/** How often sessions are looked at while the listener drains. */
const DRAIN_LOOK_MS = 20;
/** Milliseconds since its last request in which a session may still be about to end its transaction. */
const IN_TRANSACTION_MS = 1_000;
/** What a client may send before it has shown who it is, as in the servers. */
const BEFORE_AUTH: Limits = {
  ...DEFAULT_LIMITS,
  maxAggregateLength: 10,
  maxBulkBytes: 16 * 1024,
  maxReplyBytes: 1024 * 1024,
};

/** One session of a listener. */
interface Entry {
  readonly loop: SessionLoop<Exchange>;
  readonly dialogue: RespDialogue;
}

/** What a listener tells whoever runs it. */
export interface ListenerEvents {
  opened(peer: Peer): void;
  closed(peer: Peer, why: Ending): void;
  /** A client was turned away at once. */
  refused(why: "too-many" | "too-fast"): void;
  /** Accepting failed: it goes on. */
  failed(error: Error): void;
}

/** What a listener needs to know. */
export interface ListenerOptions {
  readonly mode: SessionMode;
  readonly limits: ListenerLimits;
}

/** Accepts clients that speak RESP, at one address. */
export class RespListener implements AcceptorOwner {
  private readonly entries = new Map<number, Entry>();
  /** How many sessions share something. */
  private readonly sharers = new Map<Shared, number>();
  /** Sockets of sessions that are over, whose last bytes are on their way. */
  private readonly parting = new Set<Socket>();
  private readonly acceptor: Acceptor;
  private readonly events: ListenerEvents;
  private readonly sessions: Sessions;
  private options: ListenerOptions;
  private shared: Shared;
  private sweeper: NodeJS.Timeout | undefined = undefined;
  private acceptedInSecond = 0;
  /** Connections that are no session's, and wait to be closed. */
  private turnedAway = 0;

  constructor(options: ListenerOptions, shared: Shared, sessions: Sessions, events: ListenerEvents) {
    this.options = options;
    this.shared = shared;
    this.sessions = sessions;
    this.events = events;
    this.acceptor = new Acceptor(this);
  }

  /** Sessions that are open. */
  get size(): number {
    return this.entries.size;
  }

  get address(): ListenAddress {
    return this.acceptor.address;
  }

  /** What its sessions share, and those from before a backend was changed. */
  get inUse(): ReadonlySet<Shared> {
    return new Set([this.shared, ...this.sharers.keys()]);
  }

  /** @throws as {@link Acceptor.listen} */
  async listen(address: ListenAddress): Promise<void> {
    await this.acceptor.listen(address);
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS);
    this.sweeper.unref();
  }

  /** As {@link Acceptor.encrypt}. */
  encrypt(tls: TlsOptions | undefined): void {
    this.acceptor.encrypt(tls);
  }

  /** Sessions from here on are of these settings; those that are open keep theirs, but for limits of time. */
  reload(options: ListenerOptions, shared: Shared): void {
    this.options = options;
    this.shared = shared;
  }

  /** Ends the sessions of users who are not welcome any more. */
  expel(isWelcome: (user: string) => boolean): void {
    for (const { loop, dialogue } of [...this.entries.values()]) {
      const { user } = dialogue.context;
      if (user !== undefined && !isWelcome(user)) loop.end("expelled");
    }
  }

  /**
   * Accepts nobody any more; every session ends once its requests are replied to and its transaction is over. What blocks is
   * unblocked. After `timeoutMs` whatever is left ends.
   */
  async drain(timeoutMs: number): Promise<void> {
    this.acceptor.close();
    clearInterval(this.sweeper);
    const deadline = performance.now() + timeoutMs;
    while (this.entries.size > 0 && performance.now() < deadline) {
      for (const entry of [...this.entries.values()]) closeIfIdle(entry);
      if (this.entries.size > 0) await pause(Math.min(DRAIN_LOOK_MS, deadline - performance.now()));
    }
    for (const { loop } of [...this.entries.values()]) loop.end("drained");
    while (this.parting.size > 0 && performance.now() < deadline) await pause(DRAIN_LOOK_MS);
    for (const socket of this.parting) socket.destroy();
  }

  welcomes(socket: Socket): boolean {
    const { maxSessions, connectsPerSecond } = this.options.limits;
    if (connectsPerSecond > 0 && ++this.acceptedInSecond > connectsPerSecond) {
      socket.destroy();
      this.events.refused("too-fast");
      return false;
    }
    const { encrypted, encrypts } = this.acceptor;
    const size = Math.max(this.entries.size, encrypted);
    if (size + this.parting.size < maxSessions && !this.sessions.full) return true;
    this.refuse(socket, encrypts);
    this.events.refused("too-many");
    return false;
  }

  failed(error: Error): void {
    this.events.failed(error);
  }

  accepted(accepted: Socket): void {
    const { shared, options } = this;
    const id = this.sessions.nextId();
    const local = textOf(accepted.localAddress, accepted.localPort) ?? addressText(this.address);
    const remote = textOf(accepted.remoteAddress, accepted.remotePort) ?? local;
    const context = new Context(id, remote, local, Date.now(), shared.gate.nobody);
    let entry: Entry | undefined;
    const socket = readShared(accepted, (bytes, length) => entry?.loop.read(bytes, length));
    const { turn } = shared.upstream;
    turn.open();
    let dialogue: RespDialogue | undefined;
    this.count(shared, 1);
    const loop = new SessionLoop<Exchange>(
      socket,
      options.mode,
      options.limits,
      turn,
      (self) => {
        dialogue = new RespDialogue(self, context, shared, requestLimits(options.limits), BEFORE_AUTH);
        return dialogue;
      },
      (why) => {
        if (!socket.destroyed) this.part(socket);
        this.entries.delete(id);
        this.count(shared, -1);
        if (dialogue !== undefined) this.events.closed(dialogue, why);
      },
    );
    if (dialogue === undefined) return;
    entry = { loop, dialogue };
    this.entries.set(id, entry);
    this.events.opened(dialogue);
  }

  /** A client that expects TLS can't be told why, and of a crowd not everybody is. */
  private refuse(socket: Socket, encrypts: boolean): void {
    if (encrypts || this.turnedAway >= MOST_TURNED_AWAY) {
      socket.destroy();
      return;
    }
    this.turnedAway++;
    socket.once("close", () => this.turnedAway--);
    turnAway(socket, TOO_MANY);
  }

  private count(shared: Shared, change: number): void {
    const count = (this.sharers.get(shared) ?? 0) + change;
    if (count === 0) this.sharers.delete(shared);
    else this.sharers.set(shared, count);
  }

  private part(socket: Socket): void {
    this.parting.add(socket);
    socket.once("close", () => this.parting.delete(socket));
  }

  private sweep(): void {
    this.acceptedInSecond = 0;
    const { idleTimeoutMs, authTimeoutMs } = this.options.limits;
    if (idleTimeoutMs === 0 && authTimeoutMs === 0) return;
    const now = Date.now();
    for (const { loop, dialogue } of [...this.entries.values()]) {
      const { context, idleMs, subscriptions } = dialogue;
      const late =
        context.user === undefined && authTimeoutMs > 0 && now - context.connectedAt > authTimeoutMs;
      const idle = idleTimeoutMs > 0 && idleMs > idleTimeoutMs && loop.pending === 0;
      if (late) loop.end("unauthenticated");
      else if (idle && !subscriptions.any) loop.end("idle");
    }
  }
}

function closeIfIdle({ loop, dialogue }: Entry): void {
  const { context, idleMs } = dialogue;
  const inTransaction = context.collected !== undefined || loop.holds.length > 0;
  if (inTransaction && idleMs < IN_TRANSACTION_MS) return;
  loop.close("drained");
  dialogue.unblock(true);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

function requestLimits({ maxBulkBytes, maxQueryBytes, maxArguments }: ListenerLimits): Limits {
  return { ...DEFAULT_LIMITS, maxBulkBytes, maxReplyBytes: maxQueryBytes, maxAggregateLength: maxArguments };
}

function textOf(host: string | undefined, port: number | undefined): string | undefined {
  return host === undefined || port === undefined ? undefined : addressText({ host, port });
}
