import type { Finding, FindingKind } from "./finding.ts";
import {
  byKey,
  type Increment,
  isAcknowledged,
  isDisowned,
  isTokenWrite,
  isUnknown,
  type Operation,
  type TokenWrite,
} from "./operation.ts";
import { clientRuns, type ServerRecord } from "./server-record.ts";

/**
 * Compares what callers were told with what the servers ran: an acknowledged write ran, a disowned one did not,
 * and none ran twice.
 */
export function checkExecutions(
  operations: readonly Operation[],
  records: readonly ServerRecord[],
): Finding[] {
  const writes = operations.filter(isTokenWrite);
  const counters = byKey(operations.filter((call) => call.kind === "incr"));
  return [
    ...writes.flatMap((write) => checkToken(write, clientRuns(records, write.token))),
    ...[...counters].flatMap(([key, calls]) => checkCounter(key, calls, clientRuns(records, key))),
  ];
}

function checkToken(write: TokenWrite, runs: number): Finding[] {
  const found = (kind: FindingKind, times: number, what: string): Finding[] => [
    { kind, about: write.token, times, text: `${write.kind} ${write.token} ${what}` },
  ];
  if (runs > 1 && !write.idempotent) return found("duplicated", runs - 1, `was run ${runs} times`);
  if (runs === 0 && isAcknowledged(write)) return found("lost", 1, "was acknowledged, but no server ran it");
  if (runs > 0 && isDisowned(write))
    return found("wrong", 1, "was run, though its caller was told it was not");
  return [];
}

function checkCounter(key: string, calls: readonly Increment[], runs: number): Finding[] {
  const acknowledged = calls.filter(isAcknowledged).length;
  const most = acknowledged + calls.filter(isUnknown).length;
  const text = `INCR ${key}: ${acknowledged} acknowledged, ${most - acknowledged} of unknown fate, ${runs} run`;
  if (runs > most) return [{ kind: "duplicated", about: key, times: runs - most, text }];
  if (runs < acknowledged) return [{ kind: "lost", about: key, times: acknowledged - runs, text }];
  return [];
}
