import type { Chain } from "../chain/chain.ts";
import { isStillOpen, type Passage } from "../chain/fences.ts";
import type { Lookup } from "../chain/lookup.ts";
import type { Stamps } from "../chain/tags.ts";
import type { Writer } from "../chain/writer.ts";
import { channels } from "../diagnostics/channels.ts";
import type { Entry, TagStamp } from "../entry.ts";
import { CacheUsageError } from "../errors.ts";
import type { Loader } from "../fetched.ts";
import type { Ending } from "../flight/ending.ts";
import { type Plan, planOf } from "../freshness/plan.ts";
import { shortened, timesOf } from "../freshness/state.ts";
import type { LayerKey } from "../layer.ts";
import type { Failures } from "./failures.ts";
import { LoaderContext } from "./load-context.ts";
import { type Arrival, readArrival } from "./results.ts";

/** What its cache was made with. */
export interface LoadingSettings {
  readonly name: string;
  readonly random: () => number;
  readonly tagLifeMs: number;
}

/** Loads values, and keeps them. */
export class Loading {
  private readonly chain: Chain;
  private readonly writer: Writer;
  private readonly failures: Failures;
  private readonly settings: LoadingSettings;

  constructor(chain: Chain, writer: Writer, failures: Failures, settings: LoadingSettings) {
    this.chain = chain;
    this.writer = writer;
    this.failures = failures;
    this.settings = settings;
  }

  /**
   * Asks the loader; if it fails, what `lookup` has takes its place, as long as that is kept. `undefined`, and the loader was not called, if the
   * key was removed before. `asked`: the stamps of the plan's tags.
   */
  async load(
    lookup: Lookup,
    loader: Loader<unknown>,
    plan: Plan,
    passage: Passage,
    ending: Ending,
    asked: Stamps,
  ): Promise<Arrival | undefined> {
    const { key, entry: previous } = lookup;
    const leased = this.chain.leases.take(lookup, plan.layers);
    if (leased !== undefined) await leased;
    const stamps = asked instanceof Promise ? await asked : asked;
    // Whoever wanted it has left meanwhile: another load may be under way by now.
    if (ending.aborted) ending.signal.throwIfAborted();
    if (!isStillOpen(passage, plan.tags)) return undefined;
    passage.loads = true;
    const from = performance.now();
    const context = new LoaderContext(ending, previous);
    let value: unknown;
    try {
      value = await loader(context);
    } catch (error) {
      this.tell(key, ending.aborted ? "aborted" : "failed", from);
      return this.instead(lookup, plan, error);
    }
    this.tell(key, "loaded", from);
    this.failures.forget(key.id);
    return this.keep(lookup, value, context, plan, stamps, passage);
  }

  /** Keeps what was loaded, as far as it is to be kept. */
  private async keep(
    { key, removals, degraded, state }: Lookup,
    value: unknown,
    { said, skipped, alone }: LoaderContext,
    under: Plan,
    seen: readonly TagStamp[] | undefined,
    passage: Passage,
  ): Promise<Arrival> {
    const plan = said === undefined ? under : planOf(said, under);
    const now = this.chain.clock.now();
    const ttl = value === undefined ? plan.emptyTtl : (plan.ttl ?? 0);
    const keeps = !skipped && (plan.keepIf === undefined || plan.keepIf(value));
    const times = keeps ? timesOf(plan, ttl, now, this.settings.random()) : undefined;
    const tags = plan.tags === under.tags ? seen : await this.stampsOf(plan, seen);
    const status = state === "dead" ? "miss" : "expired";
    if (times === undefined || tags === undefined) {
      const none = times ?? { createdAt: now, staleAt: now, expiresAt: now, deadAt: now };
      return { value, status, source: "load", stored: false, degraded, times: none, alone };
    }
    const { createdAt, staleAt, expiresAt, deadAt } = times;
    const whole: Entry = { value, createdAt, staleAt, expiresAt, deadAt, tags };
    const entry = tags.length === 0 ? whole : shortened(whole, this.settings.tagLifeMs, now);
    const stored = await this.writer.store(
      { key, entry, plans: plan.layers, passage, removals },
      plan.awaitWrite,
    );
    return { value, status, source: "load", stored, degraded, times: entry, alone };
  }

  /** Of the tags that the loader added, the stamps were not read before: the passage knows what was invalidated meanwhile. */
  private async stampsOf(
    plan: Plan,
    seen: readonly TagStamp[] | undefined,
  ): Promise<readonly TagStamp[] | undefined> {
    if (seen === undefined) return undefined;
    const known = new Set(seen.map(([tag]) => tag));
    const added = await this.chain.tags.stampsOf(plan.tags.filter((tag) => !known.has(tag)));
    if (added === undefined) return undefined;
    return [...seen.filter(([tag]) => plan.tags.includes(tag)), ...added];
  }

  private instead({ key, entry, at, degraded }: Lookup, plan: Plan, error: unknown): Arrival {
    const isOurs = error instanceof CacheUsageError;
    if (entry === undefined || isOurs || this.chain.clock.now() >= entry.deadAt) throw error;
    this.failures.remember(key.id, this.chain.clock.now() + plan.retryAfter);
    return { ...readArrival(entry, "grace", this.chain.labelOf(at), degraded), error };
  }

  private tell({ name }: LayerKey, outcome: "loaded" | "failed" | "aborted", from: number): void {
    if (!channels.load.hasSubscribers) return;
    channels.load.publish({
      cache: this.settings.name,
      family: name,
      outcome,
      durationMs: performance.now() - from,
    });
  }
}
