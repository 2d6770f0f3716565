import { checkExecutions } from "./executions.ts";
import { distinct, type Finding } from "./finding.ts";
import { checkList } from "./lists.ts";
import { byKey, isAcknowledged, isTokenWrite, isUnknown, type Operation } from "./operation.ts";
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
    case "incr": {
      const base = evidence.bases.get(key) ?? 0;
      return [
        ...checkSequence({ key, calls, base, band }),
        ...checkTotal(key, calls, Number(final) - base, band),
      ];
    }
  }
}

/** A counter's end: every acknowledged call counted once, those of unknown fate at most once. */
function checkTotal(
  key: string,
  calls: readonly Operation[],
  total: number,
  band: Band | undefined,
): Finding[] {
  const acknowledged = calls.filter(isAcknowledged).length;
  const least = acknowledged - (band === undefined ? 0 : band.reached - band.kept);
  const most = acknowledged + calls.filter(isUnknown).length;
  const text = `${key} counted ${total}, which must be from ${least} to ${most}`;
  if (total < least) return [{ kind: "lost", about: key, times: least - total, text }];
  if (total > most) return [{ kind: "duplicated", about: key, times: total - most, text }];
  return [];
}

/** Acknowledged writes among the losses; of counts given out twice, those acknowledged twice. */
function countLostByServers(evidence: Evidence, losses: ServerLosses): number {
  let lost = 0;
  for (const [key, calls] of byKey(evidence.operations.filter(isAcknowledged))) {
    for (const call of calls) if ("token" in call && losses.tokens.has(call.token)) lost++;
    const band = losses.bands.get(key);
    if (band !== undefined && calls[0]?.kind === "incr") lost += lostCounts(key, calls, band, evidence);
  }
  return lost;
}

function lostCounts(key: string, calls: readonly Operation[], band: Band, evidence: Evidence): number {
  const base = evidence.bases.get(key) ?? 0;
  const total = Number(evidence.finals.get(key) ?? base) - base;
  const counts = calls.flatMap((call) =>
    call.outcome.kind === "ok" ? [Number(call.outcome.reply) - base] : [],
  );
  const given = counts.filter((count) => count > band.kept && count <= band.reached).length;
  const givenAgain = Math.max(0, Math.min(band.reached, total) - band.kept);
  return Math.max(0, given - givenAgain);
}
