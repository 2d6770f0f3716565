import type { RespListenerConfig, UserConfig } from "../config/config.ts";
import { type MirrorStats, noStats } from "../mirror/mirror-stats.ts";
import { answerForClients } from "../resp/clients.ts";
import type { Context } from "../resp/context.ts";
import { Monitors } from "../resp/monitors.ts";
import { Rows } from "../resp/row.ts";
import type { Peer, Shared } from "../resp/shared.ts";
import { Strangers } from "../resp/strangers.ts";
import { timeoutOf } from "./backend.ts";
import type { BackendSet } from "./backends.ts";
import { gateOf } from "./gate.ts";
import { type Figures, figuresOf, INFO, infoFields, type ProcessFigures } from "./info.ts";
import type { Ingredients } from "./ingredients.ts";
import { RespProtocol } from "./resp-protocol.ts";
import { serversNamed, serversOf } from "./servers.ts";

/** What all sessions that speak RESP have in common, of all listeners, and what those of one do. */
export class RespTerms {
  private readonly ingredients: Ingredients;
  private readonly monitors = new Monitors();
  private readonly peers = new Map<number, Peer>();
  private readonly startedAt = Date.now();

  constructor(ingredients: Ingredients) {
    this.ingredients = ingredients;
    const { workers, sessions } = ingredients;
    answerForClients(workers, this.peers);
    workers.answer(INFO, (): ProcessFigures => figuresOf(sessions));
  }

  protocolOf(listener: RespListenerConfig, backends: BackendSet, users: readonly UserConfig[]): RespProtocol {
    const { operations, workers } = this.ingredients;
    const { server } = serversNamed(listener.backend, backends);
    const upstream = serversOf(listener, backends, (name) => this.statsOf(name));
    const rows = new Rows(new Set(listener.allow), new Set(listener.deny));
    const door = gateOf(listener.auth, users, (login) => upstream.verify(login));
    const shared: Shared = {
      rows,
      strangers: new Strangers(rows),
      upstream,
      gate: door,
      server,
      observer: operations.observer(listener.name, "resp"),
      timeoutMs: timeoutOf(listener.limits.requestTimeoutMs),
      maxTransactionBytes: listener.limits.maxTransactionBytes,
      monitors: this.monitors,
      info: () => this.info(listener),
      workers,
      node: nodeOf,
    };
    return new RespProtocol(listener.mode, listener.limits, shared, door, this.peers);
  }

  private statsOf(listener: string): MirrorStats {
    const { mirrors } = this.ingredients;
    const stats = mirrors.get(listener) ?? noStats();
    mirrors.set(listener, stats);
    return stats;
  }

  private async info(config: RespListenerConfig): Promise<Figures> {
    const all = (await this.ingredients.workers.collect(INFO)) as ProcessFigures[];
    const port = "port" in config.address ? config.address.port : 0;
    return infoFields(all, port, Date.now() - this.startedAt);
  }
}

/** What a client has connected to is what it shall take for the one node. */
function nodeOf({ localAddress }: Context): { readonly host: string; readonly port: number } {
  const colon = localAddress.lastIndexOf(":");
  const host = localAddress.slice(0, colon).replace(/^\[|\]$/g, "");
  return { host, port: Number(localAddress.slice(colon + 1)) || 0 };
}
