import type { ProviderConfig } from "../config/provider-config.ts";
import type { ProviderTraits } from "../nntp/handshake.ts";
import type { Journal } from "../observe/journal.ts";
import { add } from "../observe/meter.ts";
import type { Candidate } from "./choose.ts";
import { asked, failed, type Health, isBrief, mayAsk, mayAskAtNeed, succeeded, UP } from "./health.ts";
import { Pool, type PoolWatcher } from "./pool.ts";
import type { Settings } from "./settings.ts";
import type { ProviderStatus } from "./status.ts";
import type { Trouble } from "./trouble.ts";

/** One provider: its connections, how it is doing, and what it has done. */
export class Provider implements PoolWatcher {
  readonly name: string;
  readonly config: ProviderConfig;
  readonly pool: Pool;
  /** As of the connection that was set up last. */
  traits: ProviderTraits | undefined = undefined;
  requests = 0;
  misses = 0;
  corrupt = 0;
  private failures = 0;
  private readonly failuresByKind = new Map<string, number>();
  private openings = 0;
  private receivedBytes = 0;
  private sentBytes = 0;
  private health: Health = UP;
  private trouble: Trouble | undefined = undefined;
  /** Those who wait for news of how it does. */
  private readonly hopeful = new Set<() => void>();
  private hope: NodeJS.Timeout | undefined = undefined;
  private readonly journal: Journal;

  /** Begins to connect. */
  constructor(config: ProviderConfig, settings: Settings, journal: Journal) {
    this.name = config.name;
    this.config = config;
    this.journal = journal;
    this.pool = new Pool(config, settings, this);
  }

  get tier(): number {
    return this.config.tier;
  }

  get weight(): number {
    return this.config.weight;
  }

  get posting(): boolean {
    return this.config.posting;
  }

  get down(): Candidate["down"] {
    const now = performance.now();
    if (mayAsk(this.health, now)) return "no";
    if (mayAskAtNeed(this.health, now)) return "at-need";
    return isBrief(this.health, now) ? "briefly" : "longer";
  }

  get isWell(): boolean {
    return this.health.state === "up";
  }

  /** How busy it is, to one more request, or to one more session that pins. */
  loadOf(pins: boolean): number {
    const { total, idle, opening, pinned, waiting, waitingToPin } = this.pool.counts;
    const { maxConnections, maxPinned } = this.config;
    const load = (total - idle - opening + waiting + waitingToPin) / maxConnections;
    return pins ? Math.max(load, (pinned + waitingToPin) / maxPinned) : load;
  }

  /** It is going to be asked. */
  ask(): void {
    this.requests++;
    this.health = asked(this.health, performance.now(), this.config.coolDownMs);
  }

  /** Calls back when it may be asked again, or has shown how it does. Returns how not to be called. */
  hopeFor(then: () => void): () => void {
    this.hopeful.add(then);
    if (this.health.state !== "up" && this.hope === undefined) {
      const left = Math.max(0, Math.ceil(this.health.until - performance.now()));
      this.hope = setTimeout(() => this.tellHopeful(), left);
    }
    return () => {
      this.hopeful.delete(then);
      if (this.hopeful.size === 0) this.stopHoping();
    };
  }

  /** It has replied. */
  replied(): void {
    if (this.health.state === "up") return;
    this.health = succeeded();
    queueMicrotask(() => this.tellHopeful());
    this.trouble = undefined;
    this.journal.tell("info", "provider is up", { provider: this.name });
  }

  /** That says nothing yet of how it replies. */
  opened(traits: ProviderTraits): void {
    this.openings++;
    this.traits = traits;
  }

  failed(why: Trouble): void {
    if (why.kind === "ended") return;
    this.failures++;
    add(this.failuresByKind, why.kind);
    this.trouble = why;
    const before = this.health;
    const isQuick = why.kind === "connect" || why.kind === "closed";
    this.health = failed(before, performance.now(), this.config.coolDownMs, isQuick);
    if (this.health === before) return;
    queueMicrotask(() => this.tellHopeful());
    this.journal.tell("warn", "provider is down", { provider: this.name, why: why.kind, text: why.text });
  }

  closed(receivedBytes: number, sentBytes: number): void {
    this.receivedBytes += receivedBytes;
    this.sentBytes += sentBytes;
  }

  private stopHoping(): void {
    clearTimeout(this.hope);
    this.hope = undefined;
  }

  private tellHopeful(): void {
    this.stopHoping();
    const all = [...this.hopeful];
    this.hopeful.clear();
    for (const then of all) then();
  }

  get figures(): ProviderStatus {
    const { total, idle, opening, pinned, waiting, waitingToPin } = this.pool.counts;
    let { receivedBytes, sentBytes } = this;
    for (const connection of this.pool.open()) {
      receivedBytes += connection.receivedBytes;
      sentBytes += connection.sentBytes;
    }
    const { requests, misses, failures, corrupt } = this;
    return {
      name: this.name,
      tier: this.tier,
      state: this.health.state,
      trouble: this.trouble?.text,
      open: total - opening,
      inUse: total - opening - idle,
      pinned,
      limit: this.pool.limits.limit,
      waiting: waiting + waitingToPin,
      opened: this.openings,
      requests,
      misses,
      failures,
      failuresByKind: Object.fromEntries(this.failuresByKind),
      corrupt,
      receivedBytes,
      sentBytes,
    };
  }
}
