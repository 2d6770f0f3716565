import type { Finding } from "./finding.ts";
import { isAcknowledged, isUnknown } from "./operation.ts";
import { checkSequence, type SequenceHistory } from "./sequences.ts";
import type { Band } from "./server-record.ts";

/** All calls on one counter, a key that is only ever incremented by one. */
export interface CounterHistory extends SequenceHistory {
  /** How far its owner had counted in the end, from `base`, asked directly, past the client. */
  readonly total: number;
}

/** Whether each reply can be, each acknowledged call counted once, and those of unknown fate at most once. */
export function checkCounter(history: CounterHistory): Finding[] {
  return [...checkSequence(history), ...checkTotal(history)];
}

function checkTotal({ key, calls, band, total }: CounterHistory): Finding[] {
  const acknowledged = calls.filter(isAcknowledged).length;
  const least = acknowledged - (band === undefined ? 0 : band.reached - band.kept);
  const most = acknowledged + calls.filter(isUnknown).length;
  const text = `${key} counted ${total}, which must be from ${least} to ${most}`;
  if (total < least) return [{ kind: "lost", about: key, times: least - total, text }];
  if (total > most) return [{ kind: "duplicated", about: key, times: total - most, text }];
  return [];
}

/** Acknowledged counts that the servers lost: of those given out twice, as many as were acknowledged twice. */
export function lostCounts({ calls, base, total }: CounterHistory, { kept, reached }: Band): number {
  const acknowledged = calls.filter(({ outcome }) => {
    const count = outcome.kind === "ok" ? Number(outcome.reply) - base : 0;
    return count > kept && count <= reached;
  });
  const givenAgain = Math.max(0, Math.min(reached, total) - kept);
  return Math.max(0, acknowledged.length - givenAgain);
}
