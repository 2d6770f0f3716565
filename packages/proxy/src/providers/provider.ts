import type { ProviderConfig } from "../config/provider-config.ts";
import type { ProviderTraits } from "../nntp/handshake.ts";
import type { Journal } from "../observe/journal.ts";
import { add } from "../observe/meter.ts";
import type { ProviderFigures } from "./figures.ts";
import { asked, failed, type Health, mayAsk, succeeded, UP } from "./health.ts";
import { Pool, type PoolWatcher } from "./pool.ts";
import type { Settings } from "./settings.ts";
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

  get isDown(): boolean {
    return !mayAsk(this.health, performance.now());
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

  /** It has replied. */
  replied(): void {
    if (this.health.state === "up") return;
    this.health = succeeded();
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
    this.health = failed(before, performance.now(), this.config.coolDownMs);
    if (this.health === before) return;
    this.journal.tell("warn", "provider is down", { provider: this.name, why: why.kind, text: why.text });
  }

  closed(receivedBytes: number, sentBytes: number): void {
    this.receivedBytes += receivedBytes;
    this.sentBytes += sentBytes;
  }

  get figures(): ProviderFigures {
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
