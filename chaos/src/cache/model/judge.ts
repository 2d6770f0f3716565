import type { CacheFinding } from "./finding.ts";
import type { CacheHistory, Disturbance, Remnant } from "./history.ts";
import { checkLoads } from "./loads.ts";
import { type LostMark, withoutLost } from "./losses.ts";
import { checkRemnants, checkReturns, longestUnheard } from "./returns.ts";
import { checkStrays } from "./strays.ts";
import { checkWaits } from "./waits.ts";

/** Everything that is known of a round when it is over. */
export interface CacheEvidence {
  readonly history: CacheHistory;
  readonly disturbance: Disturbance;
  readonly remnants: readonly Remnant[];
  /** What the database has in the end. */
  readonly versions: ReadonlyMap<string, number>;
  /** By process, the longest that its event loop was held up. */
  readonly pausesMs: readonly number[];
  /** Marks of removals that a primary had made and its successor never got. */
  readonly lostMarks: readonly LostMark[];
}

export interface CacheVerdict {
  readonly findings: readonly CacheFinding[];
  /** Acknowledged removals that the servers themselves lost in a fail-over. */
  readonly lostByServers: number;
  readonly longestWaitMs: number;
  readonly longestUnheardMs: number;
}

/** Judges a history. Nothing found means that the cache did nothing wrong that could be seen. */
export function judgeCache(evidence: CacheEvidence): CacheVerdict {
  const { history, disturbance, remnants, versions, pausesMs, lostMarks } = evidence;
  const { reads, loads } = history;
  const { removals, lost } = withoutLost(history.removals, lostMarks);
  const kept = { ...history, removals };
  const waits = checkWaits(reads, loads, pausesMs);
  const findings = [
    ...checkReturns(kept, disturbance),
    ...checkRemnants(remnants, removals),
    ...checkStrays(reads, remnants, versions),
    ...failures(history),
    ...waits.findings,
    ...checkLoads(history, disturbance),
  ];
  const longestUnheardMs = longestUnheard(kept);
  return { findings, lostByServers: lost, longestWaitMs: waits.longestMs, longestUnheardMs };
}

function failures({ reads }: CacheHistory): CacheFinding[] {
  return reads.flatMap(({ verb, key, process, outcome, fromMs }) => {
    if (outcome.kind !== "failed" || outcome.own) return [];
    const text = `${verb} ${key} in process ${process} failed with ${outcome.code} at ${fromMs.toFixed(1)}`;
    return [{ kind: "failed", text }];
  });
}
