import { systemRuntime, Turn } from "fairlead/internal";
import type { ListenAddress } from "../config/address.ts";
import { type Changes, changesBetween, listenerKey } from "../config/changes.ts";
import type { Config, ListenerConfig } from "../config/config.ts";
import { type MirrorStats, noStats } from "../mirror/mirror-stats.ts";
import { type Log, NO_LOG } from "../observe/log.ts";
import { answerForClients } from "../resp/clients.ts";
import type { Context } from "../resp/context.ts";
import { Monitors } from "../resp/monitors.ts";
import { Rows } from "../resp/row.ts";
import type { Shared } from "../resp/shared.ts";
import { Strangers } from "../resp/strangers.ts";
import { type AllWorkers, OnlyWorker } from "../workers/all-workers.ts";
import { type BackendSet, Backends } from "./backends.ts";
import { maxClientSockets } from "./file-limit.ts";
import { gateOf } from "./gate.ts";
import { type Figures, figuresOf, INFO, infoFields, type ProcessFigures } from "./info.ts";
import { type NextListener, OpenListener, prepareListener, type Terms } from "./open-listener.ts";
import { Operations } from "./operations.ts";
import type { ListenerEvents } from "./resp-listener.ts";
import { backendNamed, serversOf } from "./servers.ts";
import { Sessions } from "./sessions.ts";

/** A proxy that runs. */
export interface Proxy extends AsyncDisposable {
  /** Where each listener listens, by its name. */
  readonly addresses: ReadonlyMap<string, ListenAddress>;
  /** Where it can be asked how it is; `undefined` if that is not configured. */
  readonly adminAddress: ListenAddress | undefined;
  /** What has come of mirroring, by the names of the listeners that do or did. */
  readonly mirrors: ReadonlyMap<string, MirrorStats>;
  /** As {@link prepare}, and at once in force. */
  reload(config: Config): Promise<Changes>;
  /**
   * Does everything about a new configuration that may fail: connects to new and changed backends, reads certificates, and
   * listens at new addresses. One after the other.
   * @throws {Error} that says what failed: then everything is as before.
   */
  prepare(config: Config): Promise<Prepared>;
  /** Accepts nobody any more, lets sessions finish for as long as the configuration says, and ends. */
  close(): Promise<void>;
}

/** A new configuration that is ready. Exactly one of its functions has to be called. */
export interface Prepared {
  /** Puts it in force. Sessions go on: on the connections that they have, if their backend has changed. */
  commit(): Changes;
  abandon(): void;
}

/** What a proxy is told beside its configuration. */
export interface ProxyOptions {
  /** Where it writes what happens. Default: nowhere. */
  readonly log?: Log;
  /** How it stands among processes that serve the same addresses. Default: it is the only one. */
  readonly workers?: AllWorkers;
  /** How many processes had its index before. Default 0. */
  readonly generation?: number;
}

/**
 * Connects to the backends, and listens.
 * @throws {Error} that names the backend, file or address that can't be used.
 */
export async function startProxy(config: Config, options: ProxyOptions = {}): Promise<Proxy> {
  const proxy = new RunningProxy({ ...config, listeners: [], backends: {} }, options);
  try {
    await proxy.begin(config);
  } catch (error) {
    await proxy.close();
    throw error;
  }
  return proxy;
}

class RunningProxy implements Proxy {
  readonly mirrors = new Map<string, MirrorStats>();
  private config: Config;
  private readonly workers: AllWorkers;
  private readonly turn = new Turn(systemRuntime(undefined));
  private readonly backends = new Backends(this.turn);
  private readonly operations: Operations;
  private readonly sessions: Sessions;
  private readonly monitors = new Monitors();
  private listeners: ReadonlyMap<string, OpenListener> = new Map();
  /** Listeners of earlier configurations, until their sessions have ended. */
  private readonly leaving = new Set<OpenListener>();
  private readonly startedAt = Date.now();
  private readonly ending = new AbortController();
  /** The last reload. */
  private busy: Promise<unknown> = Promise.resolve();

  constructor(config: Config, { workers = new OnlyWorker(), generation = 0, log = NO_LOG }: ProxyOptions) {
    this.config = config;
    this.workers = workers;
    const { index, count } = workers;
    this.sessions = new Sessions({ index, count, generation }, maxClientSockets());
    const { backends, mirrors, sessions, turn } = this;
    const listeners = () => [...this.listeners.values()].map((open) => open.config);
    this.operations = new Operations(config, { backends, listeners, mirrors, sessions, turn, workers }, log);
    answerForClients(workers, this.sessions.byId);
    workers.answer(INFO, (): ProcessFigures => figuresOf(this.sessions));
  }

  /** Serves for the first time. */
  async begin(config: Config): Promise<void> {
    await this.operations.start();
    await this.reload(config);
    this.operations.phase = "serving";
  }

  get adminAddress(): ListenAddress | undefined {
    return this.operations.adminAddress;
  }

  get addresses(): ReadonlyMap<string, ListenAddress> {
    const open = [...this.listeners.values()];
    return new Map(open.map(({ config, listener }) => [config.name, listener.address]));
  }

  async reload(config: Config): Promise<Changes> {
    return (await this.prepare(config)).commit();
  }

  prepare(config: Config): Promise<Prepared> {
    return new Promise((resolve, reject) => {
      const turn = this.busy.then(async () => {
        const prepared = await this.prepareNow(config);
        // The next one has to see what becomes of this one.
        await new Promise<void>((done) => {
          const { commit, abandon } = prepared;
          resolve({
            commit: () => {
              done();
              return commit();
            },
            abandon: () => {
              done();
              abandon();
            },
          });
        });
      });
      turn.catch(reject);
      this.busy = turn.catch(() => undefined);
    });
  }

