import { type ChannelHistory, checkChannel } from "./channels.ts";
import { type CounterHistory, checkCounter, lostCounts } from "./counters.ts";
import { checkExecutions } from "./executions.ts";
import { distinct, type Finding } from "./finding.ts";
import { checkList } from "./lists.ts";
import { byKey, isAcknowledged, isTokenWrite, type Operation } from "./operation.ts";
import { checkQueue } from "./queues.ts";
import { checkRegister, checkReplies } from "./registers.ts";
import { checkSequence } from "./sequences.ts";
import {
  type Band,
  type Failover,
  type ServerLosses,
  type ServerRecord,
  serverLosses,
} from "./server-record.ts";

/** Everything that is known of one stretch of load when it is over. */
export interface Evidence {
  /** What callers did and were told. Every key was new when the load began. */
  readonly operations: readonly Operation[];
  /** What each server ran, as it said itself. */
  readonly records: readonly ServerRecord[];
  readonly failovers: readonly Failover[];
  /** By key, what its owner held in the end, asked directly: a register's text, a counter's, a list's elements. */
  readonly finals: ReadonlyMap<string, Final>;
  /** By key, a counter's value before the load. */
  readonly bases: ReadonlyMap<string, number>;
  /** What was published and heard. */
  readonly channels: readonly ChannelHistory[];
}

export type Final = string | null | readonly string[];

export interface Verdict {
  readonly findings: readonly Finding[];
  /** Acknowledged writes that the servers themselves lost in a fail-over. */
  readonly lostByServers: number;
}

/** Judges a history. Nothing found means that the client did nothing wrong that could be seen. */
export function judge(evidence: Evidence): Verdict {
  const losses = serverLosses(evidence.failovers, evidence.records);
  const findings = [...byKey(evidence.operations)].flatMap(([key, calls]) =>
    checkKey(key, calls, evidence, losses),
  );
  findings.push(...checkExecutions(evidence.operations, evidence.records));
  findings.push(...evidence.channels.flatMap(checkChannel));
  return { findings: distinct(findings), lostByServers: countLostByServers(evidence, losses) };
}

function checkKey(
  key: string,
  calls: readonly Operation[],
  evidence: Evidence,
  losses: ServerLosses,
): Finding[] {
  const final = evidence.finals.get(key) ?? null;
  const writes = calls.filter(isTokenWrite);
  const band = losses.bands.get(key);
  const lostByServers = losses.tokens;
  const pops = calls.filter((call) => call.kind === "pop");
  if (pops.length > 0) {
    const held = Array.isArray(final) ? final : [];
    const failedOver = evidence.failovers.length > 0;
    return checkQueue({ key, pushes: writes, pops, final: held, failedOver });
  }
  switch (calls.find((call) => call.kind !== "get")?.kind ?? "set") {
    case "set": {
      const reads = calls.filter((call) => call.kind === "get");
      const history = { key, writes, reads, final: final === null ? null : String(final), lostByServers };
      return writes.some((write) => write.idempotent) ? checkReplies(history) : checkRegister(history);
    }
    case "push":
      return [
        ...checkSequence({ key, calls, base: 0, band }),
        ...checkList({ key, pushes: writes, final: Array.isArray(final) ? final : [], lostByServers }),
      ];
    case "incr":
      return checkCounter(counterOf(key, calls, evidence, band));
    case "pop":
      return [];
  }
}

/** Acknowledged writes among the losses. */
function countLostByServers(evidence: Evidence, losses: ServerLosses): number {
  let lost = 0;
  for (const [key, calls] of byKey(evidence.operations)) {
    const band = losses.bands.get(key);
    lost += calls.filter(
      (call) => isTokenWrite(call) && isAcknowledged(call) && losses.tokens.has(call.token),
    ).length;
    if (band !== undefined && calls[0]?.kind === "incr")
      lost += lostCounts(counterOf(key, calls, evidence, band), band);
  }
  return lost;
}

function counterOf(
  key: string,
  calls: readonly Operation[],
  evidence: Evidence,
  band: Band | undefined,
): CounterHistory {
  const base = evidence.bases.get(key) ?? 0;
  return { key, calls, base, band, total: Number(evidence.finals.get(key) ?? base) - base };
}
