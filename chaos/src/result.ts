import type { Blow, FaultName } from "./faults/fault.ts";
import { countOf, distinct, type Finding } from "./history/finding.ts";
import { backAfterMs, lengthMs, longestGap, outages, type Stretch } from "./history/gaps.ts";
import { type Evidence, judge } from "./history/judge.ts";
import type { Failover } from "./history/server-record.ts";
import { errorCounts } from "./load/recorder.ts";
import type { RoleSeen } from "./watch/promotions.ts";
import type { VitalSigns } from "./watch/vitals.ts";

/** All that was measured while a fault was under load. */
export interface Measurements {
  readonly fault: FaultName;
  readonly evidence: Evidence;
  readonly blow: Blow;
  /** From the first to the last moment of the load. */
  readonly window: Stretch;
  /** Nodes of each shard when the load began, by id. */
  readonly shards: readonly (readonly string[])[];
  readonly successions: readonly Failover[];
  readonly pulse: readonly RoleSeen[];
  readonly vitals: VitalSigns;
  readonly unwitnessed: readonly string[];
}

/** One shard's part in a result. */
export interface ShardResult {
  readonly errors: number;
  /** Longest time without a successful call. */
  readonly longestOutageMs: number;
  /** Longest time in which the shard's primary did not answer a connection past the client. */
  readonly barePauseMs: number;
  /** From the election of a new primary to the first success, where there was one. */
  readonly backAfterElectionMs: number | undefined;
}

/** What one fault showed of the client. */
export interface Result {
  readonly fault: FaultName;
  readonly operations: number;
  /** By `CODE/fate`. */
  readonly errors: Readonly<Record<string, number>>;
  readonly shards: readonly ShardResult[];
  /** The shard the fault put out of service. */
  readonly struckShard: number | undefined;
  readonly electedAfterMs: number | undefined;
  readonly wrongReplies: number;
  readonly lost: number;
  readonly lostByServers: number;
  readonly duplicated: number;
  readonly findings: readonly Finding[];
  readonly checks: Blow["checks"];
  readonly vitals: VitalSigns;
  /** Nodes whose doings are not fully known, so that nothing is proved. */
  readonly unwitnessed: readonly string[];
  /** Nothing wrong, lost or run twice; nothing unhandled; everything witnessed. */
  readonly passed: boolean;
}

/** Judges one fault's history, and measures its pauses. */
export function resultOf(measured: Measurements): Result {
  const { fault, evidence, blow, vitals, unwitnessed } = measured;
  const verdict = judge(evidence);
  const findings = distinct([...verdict.findings, ...(blow.findings ?? [])]);
  return {
    fault,
    operations: evidence.operations.length,
    errors: Object.fromEntries(errorCounts(evidence.operations)),
    shards: measured.shards.map((_, shard) => shardResult(measured, shard)),
    struckShard: blow.shard,
    electedAfterMs: blow.electedAtMs === undefined ? undefined : blow.electedAtMs - blow.struckAtMs,
    wrongReplies: countOf(findings, "wrong"),
    lost: countOf(findings, "lost"),
    lostByServers: verdict.lostByServers,
    duplicated: countOf(findings, "duplicated"),
    findings,
    checks: blow.checks,
    vitals,
    unwitnessed,
    passed: findings.length === 0 && vitals.unhandled.length === 0 && unwitnessed.length === 0,
  };
}

function shardResult(measured: Measurements, shard: number): ShardResult {
  const { evidence, window, blow, pulse } = measured;
  const own = evidence.operations.filter((operation) => operation.shard === shard);
  const nodes = new Set(measured.shards[shard]);
  for (const { from, to } of measured.successions) if (nodes.has(from)) nodes.add(to);
  const answers = pulse.flatMap(({ node, primary, atMs }) =>
    primary === undefined && nodes.has(node) ? [atMs] : [],
  );
  const outage = outages(own, window).get(shard) ?? window;
  return {
    errors: own.filter(({ outcome }) => outcome.kind === "failed").length,
    longestOutageMs: lengthMs(outage),
    barePauseMs: lengthMs(longestGap(answers, window)),
    backAfterElectionMs:
      blow.shard === shard && blow.electedAtMs !== undefined
        ? backAfterMs(own, shard, blow.electedAtMs)
        : undefined,
  };
}
