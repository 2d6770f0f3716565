import type { Lookup } from "../chain/lookup.ts";
import { channels } from "../diagnostics/channels.ts";
import type { Loader } from "../fetched.ts";
import { Ending } from "../flight/ending.ts";
import type { Plan } from "../freshness/plan.ts";
import type { LayerKey } from "../layer.ts";
import { inTime } from "./bounded.ts";
import { type Engine, isGood } from "./engine.ts";
import type { Got } from "./fetching.ts";
import type { CallOptions } from "./options.ts";
import { tellFound } from "./reading.ts";
import { type Arrival, fetchedOf } from "./results.ts";

/** Loads several keys at once: their values by their ids. */
export type BulkLoader = (
  missing: readonly LayerKey[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, unknown>>;

/**
 * The values of keys, those that are missing by one load, in the order of `keys`. A key that somebody is loading already is waited
 * for; a stale value is served as it is.
 */
export async function fetchMany(
  engine: Engine,
  keys: readonly LayerKey[],
  plan: Plan,
  call: CallOptions | undefined,
  loader: BulkLoader,
): Promise<unknown[]> {
  const from = performance.now();
  const asked = engine.fetching.looks.now();
  const found = await inTime(engine.findMany(keys, plan), plan, call);
  const missing = new Map<string, Lookup>();
  for (const lookup of found) {
    if (call?.refresh === true || !isGood(lookup)) missing.set(lookup.key.id, lookup);
  }
  const batch = new Batch(loader);
  const loads = new Map<string, Promise<Arrival>>();
  for (const [id, lookup] of missing) {
    const loader: Loader<unknown> = ({ signal }) => batch.value(lookup.key, signal);
    const load = engine.fetching.fetchAfter({ lookup, asked }, loader, plan, call);
    loads.set(id, told(engine, lookup.key, load, from));
  }
  if (channels.request.hasSubscribers) {
    const durationMs = performance.now() - from;
    for (const lookup of found) if (!missing.has(lookup.key.id)) tellFound(engine, lookup, durationMs);
  }
  return Promise.all(
    found.map(async ({ key, entry }) => {
      const load = loads.get(key.id);
      return load === undefined ? entry!.value : (await load).value;
    }),
  );
}

/** What a load gives, told to whoever listens. */
async function told(engine: Engine, key: LayerKey, load: Promise<Got>, from: number): Promise<Arrival> {
  try {
    const { arrival, joined } = await load;
    const { status, source, degraded } = fetchedOf(arrival, joined);
    engine.tell(key.name, status, source, degraded, performance.now() - from);
    return arrival;
  } catch (error) {
    engine.tell(key.name, "failed", "load", false, performance.now() - from);
    throw error;
  }
}

/** Keys that are loaded by one call. */
interface Gathered {
  readonly keys: LayerKey[];
  readonly ending: Ending;
  /** How many of them somebody still waits for. */
  wanted: number;
  readonly result: Promise<ReadonlyMap<string, unknown>>;
}

/** Gathers what is asked for in one turn, and loads it by one call, which is aborted when nobody waits for any of it. */
class Batch {
  private readonly loader: BulkLoader;
  private gathered: Gathered | undefined = undefined;

  constructor(loader: BulkLoader) {
    this.loader = loader;
  }

  async value(key: LayerKey, signal: AbortSignal): Promise<unknown> {
    this.gathered ??= this.begin();
    const { gathered } = this;
    gathered.keys.push(key);
    gathered.wanted++;
    const left = (): void => {
      if (--gathered.wanted === 0) gathered.ending.abort();
    };
    signal.addEventListener("abort", left, { once: true });
    return (await gathered.result).get(key.id);
  }

  private begin(): Gathered {
    const keys: LayerKey[] = [];
    const ending = new Ending();
    const result = new Promise((resolve) => setImmediate(resolve)).then(() => {
      this.gathered = undefined;
      return this.loader(keys, ending.signal);
    });
    return { keys, ending, wanted: 0, result };
  }
}
