import { systemRuntime, Turn } from "fairlead/internal";
import type { ListenAddress } from "../config/address.ts";
import { type Changes, changesBetween, listenerKey } from "../config/changes.ts";
import type { Config, ListenerConfig } from "../config/config.ts";
import type { MirrorStats } from "../mirror/mirror-stats.ts";
import { type Log, NO_LOG } from "../observe/log.ts";
import { Accounts } from "../users/account.ts";
import { type AllWorkers, OnlyWorker } from "../workers/all-workers.ts";
import { timeoutOf } from "./backend.ts";
import { type BackendSet, Backends } from "./backends.ts";
import { maxClientSockets } from "./file-limit.ts";
import type { Host } from "./listener.ts";
import type { NewsParts } from "./news.ts";
import { newsParts } from "./news-guest.ts";
import { type NextListener, OpenListener, prepareListener } from "./open-listener.ts";
import { Operations } from "./operations.ts";
import type { Guest } from "./protocol.ts";
import { openNews, Protocols } from "./protocols.ts";
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
export function startProxy(config: Config, options: ProxyOptions = {}): Promise<Proxy> {
  return startWith(newsParts, config, options);
}

/** As {@link startProxy}. `news`: makes what speaks NNTP. */
export async function startWith(
  news: (log: Log) => NewsParts,
  config: Config,
  options: ProxyOptions = {},
): Promise<Proxy> {
  const proxy = new RunningProxy({ ...config, listeners: [], backends: {} }, options, news);
  try {
    await proxy.begin(config);
  } catch (error) {
    await proxy.close();
    throw error;
  }
  return proxy;
}

class RunningProxy implements Proxy, Host {
  readonly mirrors = new Map<string, MirrorStats>();
  private config: Config;
  private readonly turn = new Turn(systemRuntime(undefined));
  private readonly backends: Backends;
  private readonly protocols: Protocols;
  private readonly operations: Operations;
  private readonly sessions: Sessions;
  private listeners: ReadonlyMap<string, OpenListener> = new Map();
  /** Listeners of earlier configurations, until their sessions have ended. */
  private readonly leaving = new Set<OpenListener>();
  private readonly ending = new AbortController();
  /** The last reload. */
  private busy: Promise<unknown> = Promise.resolve();

  constructor(config: Config, options: ProxyOptions, makeNews: (log: Log) => NewsParts) {
    const { workers = new OnlyWorker(), generation = 0, log = NO_LOG } = options;
    this.config = config;
    const news = makeNews(log);
    const { index, count } = workers;
    const { turn } = this;
    const sessions = new Sessions({ index, count, generation }, maxClientSockets());
    this.sessions = sessions;
    this.backends = new Backends(turn, (name, each, signal) => openNews(news, name, each, workers, signal));
    const accounts = new Accounts(count);
    const { backends } = this;
    const listeners = () => [...this.listeners.values()].map((open) => open.config);
    const parts = { backends, listeners, mirrors: this.mirrors, sessions, turn, workers, accounts };
    this.operations = new Operations(config, parts, log);
    const { operations, mirrors } = this;
    this.protocols = new Protocols({ accounts, mirrors, news, operations, sessions, turn, workers });
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

  opened(guest: Guest): void {
    this.sessions.opened(guest);
  }

  closed(guest: Guest): void {
    this.sessions.closed(guest);
    if (this.backends.anyRetired) this.retire();
  }

  private async prepareNow(config: Config): Promise<Prepared> {
    const { signal } = this.ending;
    signal.throwIfAborted();
    const settings = await Promise.all(config.listeners.map(prepareListener));
    const timeoutMs = longestOf(config.listeners);
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
    this.protocols.follow(config);
    for (const backend of backends.values()) this.operations.watch(backend);
    this.listeners = next;
    for (const setting of settings) {
      const key = listenerKey(setting.config);
      if (!before.has(key)) continue;
      next.get(key)?.apply(setting, this.protocols.of(setting.config, backends, config.users));
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
    this.backends.retire(new Set(open.flatMap(({ listener }) => listener.backends)));
  }

  private openListener(setting: NextListener, backends: BackendSet, config: Config): OpenListener {
    const protocol = this.protocols.of(setting.config, backends, config.users);
    return new OpenListener(setting, protocol, this.sessions, this);
  }
}

/** Milliseconds that a request to servers may take at most. */
function longestOf(listeners: readonly ListenerConfig[]): number {
  const mine = listeners.filter(({ protocol }) => protocol === "resp");
  return Math.max(1, ...mine.map(({ limits }) => timeoutOf(limits.requestTimeoutMs)));
}
