import type { Turn } from "fairlead/internal";
import { AdminServer } from "../admin/admin-server.ts";
import type { AdminSource, BackendView, SessionView, SlowView } from "../admin/source.ts";
import { addressText, type ListenAddress } from "../config/address.ts";
import type { Config } from "../config/config.ts";
import { Journal } from "../observe/journal.ts";
import type { Log } from "../observe/log.ts";
import { LongPins } from "../observe/long-pins.ts";
import { Metrics } from "../observe/metrics.ts";
import { Observer, type Sight } from "../observe/observer.ts";
import { SlowLog } from "../observe/slow-log.ts";
import { TurnClock } from "../observe/turn-clock.ts";
import { KINDS } from "../resp/treatment.ts";
import type { Upstream } from "../resp/upstream.ts";
import type { RespListener } from "./resp-listener.ts";
import { backendView, sessionView, slowView } from "./views.ts";

/** How often sessions are looked at: no more often, no less. */
const LOOK_MS = { least: 100, most: 5_000 };

/** What a proxy consists of. */
export interface Parts {
  readonly turn: Turn;
  /** By name; may change. */
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly listeners: ReadonlyMap<string, RespListener>;
}

/** Lets a proxy be watched: its log, its metrics, and its admin address. */
export class Operations implements AdminSource {
  /** Only while it serves should clients be sent to it. */
  phase: "starting" | "serving" | "draining" = "starting";
  readonly log: Log;
  private readonly config: Config;
  private readonly parts: Parts;
  private readonly sight: Sight;
  private readonly pins: LongPins;
  /** Of all listeners that there ever were. */
  private readonly observers = new Map<string, Observer>();
  private metered: Metrics | undefined = undefined;
  private admin: AdminServer | undefined = undefined;
  private timer: NodeJS.Timeout | undefined = undefined;

  constructor(config: Config, parts: Parts, log: Log) {
    this.config = config;
    this.parts = parts;
    this.log = log;
    const { slowLog, users } = config;
    this.pins = new LongPins(config.log.longPinMs);
    this.sight = {
      clock: new TurnClock(parts.turn),
      journal: new Journal(log),
      slowLog: new SlowLog(slowLog.maxEntries),
      slowMicros: slowLog.thresholdMs * 1000,
      showKeys: slowLog.showKeys,
      users: new Set(users.map(({ name }) => name)),
    };
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
    this.metered = new Metrics({
      kinds: KINDS,
      listeners: () => this.measured(),
      carried: () => this.carried(),
      draining: () => this.phase === "draining",
    });
    this.admin = new AdminServer(this);
    await this.admin.listen(admin.address);
    const { adminAddress } = this;
    if (adminAddress !== undefined) this.log.info(`admin listens at ${addressText(adminAddress)}`);
  }

  /** The observer of a listener, made if there is none. */
  observer(listener: string): Observer {
    let observer = this.observers.get(listener);
    if (observer === undefined) {
      observer = new Observer(listener, KINDS.length, this.sight);
      this.observers.set(listener, observer);
    }
    return observer;
  }

  /** Writes down what becomes of a backend. */
  watch(backend: string, { events }: Upstream): void {
    const { log } = this;
    log.info({ backend, state: events.state.kind }, "backend connected");
    events.on("state", ({ kind, unreachable }) => {
      log[kind === "ready" ? "info" : "warn"]({ backend, unreachable }, `backend is ${kind}`);
    });
    events.on("topology", ({ added, removed, promoted, movedSlots }) => {
      log.info({ backend, added, removed, promoted, movedSlots }, "topology changed");
    });
  }

  /** From here on no clients should come. */
  drain(): void {
    if (this.phase === "serving") this.log.info("draining");
    this.phase = "draining";
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.sight.journal.admitGaps();
    await this.admin?.close();
    this.metered?.close();
    this.log.flush();
  }

  async unready(): Promise<readonly string[]> {
    if (this.phase === "draining") return ["it is draining"];
    const { upstreams } = this.parts;
    const missing = Object.keys(this.config.backends).filter((name) => {
      const kind = upstreams.get(name)?.events.state.kind;
      return kind !== "ready" && kind !== "degraded";
    });
    const reasons = missing.map((name) => `backend ${name} is out of reach`);
    return this.phase === "starting" ? ["it does not listen yet", ...reasons] : reasons;
  }

  async metrics(): Promise<{ readonly contentType: string; readonly text: string }> {
    return this.metered?.read() ?? { contentType: "text/plain", text: "" };
  }

  async sessions(): Promise<readonly SessionView[]> {
    const now = Date.now();
    this.parts.turn.open();
    return [...this.parts.listeners].flatMap(([name, { peers }]) =>
      [...peers].map((peer) => sessionView(name, peer, now)),
    );
  }

  async nodes(): Promise<readonly BackendView[]> {
    return [...this.parts.upstreams].map(([name, upstream]) => backendView(name, upstream));
  }

  async slowLog(): Promise<readonly SlowView[]> {
    return this.sight.slowLog.latest(this.config.slowLog.maxEntries).map(slowView);
  }

  private *measured() {
    const { listeners } = this.parts;
    for (const [name, { meter }] of this.observers) {
      yield [name, meter, listeners.get(name)?.peers ?? []] as const;
    }
  }

  private carried(): { readonly queued: number; readonly inFlight: number } {
    let queued = 0;
    for (const { load } of this.parts.upstreams.values()) queued += load.queued;
    return { queued, inFlight: this.parts.turn.inFlight };
  }

  /** Now and then: tells of sessions that are pinned for too long, and what the log left out. */
  private look(): void {
    const { journal } = this.sight;
    journal.admitGaps();
    if (this.config.log.longPinMs === 0) return;
    const sessions = [...this.parts.listeners].flatMap(([listener, { peers }]) =>
      [...peers].map(({ context, holds }) => ({ id: context.id, holds, listener })),
    );
    for (const { id, holds, listener } of this.pins.look(sessions, performance.now())) {
      journal.tell("warn", "session pinned for long", { listener, session: id, holds });
    }
  }
}

function lookEveryMs(longPinMs: number): number {
  const { least, most } = LOOK_MS;
  return longPinMs === 0 ? most : Math.max(least, Math.min(most, longPinMs / 2));
}
