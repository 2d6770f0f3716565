import type { Turn } from "fairlead/internal";
import { AdminServer } from "../admin/admin-server.ts";
import type { AdminSource, BackendView, MetricsPage, SessionView, SlowView } from "../admin/source.ts";
import { addressText, type ListenAddress } from "../config/address.ts";
import type { Config, ListenerConfig } from "../config/config.ts";
import type { MirrorStats } from "../mirror/mirror-stats.ts";
import { NEWS_KINDS } from "../nntp/kinds.ts";
import type { ArticleFigures } from "../observe/article-figures.ts";
import { Journal } from "../observe/journal.ts";
import type { Log } from "../observe/log.ts";
import { LongPins } from "../observe/long-pins.ts";
import { Metrics, type MetricsOfProcess, sumOf } from "../observe/metrics.ts";
import { Observer, type Sight } from "../observe/observer.ts";
import type { ProviderFigures } from "../observe/provider-figures.ts";
import { SlowLog } from "../observe/slow-log.ts";
import { Throttle } from "../observe/throttle.ts";
import { TurnClock } from "../observe/turn-clock.ts";
import { answerForSlowLog, slowEntries } from "../resp/local-slow-log.ts";
import { KINDS } from "../resp/treatment.ts";
import type { Accounts } from "../users/account.ts";
import type { AllWorkers } from "../workers/all-workers.ts";
import type { Backends, OpenBackend } from "./backends.ts";
import type { Guest } from "./protocol.ts";
import { backendsOf } from "./servers.ts";
import type { Sessions } from "./sessions.ts";
import { backendView, sessionView, slowView, sumOfViews } from "./views.ts";

/** How often sessions are looked at: no more often, no less. */
const LOOK_MS = { least: 100, most: 5_000 };
/** Kinds of questions to all processes. */
const Kind = { METRICS: "metrics", SESSIONS: "sessions", NODES: "nodes" } as const;

/** What a process of a proxy consists of. */
export interface Parts {
  readonly turn: Turn;
  readonly backends: Backends;
  /** By name of the listener. */
  readonly mirrors: ReadonlyMap<string, MirrorStats>;
  readonly sessions: Sessions;
  readonly workers: AllWorkers;
  readonly accounts: Accounts;
  listeners(): readonly ListenerConfig[];
}

/** Lets a proxy be watched: its log, its metrics, and its admin address. */
export class Operations implements AdminSource {
  /** Only while it serves should clients be sent to it. */
  phase: "starting" | "serving" | "draining" = "starting";
  private readonly config: Config;
  private readonly parts: Parts;
  private readonly log: Log;
  private readonly sight: Sight;
  private readonly pins: LongPins;
  /** Of all listeners that there ever were. */
  private readonly observers = new Map<string, Observer>();
  private readonly watched = new WeakSet<OpenBackend>();
  private measuring: Metrics | undefined = undefined;
  private admin: AdminServer | undefined = undefined;
  private timer: NodeJS.Timeout | undefined = undefined;

  constructor(config: Config, parts: Parts, log: Log) {
    this.config = config;
    this.parts = parts;
    this.log = log;
    const { slowLog, users } = config;
    const { index, count } = parts.workers;
    this.pins = new LongPins(config.log.longPinMs);
    this.sight = {
      clock: new TurnClock(parts.turn),
      journal: new Journal(log),
      slowLog: new SlowLog(slowLog.maxEntries, index, count),
      slowThrottle: new Throttle(slowLog.maxEntries),
      slowMicros: slowLog.thresholdMs * 1000,
      showKeys: slowLog.showKeys,
      users: new Set(users.map(({ name }) => name)),
    };
    answerForSlowLog(parts.workers, this.sight.slowLog);
  }

  /** Where the admin address is; `undefined` if there is none. */
  get adminAddress(): ListenAddress | undefined {
    return this.admin?.address;
  }

  /** Begins before anything else, so that a start can be watched, too. @throws when it can't listen at the admin address. */
  async start(): Promise<void> {
    this.timer = setInterval(() => this.look(), lookEveryMs(this.config.log.longPinMs));
    this.timer.unref();
    const { admin } = this.config;
    if (admin === undefined) return;
    const { workers, backends, accounts } = this.parts;
    const measuring = new Metrics({
      listeners: () => this.measured(),
      carried: () => this.carried(),
      mirrors: () => this.parts.mirrors,
      draining: () => this.phase === "draining",
      providers: () => this.providers(),
      articles: () => this.articles(),
      users: () => accounts.all,
    });
    this.measuring = measuring;
    workers.answer(Kind.METRICS, () => measuring.read());
    workers.answer(Kind.SESSIONS, () => this.guests.map((guest) => sessionView(guest, Date.now())));
    workers.answer(Kind.NODES, () => [...backends.all.values()].map(backendView));
    this.admin = new AdminServer(this);
    await this.admin.listen(admin.address);
    const { adminAddress } = this;
    if (adminAddress === undefined || workers.index > 0) return;
    this.log.info(`admin listens at ${addressText(adminAddress)}`);
  }

