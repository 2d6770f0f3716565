import type { Socket } from "node:net";
import { commandTable } from "fairlead/internal";
import { DEFAULT_LIMITS, type Limits } from "fairlead-resp";
import type { SessionMode } from "fairlead-session";
import type { Limits as ListenerLimits } from "../config/config.ts";
import type { Observer } from "../observe/observer.ts";
import type { Particulars } from "../observe/seen.ts";
import { Context } from "../resp/context.ts";
import { RespDialogue } from "../resp/dialogue.ts";
import { errorBytes } from "../resp/error-text.ts";
import type { Exchange } from "../resp/exchange.ts";
import type { Monitors } from "../resp/monitors.ts";
import type { Peer, Shared } from "../resp/shared.ts";
import type { Ending } from "../session/dialogue.ts";
import { SessionLoop } from "../session/session-loop.ts";
import { readShared } from "./client-socket.ts";
import type { Door } from "./gate.ts";
import type { Arrival, Guest, Protocol } from "./protocol.ts";

/** Milliseconds since its last request in which a session may still be about to end its transaction. */
const IN_TRANSACTION_MS = 1_000;
/** What a client may send before it has shown who it is, as in the servers. */
const BEFORE_AUTH: Limits = {
  ...DEFAULT_LIMITS,
  maxAggregateLength: 10,
  maxBulkBytes: 16 * 1024,
  maxReplyBytes: 1024 * 1024,
};

/** Clients of Redis and Valkey. */
export class RespProtocol implements Protocol {
  readonly name = "resp";
  readonly tooMany: Buffer = errorBytes("ERR max number of clients reached");
  readonly limits: ListenerLimits;
  private readonly mode: SessionMode;
  private readonly shared: Shared;
  private readonly door: Door;
  private readonly peers: Map<number, Peer>;

  /** `peers`: where its sessions can be found by each other. */
  constructor(
    mode: SessionMode,
    limits: ListenerLimits,
    shared: Shared,
    door: Door,
    peers: Map<number, Peer>,
  ) {
    this.mode = mode;
    this.limits = limits;
    this.shared = shared;
    this.door = door;
    this.peers = peers;
  }

  get backends(): readonly object[] {
    return this.shared.upstream.upstreams;
  }

  get observer(): Observer {
    return this.shared.observer;
  }

  welcomes(user: string): boolean {
    return this.door.welcomes(user);
  }

  follow(next: Protocol): void {
    const { upstream, server } = this.shared;
    Object.assign(this.shared, (next as RespProtocol).shared, { upstream, server });
  }

  begin({ socket: accepted, id, remote, local, ended }: Arrival): Guest {
    const { shared, mode, limits, peers } = this;
    const context = new Context(id, remote, local, Date.now(), shared.gate.nobody);
    let loop: SessionLoop<Exchange> | undefined;
    const socket = readShared(accepted, (bytes, length) => loop?.read(bytes, length));
    const { turn } = shared.upstream;
    turn.open();
    let dialogue: RespDialogue | undefined;
    loop = new SessionLoop<Exchange>(
      socket,
      mode,
      limits,
      turn,
      (self) => {
        dialogue = new RespDialogue(self, context, shared, requestLimits(limits), BEFORE_AUTH);
        return dialogue;
      },
      (why) => {
        peers.delete(id);
        ended(why);
      },
    );
    peers.set(id, dialogue!);
    return new RespGuest(loop, dialogue!, socket, shared.monitors);
  }
}

class RespGuest implements Guest {
  readonly seen: RespDialogue;
  readonly socket: Socket;
  private readonly loop: SessionLoop<Exchange>;
  private readonly monitors: Monitors;

  constructor(loop: SessionLoop<Exchange>, dialogue: RespDialogue, socket: Socket, monitors: Monitors) {
    this.loop = loop;
    this.seen = dialogue;
    this.socket = socket;
    this.monitors = monitors;
  }

  get mustLogIn(): boolean {
    return this.seen.context.user === undefined;
  }

  get quiet(): boolean {
    return this.loop.pending === 0 && !this.seen.subscriptions.any && !this.monitors.has(this.loop);
  }

  particulars(): Particulars {
    const { protocol, database, lastCommand } = this.seen.context;
    return {
      protocol: `resp${protocol}`,
      database,
      group: null,
      provider: null,
      lastCommand: lastCommand === "" ? null : knownCommand(lastCommand),
    };
  }

  end(why: Ending): void {
    this.loop.end(why);
  }

  /** What blocks is unblocked. */
  drain(): void {
    const { context, idleMs } = this.seen;
    const inTransaction = context.collected !== undefined || this.loop.holds.length > 0;
    if (inTransaction && idleMs < IN_TRANSACTION_MS) return;
    this.loop.close("drained");
    this.seen.unblock(true);
  }
}

/** What no server knows may be anything, a password in the wrong place too. */
function knownCommand(name: string): string {
  return commandTable().has(name) ? name : "UNKNOWN";
}

function requestLimits({ maxBulkBytes, maxQueryBytes, maxArguments }: ListenerLimits): Limits {
  return { ...DEFAULT_LIMITS, maxBulkBytes, maxReplyBytes: maxQueryBytes, maxAggregateLength: maxArguments };
}
