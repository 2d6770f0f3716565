import type { CacheFinding } from "./finding.ts";
import type { CacheRead, LoadSpan } from "./history.ts";

/** What layers may take of one call. */
export const BUDGET_MS = 250;
/** Timers, and the way through a busy process, beyond what its event loop was held up. */
export const SLACK_MS = 50;

export interface Waits {
  /** The longest that a `getOrSet` took beyond its loader. */
  readonly longestMs: number;
  readonly findings: readonly CacheFinding[];
}

/** How long calls took beyond their loaders. `pausesMs`: by process, the longest that it was held up by the machine. */
export function checkWaits(
  reads: readonly CacheRead[],
  loads: readonly LoadSpan[],
  pausesMs: readonly number[],
): Waits {
  const spans = new Map<string, LoadSpan[]>();
  for (const load of loads) {
    const name = `${load.process} ${load.key}`;
    const list = spans.get(name) ?? [];
    spans.set(name, list);
    list.push(load);
  }
  let longestMs = 0;
  const findings: CacheFinding[] = [];
  for (const read of reads) {
    if (read.verb === "getMany") continue;
    const ms = beyond(read, spans.get(`${read.process} ${read.key}`) ?? []);
    longestMs = Math.max(longestMs, ms);
    if (ms <= BUDGET_MS + SLACK_MS + (pausesMs[read.process] ?? 0)) continue;
    const text = `${read.verb} ${read.key} in process ${read.process} took ${Math.round(ms)} ms beyond its loader, at ${read.fromMs.toFixed(1)}`;
    findings.push({ kind: "late", text });
  }
  return { longestMs, findings };
}

/** The time of a call in which no loader of its key was at work. */
function beyond({ fromMs, toMs }: CacheRead, spans: readonly LoadSpan[]): number {
  let left = toMs - fromMs;
  let coveredTo = fromMs;
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const from = Math.max(coveredTo, span.fromMs);
    const to = Math.min(toMs, span.toMs);
    if (to <= from) continue;
    left -= to - from;
    coveredTo = to;
  }
  return left;
}
