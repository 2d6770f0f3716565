import { systemRuntime, Turn } from "fairlead/internal";
import { addressText, type ListenAddress } from "../config/address.ts";
import type { Config, ListenerConfig } from "../config/config.ts";
import { type Log, NO_LOG } from "../observe/log.ts";
import type { Context } from "../resp/context.ts";
import { Rows } from "../resp/row.ts";
import type { Peer, Shared } from "../resp/shared.ts";
import type { Login, Upstream } from "../resp/upstream.ts";
import { askKind, openBackend } from "./backend.ts";
import { gateOf } from "./gate.ts";
import { Operations } from "./operations.ts";
import { type ListenerEvents, type ListenerOptions, RespListener } from "./resp-listener.ts";
import { readListenerTls } from "./tls-files.ts";

/** A proxy that runs. */
export interface Proxy extends AsyncDisposable {
  /** Where each listener listens, by its name. */
  readonly addresses: ReadonlyMap<string, ListenAddress>;
  /** Where it can be asked how it is; `undefined` if that is not configured. */
  readonly adminAddress: ListenAddress | undefined;
  /** Accepts nobody any more, lets sessions finish for as long as the configuration says, and ends. */
  close(): Promise<void>;
}

/** What a proxy is told beside its configuration. */
export interface ProxyOptions {
  /** Where it writes what happens. Default: nowhere. */
  readonly log?: Log;
}

/**
 * Connects to the backends, and listens.
 * @throws as `connect` of `fairlead` does, and the system's error when an address or a file can't be used.
 */
export async function startProxy(config: Config, { log = NO_LOG }: ProxyOptions = {}): Promise<Proxy> {
  const proxy = new RunningProxy(config, log);
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
  private readonly config: Config;
  readonly turn: Turn = new Turn(systemRuntime(undefined));
  readonly upstreams = new Map<string, Upstream>();
  readonly listeners = new Map<string, RespListener>();
  private readonly peers = new Map<number, Peer>();
  private readonly operations: Operations;
  private readonly startedAt = Date.now();
  private lastId = 0;
  private accepted = 0;

  constructor(config: Config, log: Log) {
    this.config = config;
    this.operations = new Operations(config, this, log);
  }

  get adminAddress(): ListenAddress | undefined {
    return this.operations.adminAddress;
  }

  async start(): Promise<void> {
    await this.operations.start();
    for (const [name, backend] of Object.entries(this.config.backends)) {
      const timeoutMs =
        Math.max(...this.config.listeners.map(({ limits }) => limits.requestTimeoutMs)) || 2 ** 30;
      const upstream = await openBackend(name, backend, timeoutMs, this.turn);
      this.upstreams.set(name, upstream);
      this.operations.watch(name, upstream);
    }
    for (const listener of this.config.listeners) await this.listen(listener);
    this.operations.phase = "serving";
  }

  async close(): Promise<void> {
    this.operations.drain();
    await Promise.all([...this.listeners.values()].map((each) => each.drain(this.config.drainTimeoutMs)));
    await Promise.all([...this.upstreams.values()].map((upstream) => upstream.close()));
    await this.operations.close();
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
    const observer = this.operations.observer(config.name);
    const events: ListenerEvents = {
      opened: (peer) => {
        this.accepted++;
        this.peers.set(peer.context.id, peer);
        observer.opened(peer);
      },
      closed: (peer, why) => {
        this.peers.delete(peer.context.id);
        observer.closed(peer, why);
      },
      refused: (why) => observer.refused(why),
      failed: (error) => observer.failed(error),
    };
    const listener = new RespListener(options, await this.sharedBy(config), events, () => ++this.lastId);
    await listener.listen(config.address);
    this.listeners.set(config.name, listener);
    this.addresses.set(config.name, listener.address);
    this.operations.log.info(`${config.name} listens at ${addressText(listener.address)}`);
  }

  private async sharedBy(config: ListenerConfig): Promise<Shared> {
    const upstream = this.upstreams.get(config.backend);
    if (upstream === undefined) throw new Error(`there is no backend ${config.backend}`);
    const verify = (login: Login): Promise<boolean> => upstream.verify(login);
    return {
      rows: new Rows(new Set(config.allow), new Set(config.deny)),
      upstream,
      gate: gateOf(config.auth, this.config.users, verify),
      server: await askKind(upstream),
      observer: this.operations.observer(config.name),
      timeoutMs: config.limits.requestTimeoutMs || 2 ** 30,
      maxTransactionBytes: config.limits.maxTransactionBytes,
      peers: this.peers,
      info: () => this.info(config),
      node: nodeOf,
    };
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
