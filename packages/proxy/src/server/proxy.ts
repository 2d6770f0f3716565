import { systemRuntime, Turn } from "fairlead/internal";
import type { ListenAddress } from "../config/address.ts";
import type { Config, ListenerConfig } from "../config/config.ts";
import { Mirror } from "../mirror/mirror.ts";
import type { MirrorStats } from "../mirror/mirror-stats.ts";
import { MirroredServers } from "../mirror/mirrored-servers.ts";
import type { Context } from "../resp/context.ts";
import { Monitors } from "../resp/monitors.ts";
import { Rows } from "../resp/row.ts";
import type { Peer, Shared } from "../resp/shared.ts";
import { Strangers } from "../resp/strangers.ts";
import type { Login, Servers, Upstream } from "../resp/upstream.ts";
import { RoutedServers } from "../routing/routed-servers.ts";
import { Routes } from "../routing/routes.ts";
import { askKind, openBackend } from "./backend.ts";
import { gateOf } from "./gate.ts";
import { type ListenerEvents, type ListenerOptions, RespListener } from "./resp-listener.ts";
import { readListenerTls } from "./tls-files.ts";

/** A proxy that runs. */
export interface Proxy extends AsyncDisposable {
  /** Where each listener listens, by its name. */
  readonly addresses: ReadonlyMap<string, ListenAddress>;
  /** What comes of mirroring, by the names of the listeners that do. */
  readonly mirrors: ReadonlyMap<string, MirrorStats>;
  /** Accepts nobody any more, lets sessions finish for as long as the configuration says, and ends. */
  close(): Promise<void>;
}

/**
 * Connects to the backends, and listens.
 * @throws as `connect` of `fairlead` does, and the system's error when an address or a file can't be used.
 */
export async function startProxy(config: Config): Promise<Proxy> {
  const proxy = new RunningProxy(config);
  try {
    await proxy.start();
  } catch (error) {
    await proxy.close();
    throw error;
  }
  return proxy;
}

class RunningProxy implements Proxy {
  readonly addresses = new Map<string, ListenAddress>();
  readonly mirrors = new Map<string, MirrorStats>();
  private readonly config: Config;
  private readonly turn = new Turn(systemRuntime(undefined));
  private readonly upstreams = new Map<string, Upstream>();
  private readonly listeners = new Map<string, RespListener>();
  private readonly peers = new Map<number, Peer>();
  private readonly monitors = new Monitors();
  private readonly startedAt = Date.now();
  private lastId = 0;
  private accepted = 0;

  constructor(config: Config) {
    this.config = config;
  }

  async start(): Promise<void> {
    for (const [name, backend] of Object.entries(this.config.backends)) {
      const timeoutMs =
        Math.max(...this.config.listeners.map(({ limits }) => limits.requestTimeoutMs)) || 2 ** 30;
      this.upstreams.set(name, await openBackend(name, backend, timeoutMs, this.turn));
    }
    for (const listener of this.config.listeners) await this.listen(listener);
  }

  async close(): Promise<void> {
    await Promise.all([...this.listeners.values()].map((each) => each.drain(this.config.drainTimeoutMs)));
    await Promise.all([...this.upstreams.values()].map((upstream) => upstream.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async listen(config: ListenerConfig): Promise<void> {
    const options: ListenerOptions = {
      mode: config.mode,
      limits: config.limits,
      tls: config.tls === undefined ? undefined : await readListenerTls(config.tls),
    };
    const events: ListenerEvents = {
      opened: (peer) => {
        this.accepted++;
        this.peers.set(peer.context.id, peer);
      },
      closed: (peer) => this.peers.delete(peer.context.id),
      refused: () => undefined,
      failed: () => undefined,
    };
    const listener = new RespListener(options, await this.sharedBy(config), events, () => ++this.lastId);
    await listener.listen(config.address);
    this.listeners.set(config.name, listener);
    this.addresses.set(config.name, listener.address);
  }

  private async sharedBy(config: ListenerConfig): Promise<Shared> {
    const upstream = this.serversOf(config);
    const verify = (login: Login): Promise<boolean> => upstream.verify(login);
    const rows = new Rows(new Set(config.allow), new Set(config.deny));
    return {
      rows,
      strangers: new Strangers(rows),
      upstream,
      gate: gateOf(config.auth, this.config.users, verify),
      server: await askKind(this.backend(config.backend)),
      timeoutMs: config.limits.requestTimeoutMs || 2 ** 30,
      maxTransactionBytes: config.limits.maxTransactionBytes,
      peers: this.peers,
      monitors: this.monitors,
      info: () => this.info(config),
      node: nodeOf,
    };
  }

  private serversOf(config: ListenerConfig): Servers {
    const servers = this.routed(config);
    if (config.mirror === undefined) return servers;
    const mirror = new Mirror(config.mirror, this.backend(config.mirror.backend));
    this.mirrors.set(config.name, mirror.stats);
    return new MirroredServers(servers, mirror);
  }

  private routed({ backend, routes }: ListenerConfig): Servers {
    if (routes.length === 0) return this.backend(backend);
    const names = [...new Set([backend, ...routes.map((route) => route.backend)])];
    const prefixes = routes.map((route) => ({ prefix: route.prefix, backend: names.indexOf(route.backend) }));
    return new RoutedServers(
      names.map((name) => this.backend(name)),
      new Routes(prefixes),
    );
  }

  private backend(name: string): Upstream {
    const upstream = this.upstreams.get(name);
    if (upstream === undefined) throw new Error(`there is no backend ${name}`);
    return upstream;
  }

  private info(config: ListenerConfig): Record<string, string | number> {
    const port = "port" in config.address ? config.address.port : 0;
    return {
      redis_mode: "standalone",
      server_mode: "standalone",
      cluster_enabled: 0,
      role: "master",
      connected_slaves: 0,
      process_id: process.pid,
      tcp_port: port,
      uptime_in_seconds: Math.floor((Date.now() - this.startedAt) / 1000),
      uptime_in_days: Math.floor((Date.now() - this.startedAt) / 86_400_000),
      connected_clients: this.peers.size,
      total_connections_received: this.accepted,
      loading: 0,
    };
  }
}

/** What a client has connected to is what it shall take for the one node. */
function nodeOf({ localAddress }: Context): { readonly host: string; readonly port: number } {
  const colon = localAddress.lastIndexOf(":");
  const host = localAddress.slice(0, colon).replace(/^\[|\]$/g, "");
  return { host, port: Number(localAddress.slice(colon + 1)) || 0 };
}