  async close(): Promise<void> {
    this.operations.phase = "draining";
    this.ending.abort(new Error("the proxy is stopping"));
    const open = [...this.listeners.values(), ...this.leaving];
    await Promise.all(open.map((each) => each.drain(this.config.drainTimeoutMs)));
    await this.backends.closeAll();
    await this.operations.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async prepareNow(config: Config): Promise<Prepared> {
    const { signal } = this.ending;
    signal.throwIfAborted();
    const settings = await Promise.all(config.listeners.map(prepareListener));
    const timeoutMs = Math.max(...config.listeners.map(({ limits }) => timeoutOf(limits.requestTimeoutMs)));
    const backends = await this.backends.prepare(config.backends, timeoutMs, signal);
    const next = new Map<string, OpenListener>();
    const fresh: OpenListener[] = [];
    try {
      for (const setting of settings) {
        const key = listenerKey(setting.config);
        const open = this.listeners.get(key) ?? this.openListener(setting, backends, config);
        next.set(key, open);
        if (this.listeners.has(key)) continue;
        fresh.push(open);
        await open.listener.listen(setting.config.address);
      }
      signal.throwIfAborted();
    } catch (error) {
      await this.abandon(fresh, backends);
      throw error;
    }
    return {
      commit: () => this.commit(config, settings, next, backends),
      abandon: () => void this.abandon(fresh, backends),
    };
  }

  private async abandon(fresh: readonly OpenListener[], backends: BackendSet): Promise<void> {
    await Promise.all(fresh.map((each) => each.drain(0)));
    this.backends.abandon(backends);
  }

  private commit(
    config: Config,
    settings: readonly NextListener[],
    next: ReadonlyMap<string, OpenListener>,
    backends: BackendSet,
  ): Changes {
    const changes = changesBetween(this.config, config);
    const before = this.listeners;
    const { workers, admin, log, slowLog } = this.config;
    this.config = { ...config, workers, admin, log, slowLog };
    this.backends.commit(backends);
    for (const { upstream } of backends.values()) this.operations.watch(upstream);
    this.listeners = next;
    for (const setting of settings) {
      const key = listenerKey(setting.config);
      const terms = this.termsOf(setting.config, backends, config);
      if (before.has(key)) next.get(key)?.apply(setting, terms, this.workers.count);
    }
    for (const [key, open] of before) if (!next.has(key)) void this.leave(open);
    this.retire();
    return changes;
  }

  private async leave(open: OpenListener): Promise<void> {
    this.leaving.add(open);
    await open.drain(this.config.drainTimeoutMs);
    this.leaving.delete(open);
    this.retire();
  }

  /** Closes backends of earlier configurations that no session uses any more. */
  private retire(): void {
    const open = [...this.listeners.values(), ...this.leaving];
    const used = open.flatMap(({ listener }) =>
      [...listener.inUse].flatMap(({ upstream }) => upstream.upstreams),
    );
    this.backends.retire(new Set(used));
  }

  private openListener(setting: NextListener, backends: BackendSet, config: Config): OpenListener {
    const terms = this.termsOf(setting.config, backends, config);
    return new OpenListener(setting, terms, this.sessions, this.events(setting.config), this.workers.count);
  }

  private events({ name }: ListenerConfig): ListenerEvents {
    const { operations, sessions } = this;
    return {
      opened: (peer) => {
        sessions.opened(peer);
        operations.observer(peer.listener).opened(peer);
      },
      closed: (peer, why) => {
        sessions.closed(peer);
        operations.observer(peer.listener).closed(peer, why);
        if (this.backends.anyRetired) this.retire();
      },
      refused: (why) => operations.observer(name).refused(why),
      failed: (error) => operations.observer(name).failed(error),
    };
  }

  private termsOf(listener: ListenerConfig, backends: BackendSet, { users }: Config): Terms {
    const { server } = backendNamed(listener.backend, backends);
    const upstream = serversOf(listener, backends, (name) => this.statsOf(name));
    const rows = new Rows(new Set(listener.allow), new Set(listener.deny));
    const door = gateOf(listener.auth, users, (login) => upstream.verify(login));
    const shared: Shared = {
      rows,
      strangers: new Strangers(rows),
      upstream,
      gate: door,
      server,
      observer: this.operations.observer(listener.name),
      timeoutMs: timeoutOf(listener.limits.requestTimeoutMs),
      maxTransactionBytes: listener.limits.maxTransactionBytes,
      monitors: this.monitors,
      info: () => this.info(listener),
      workers: this.workers,
      node: nodeOf,
    };
    return { shared, door };
  }

  private statsOf(listener: string): MirrorStats {
    const stats = this.mirrors.get(listener) ?? noStats();
    this.mirrors.set(listener, stats);
    return stats;
  }

  private async info(config: ListenerConfig): Promise<Figures> {
    const all = (await this.workers.collect(INFO)) as ProcessFigures[];
    const port = "port" in config.address ? config.address.port : 0;
    return infoFields(all, port, Date.now() - this.startedAt);
  }
}

function timeoutOf(requestTimeoutMs: number): number {
  return requestTimeoutMs || 2 ** 30;
}

/** What a client has connected to is what it shall take for the one node. */
function nodeOf({ localAddress }: Context): { readonly host: string; readonly port: number } {
  const colon = localAddress.lastIndexOf(":");
  const host = localAddress.slice(0, colon).replace(/^\[|\]$/g, "");
  return { host, port: Number(localAddress.slice(colon + 1)) || 0 };
}
