import type { Lookup } from "../chain/lookup.ts";
import { channels } from "../diagnostics/channels.ts";
import type { Plan } from "../freshness/plan.ts";
import type { LayerKey } from "../layer.ts";
import { type Engine, isGood } from "./engine.ts";
import { type Arrival, readArrival } from "./results.ts";

/** What there is of a key, told to whoever listens. */
export function readOne(engine: Engine, key: LayerKey, plan: Plan): Promise<Lookup> {
  if (!channels.request.hasSubscribers) return engine.find(key, plan);
  return told(engine, performance.now(), engine.find(key, plan));
}

/** What there is of several keys, each told: all took as long as the slowest. */
export function readMany(engine: Engine, keys: readonly LayerKey[], plan: Plan): Promise<readonly Lookup[]> {
  if (!channels.request.hasSubscribers) return engine.findMany(keys, plan);
  return toldMany(engine, performance.now(), engine.findMany(keys, plan));
}

/** A good one as a result, `undefined` for any other. */
export function arrivalOf({ chain }: Engine, lookup: Lookup): Arrival | undefined {
  if (!isGood(lookup)) return undefined;
  const status = lookup.state === "fresh" ? "hit" : "stale";
  return readArrival(lookup.entry!, status, chain.labelOf(lookup.at), lookup.degraded);
}

/** Tells of what was there, to whoever listens. */
export function tellFound(engine: Engine, lookup: Lookup, durationMs: number): void {
  const { status, source } = arrivalOf(engine, lookup) ?? ({ status: "none", source: "" } as const);
  engine.tell(lookup.key.name, status, source, lookup.degraded, durationMs);
}

async function told(engine: Engine, from: number, found: Promise<Lookup>): Promise<Lookup> {
  const lookup = await found;
  tellFound(engine, lookup, performance.now() - from);
  return lookup;
}

async function toldMany(
  engine: Engine,
  from: number,
  found: Promise<readonly Lookup[]>,
): Promise<readonly Lookup[]> {
  const lookups = await found;
  const durationMs = performance.now() - from;
  for (const lookup of lookups) tellFound(engine, lookup, durationMs);
  return lookups;
}