  /** The observer of a listener, made if there is none for its protocol. */
  observer(listener: string, protocol: ListenerConfig["protocol"]): Observer {
    const kinds = protocol === "nntp" ? NEWS_KINDS : KINDS;
    let observer = this.observers.get(listener);
    if (observer?.kinds !== kinds) {
      observer = new Observer(listener, kinds, this.sight);
      this.observers.set(listener, observer);
    }
    return observer;
  }

  /** Writes down what becomes of a backend, once for each. */
  watch(open: OpenBackend): void {
    if (this.watched.has(open)) return;
    this.watched.add(open);
    const { log } = this;
    if (open.kind === "nntp") {
      log.info({ backend: open.name, providers: open.config.providers.length }, "backend opened");
      return;
    }
    const { name: backend, events } = open.upstream;
    log.info({ backend, state: events.state.kind }, "backend connected");
    events.on("state", ({ kind, unreachable }) => {
      log[kind === "ready" ? "info" : "warn"]({ backend, unreachable }, `backend is ${kind}`);
    });
    events.on("topology", ({ added, removed, promoted, movedSlots }) => {
      log.info({ backend, added, removed, promoted, movedSlots }, "topology changed");
    });
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.sight.journal.admitGaps();
    await this.admin?.close();
    this.measuring?.close();
    this.log.flush();
  }

  async unready(): Promise<readonly string[]> {
    if (this.phase === "draining") return ["it is draining"];
    if (this.phase === "starting") return ["it does not listen yet"];
    const { backends, listeners } = this.parts;
    const needed = new Set(listeners().flatMap(backendsOf));
    const missing = [...backends.all].filter(([name, backend]) => {
      const { state } = backendView(backend);
      return needed.has(name) && state !== "ready" && state !== "degraded";
    });
    return missing.map(([name]) => `backend ${name} is out of reach`);
  }

  async metrics(): Promise<MetricsPage> {
    return sumOf((await this.parts.workers.collect(Kind.METRICS)) as MetricsOfProcess[]);
  }

  async sessions(): Promise<readonly SessionView[]> {
    const all = (await this.parts.workers.collect(Kind.SESSIONS)) as SessionView[][];
    return all.flat().sort((a, b) => a.id - b.id);
  }

  async nodes(): Promise<readonly BackendView[]> {
    return sumOfViews((await this.parts.workers.collect(Kind.NODES)) as BackendView[][]);
  }

  async slowLog(): Promise<readonly SlowView[]> {
    return (await slowEntries(this.parts.workers, this.config.slowLog.maxEntries)).map(slowView);
  }

  private get guests(): Guest[] {
    return [...this.parts.sessions.byId.values()];
  }

  private measured() {
    const sessions = this.guests.map(({ seen }) => seen);
    return [...this.observers.values()].map((observer) => ({
      ...observer,
      sessions: sessions.filter(({ listener }) => listener === observer.listener),
    }));
  }

  private carried(): { readonly queued: number; readonly inFlight: number } {
    const { backends, turn } = this.parts;
    const queued = [...backends.all.values()].reduce(
      (sum, backend) => sum + (backend.kind === "resp" ? backend.upstream.load.queued : 0),
      0,
    );
    return { queued, inFlight: turn.inFlight };
  }

  private *providers(): Iterable<readonly [backend: string, provider: ProviderFigures]> {
    for (const [name, backend] of this.parts.backends.all) {
      if (backend.kind !== "nntp") continue;
      for (const figures of backend.providers.figures()) yield [name, figures];
    }
  }

  private *articles(): Iterable<readonly [backend: string, figures: ArticleFigures]> {
    for (const [name, backend] of this.parts.backends.all) {
      const figures = backend.kind === "nntp" ? backend.providers.cached() : undefined;
      if (figures !== undefined) yield [name, figures];
    }
  }

  /** Now and then: tells of sessions that are pinned for too long, and what the log left out. */
  private look(): void {
    const { journal } = this.sight;
    journal.admitGaps();
    if (this.config.log.longPinMs === 0) return;
    const sessions = this.guests.map(({ seen: { context, holds, listener } }) => ({
      id: context.id,
      holds,
      listener,
    }));
    for (const { id, holds, listener } of this.pins.look(sessions, performance.now())) {
      journal.tell("warn", "session pinned for long", { listener, session: id, holds });
    }
  }
}

function lookEveryMs(longPinMs: number): number {
  const { least, most } = LOOK_MS;
  return longPinMs === 0 ? most : Math.max(least, Math.min(most, longPinMs / 2));
}
