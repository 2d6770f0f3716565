import type { Finding } from "./finding.ts";
import type { Operation } from "./operation.ts";
import type { Band } from "./server-record.ts";

/** Calls on one key whose replies count up by one with each command run: `INCR`, or the lengths `RPUSH` gives. */
export interface SequenceHistory {
  readonly key: string;
  readonly calls: readonly Operation[];
  /** The count before the first call. Keys start far apart, so that another key's reply can't pass for one. */
  readonly base: number;
  /** Counts that a fail-over made the servers give out twice, relative to `base`. */
  readonly band: Band | undefined;
}

/** Whether each reply is a count that some one order of the calls could have given to it alone. */
export function checkSequence(history: SequenceHistory): Finding[] {
  const counts: Count[] = [];
  const findings: Finding[] = [];
  for (const call of history.calls) {
    if (call.outcome.kind !== "ok") continue;
    const value = Number(call.outcome.reply) - history.base;
    if (isPossible(value, history)) counts.push({ call, value });
    else findings.push(wrong(call, "no count this key can have reached"));
  }
  return [...findings, ...repeated(counts, history.band), ...backwards(counts, history.band)];
}

interface Count {
  readonly call: Operation;
  readonly value: number;
}

function isPossible(value: number, history: SequenceHistory): boolean {
  // Twice as far as the calls go: that a command ran twice is for others to find.
  return Number.isSafeInteger(value) && value >= 1 && value <= 2 * history.calls.length;
}

function repeated(counts: readonly Count[], band: Band | undefined): Finding[] {
  const times = new Map<number, number>();
  const findings: Finding[] = [];
  for (const { call, value } of counts) {
    const before = times.get(value) ?? 0;
    times.set(value, before + 1);
    if (before >= (isIn(band, value) ? 2 : 1)) findings.push(wrong(call, "already given to another call"));
  }
  return findings;
}

/** Of two calls one after the other, the later one has the higher count; lost counts prove nothing. */
function backwards(counts: readonly Count[], band: Band | undefined): Finding[] {
  const byEnd = counts
    .filter((count) => !isIn(band, count.value))
    .sort((a, b) => a.call.endMs - b.call.endMs);
  const byStart = [...counts].sort((a, b) => a.call.startMs - b.call.startMs);
  const findings: Finding[] = [];
  let ended = 0;
  let highest = 0;
  for (const { call, value } of byStart) {
    while (ended < byEnd.length && byEnd[ended]!.call.endMs < call.startMs) {
      highest = Math.max(highest, byEnd[ended]!.value);
      ended++;
    }
    if (value < highest) findings.push(wrong(call, `below ${highest} (from the start), given out before`));
  }
  return findings;
}

function isIn(band: Band | undefined, value: number): boolean {
  return band !== undefined && value > band.kept && value <= band.reached;
}

function wrong(call: Operation, what: string): Finding {
  const reply = call.outcome.kind === "ok" ? String(call.outcome.reply) : call.outcome.code;
  const text = `${call.kind} ${call.key} was answered ${reply} at ${call.endMs.toFixed(1)} ms: ${what}`;
  return { kind: "wrong", about: `${call.worker} ${call.startMs}`, times: 1, text };
}
