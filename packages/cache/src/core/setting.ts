import { type LayerReport, type RemovalReport, reportOf, type WriteReport } from "../chain/report.ts";
import type { Item } from "../chain/writer.ts";
import type { Entry } from "../entry.ts";
import { type CacheError, CacheUsageError } from "../errors.ts";
import type { Plan } from "../freshness/plan.ts";
import { shortened, timesOf } from "../freshness/state.ts";
import type { LayerKey } from "../layer.ts";
import type { Engine } from "./engine.ts";
import type { Removing } from "./removing.ts";
import type { Sync } from "./sync.ts";

type Pair = readonly [key: LayerKey, value: unknown];

/** Writes what callers set. What is being loaded for the same keys meanwhile is not kept. */
export class Setting {
  private readonly engine: Engine;
  private readonly sync: Sync;
  private readonly removing: Removing;

  constructor(engine: Engine, sync: Sync, removing: Removing) {
    this.engine = engine;
    this.sync = sync;
    this.removing = removing;
  }

  /**
   * A report for each pair. What is not to be kept, or can't be for its tags, takes the place of what was all the same: there is nothing then.
   * @throws {CacheUsageError} `ERR_CACHE_OPTION` without a `ttl`.
   */
  async set(pairs: readonly Pair[], plan: Plan): Promise<readonly WriteReport[]> {
    const stamps = await this.engine.chain.tags.stampsOf(plan.tags);
    const items: Item[] = [];
    const gone: LayerKey[] = [];
    for (const [key, value] of pairs) {
      const entry = stamps === undefined ? undefined : this.entryOf(value, plan, stamps);
      if (entry === undefined) gone.push(key);
      else items.push({ key, entry, plans: plan.layers });
    }
    const reports = new Map<LayerKey, WriteReport | RemovalReport>();
    for (const [at, report] of (await this.write(items)).entries()) reports.set(items[at]!.key, report);
    const removed = gone.length > 0 ? await this.removing.keys(gone) : [];
    const failure = stamps === undefined ? this.engine.chain.tags.failure : undefined;
    for (const [at, report] of removed.entries()) {
      reports.set(gone[at]!, failure === undefined ? report : notWritten(report, failure));
    }
    return pairs.map(([key]) => reports.get(key)!);
  }

  /** Writes entries as they are. */
  async write(items: readonly Item[]): Promise<readonly WriteReport[]> {
    if (items.length === 0) return [];
    const { chain, writer } = this.engine;
    for (const { key } of items) chain.fences.closeKey(key.id);
    const written = await writer.set(items);
    for (const { key } of items) chain.fences.closeKey(key.id);
    await this.sync.changed(items.map(({ key }) => key));
    return written.map(reportOf);
  }

  private entryOf(value: unknown, plan: Plan, tags: Entry["tags"]): Entry | undefined {
    const { clock, random, tagLifeMs } = this.engine;
    if (value !== undefined && plan.ttl === undefined) {
      throw new CacheUsageError(
        "ERR_CACHE_OPTION",
        "a value needs a `ttl`, by the call or the cache's defaults",
      );
    }
    const now = clock.now();
    const times = timesOf(plan, value === undefined ? plan.emptyTtl : plan.ttl!, now, random());
    if (times === undefined) return undefined;
    const entry: Entry = { value, ...times, tags };
    return tags.length === 0 ? entry : shortened(entry, tagLifeMs, now);
  }
}

/** The tags of a value could not be told of one layer, so none has it. */
function notWritten({ layers }: RemovalReport, error: CacheError): WriteReport {
  return reportOf(
    layers.map((each): LayerReport => {
      if (each.layer === error.layer) return { layer: each.layer, outcome: "failed", error };
      return each.outcome === "done" ? { layer: each.layer, outcome: "skipped" } : each;
    }),
  );
}
