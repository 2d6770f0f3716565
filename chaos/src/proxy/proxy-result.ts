import type { Bar } from "../bars.ts";
import { count } from "../bars.ts";
import type { VitalSigns } from "../watch/vitals.ts";
import type { Measure, ProxyFault } from "./faults/proxy-fault.ts";
import type { World } from "./world.ts";

/** How long replies took, of sessions that use one shard only, while the fault lasted. */
export interface ShardLatency {
  readonly p99Ms: number;
  readonly longestMs: number;
}

/** What one fault showed of the proxy. */
export interface ProxyResult {
  readonly fault: ProxyFault;
  readonly sessions: number;
  readonly world: World;
  readonly seconds: number;
  /** Keys read in the end. */
  readonly keys: number;
  readonly shards: readonly ShardLatency[];
  /** The shard that was out of service for a time. */
  readonly struckShard: number | undefined;
  readonly measures: readonly Measure[];
  /** Of the load's own process. */
  readonly vitals: VitalSigns;
  /** The longest wait of the same sessions before the fault. */
  readonly calmLongestMs: number;
  /** The longest that this process stood still, or that no server answered it past the proxy. */
  readonly bareMs: number;
  readonly memoryMib: { readonly nowMib: number; readonly peakMib: number };
  readonly passed: boolean;
}

const LIVE_PAUSE_MS = 250;
const LIVE_P99_MS = 100;

/** The bars that a result is to be held against, each with its verdict. */
export function proxyBarsOf(result: ProxyResult): Bar[] {
  const { fault, world, shards, struckShard, measures } = result;
  const machineMs = Math.max(result.bareMs, result.calmLongestMs);
  const bars = [
    count("replies or effects that must not be", world.violationCount),
    count("errors while nothing was broken", world.calmErrors),
  ];
  if (fault.name === "reshard" || fault.name === "failover") {
    const all = [...world.errors.values()].reduce((sum, times) => sum + times, 0);
    bars.push(count("errors to sessions", all));
  }
  for (const { text, limit, measured, unit } of measures) bars.push(most(text, limit, measured, unit, 0));
  if (fault.strikes === "all") return bars;
  const live = shards.filter((_, shard) => shard !== struckShard);
  const longestMs = Math.max(...live.map((each) => each.longestMs));
  const p99Ms = Math.max(...live.map((each) => each.p99Ms));
  bars.push(most("longest wait of sessions of live shards", LIVE_PAUSE_MS, longestMs, "ms", machineMs));
  bars.push(most("99th percentile of the same", LIVE_P99_MS, p99Ms, "ms", machineMs));
  return bars;
}

function most(text: string, limit: number, measured: number, unit: Bar["unit"], machineMs: number): Bar {
  const isMachine = machineMs > limit && machineMs > measured / 2;
  return {
    text,
    limit,
    measured,
    unit,
    verdict: measured <= limit ? "met" : isMachine ? "machine" : "missed",
  };
}
