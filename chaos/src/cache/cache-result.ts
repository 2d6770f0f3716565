import { type Bar, count, time } from "../bars.ts";
import type { VitalSigns } from "../watch/vitals.ts";
import type { CacheFaultName } from "./faults/cache-fault.ts";
import { CACHE_FINDING_KINDS, type CacheFinding } from "./model/finding.ts";
import type { CacheHistory } from "./model/history.ts";
import type { CacheVerdict } from "./model/judge.ts";
import { BUDGET_MS, SLACK_MS } from "./model/waits.ts";

/** What one fault showed of the cache. */
export interface CacheResult {
  readonly fault: CacheFaultName;
  readonly processes: number;
  readonly seconds: number;
  readonly reads: number;
  readonly removals: number;
  /** Removals whose report was not ok. */
  readonly unacknowledged: number;
  readonly loads: number;
  /** Of the calls that told, and how many of them were degraded. */
  readonly told: number;
  readonly degraded: number;
  /** The loader's own errors. */
  readonly loaderErrors: number;
  readonly findings: readonly CacheFinding[];
  readonly lostByServers: number;
  readonly longestWaitMs: number;
  readonly longestUnheardMs: number;
  /** Entries that were looked at in the end. */
  readonly inspected: number;
  /** How long after the load the layers were as they should be. */
  readonly amendedAfterMs: number;
  /** By process. */
  readonly vitals: readonly VitalSigns[];
  readonly passed: boolean;
}

export interface CacheMeasurements {
  readonly fault: CacheFaultName;
  readonly seconds: number;
  readonly history: CacheHistory;
  readonly verdict: CacheVerdict;
  readonly inspected: number;
  readonly amendedAfterMs: number;
  readonly vitals: readonly VitalSigns[];
}

export function cacheResultOf({ history, verdict, ...rest }: CacheMeasurements): CacheResult {
  const { reads, removals, loads } = history;
  const degraded = reads.filter((read) => read.degraded).length;
  return {
    ...rest,
    ...verdict,
    processes: rest.vitals.length,
    reads: reads.length,
    removals: removals.length,
    unacknowledged: removals.filter(({ ok }) => !ok).length,
    loads: loads.length,
    told: reads.filter(({ verb }) => verb === "getOrSet").length,
    degraded,
    loaderErrors: reads.filter(({ outcome }) => outcome.kind === "failed" && outcome.own).length,
    passed: verdict.findings.length === 0 && rest.vitals.every(({ unhandled }) => unhandled.length === 0),
  };
}

const SAYS: Readonly<Record<CacheFinding["kind"], string>> = {
  returned: "removed values that were read again",
  remained: "removed values in a layer in the end",
  stray: "values of other keys, or that never were",
  failed: "reads that failed, and not by their loader",
  late: "calls later than loader, budget and the machine's pauses",
  twice: "loads of one key at once in one process",
};

/** The bars that a result is to be held against, each with its verdict. */
export function cacheBarsOf(result: CacheResult): Bar[] {
  const pauseMs = Math.max(...result.vitals.map(({ eventLoopMaxMs }) => eventLoopMaxMs));
  return [
    ...CACHE_FINDING_KINDS.map((kind) =>
      count(SAYS[kind], result.findings.filter((finding) => finding.kind === kind).length),
    ),
    time("longest wait beyond the loader", BUDGET_MS + SLACK_MS, result.longestWaitMs, pauseMs),
  ];
}
