import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
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
import { SessionLoop } from "../session/session-loop.ts";
import { readShared } from "./client-socket.ts";

const TOO_MANY: Buffer = errorBytes("ERR max number of clients reached");
/** How often sessions are looked at that may have been idle for too long. */
const SWEEP_MS = 1_000;
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
  readonly tls: TlsOptions | undefined;
}

/** Accepts clients that speak RESP, at one address. */
export class RespListener {
  private readonly sessions = new Map<number, Entry>();
  private readonly server: Server;
  private readonly events: ListenerEvents;
  private readonly nextId: () => number;
  private options: ListenerOptions;
  private shared: Shared;
  private sweeper: NodeJS.Timeout | undefined = undefined;
  private acceptedInSecond = 0;

  /** `nextId` numbers the sessions of all listeners. */
  constructor(options: ListenerOptions, shared: Shared, events: ListenerEvents, nextId: () => number) {
    this.options = options;
    this.shared = shared;
    this.events = events;
    this.nextId = nextId;
    const accept = (socket: Socket): void => this.accept(socket);
    const { tls } = options;
    const settings = { noDelay: true, pauseOnConnect: tls === undefined, keepAlive: true };
    this.server =
      tls === undefined ? createServer(settings, accept) : createTlsServer({ ...settings, ...tls }, accept);
    this.server.on("error", (error) => events.failed(error));
    this.server.on("tlsClientError", (error) => events.failed(error));
  }

  /** Sessions that are open. */
  get size(): number {
    return this.sessions.size;
  }

  get peers(): Iterable<Peer> {
    return [...this.sessions.values()].map(({ dialogue }) => dialogue);
  }

  /** Where it listens; the port that was free, where it was 0. */
  get address(): ListenAddress {
    const address = this.server.address();
    if (address === null) throw new Error("it does not listen");
    return typeof address === "string" ? { path: address } : { host: address.address, port: address.port };
  }

  /** @throws the system's error when it can't listen there. */
  async listen(address: ListenAddress): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen({ ...address, backlog: 4096 }, () => {
        this.server.off("error", reject);
        resolve();
      });
    });
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS);
    this.sweeper.unref();
  }

  /** Sessions from here on are of these settings; those that are open keep theirs, but for limits of time. */
  reload(options: ListenerOptions, shared: Shared): void {
    this.options = options;
    this.shared = shared;
    if (options.tls !== undefined && "setSecureContext" in this.server) {
      (this.server as unknown as { setSecureContext(tls: TlsOptions): void }).setSecureContext(options.tls);
    }
  }

  /** Accepts nobody any more; every session ends once its requests are replied to, or after `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const { loop } of [...this.sessions.values()]) loop.close("drained");
    const deadline = setTimeout(() => {
      for (const { loop } of [...this.sessions.values()]) loop.end("drained");
    }, timeoutMs);
    await closed;
    clearTimeout(deadline);
    clearInterval(this.sweeper);
  }

  private accept(socket: Socket): void {
    const { maxSessions, connectsPerSecond } = this.options.limits;
    if (connectsPerSecond > 0 && ++this.acceptedInSecond > connectsPerSecond) {
      socket.destroy();
      this.events.refused("too-fast");
      return;
    }
    if (this.sessions.size >= maxSessions) {
      socket.on("error", () => undefined);
      socket.end(TOO_MANY);
      socket.resume();
      this.events.refused("too-many");
      return;
    }
    this.open(socket);
  }

  private open(accepted: Socket): void {
    const { shared, options } = this;
    const id = this.nextId();
    const remote = textOf(accepted.remoteAddress, accepted.remotePort) ?? addressText(this.address);
    const local = textOf(accepted.localAddress, accepted.localPort) ?? addressText(this.address);
    const context = new Context(id, remote, local, Date.now(), shared.gate.nobody);
    let entry: Entry | undefined;
    const socket = readShared(accepted, (bytes, length) => entry?.loop.read(bytes, length));
    const { turn } = shared.upstream;
    let dialogue: RespDialogue | undefined;
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
        this.sessions.delete(id);
        if (dialogue !== undefined) this.events.closed(dialogue, why);
      },
    );
    if (dialogue === undefined) return;
    entry = { loop, dialogue };
    this.sessions.set(id, entry);
    this.events.opened(dialogue);
  }

  private sweep(): void {
    this.acceptedInSecond = 0;
    const { idleTimeoutMs, authTimeoutMs } = this.options.limits;
    if (idleTimeoutMs === 0 && authTimeoutMs === 0) return;
    const now = Date.now();
    for (const { loop, dialogue } of [...this.sessions.values()]) {
      const { context, idleMs, subscriptions } = dialogue;
      const late =
        context.user === undefined && authTimeoutMs > 0 && now - context.connectedAt > authTimeoutMs;
      const idle = idleTimeoutMs > 0 && idleMs > idleTimeoutMs && loop.pending === 0;
      if (late) loop.end("unauthenticated");
      else if (idle && !subscriptions.any) loop.end("idle");
    }
  }
}

function requestLimits({ maxBulkBytes, maxQueryBytes, maxArguments }: ListenerLimits): Limits {
  return { ...DEFAULT_LIMITS, maxBulkBytes, maxReplyBytes: maxQueryBytes, maxAggregateLength: maxArguments };
}

function textOf(host: string | undefined, port: number | undefined): string | undefined {
  return host === undefined || port === undefined ? undefined : addressText({ host, port });
}
