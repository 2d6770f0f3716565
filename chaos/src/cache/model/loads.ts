import type { CacheFinding } from "./finding.ts";
import type { CacheHistory, Disturbance, LoadSpan } from "./history.ts";
import { knownAt } from "./knowledge.ts";

/**
 * Loads of one key that were at work at once in one process. Only what comes between may make them two: the key was removed, so
 * that whoever asks after that must not be given what began before.
 */
export function checkLoads(
  { loads, removals, flushes }: Omit<CacheHistory, "reads">,
  disturbance: Disturbance,
): CacheFinding[] {
  const removed = new Map<
    string,
    { readonly process: number; readonly fromMs: number; readonly untilMs: number }[]
  >();
  const processes = [...new Set(loads.map(({ process }) => process))];
  for (const removal of removals) {
    for (const process of processes) {
      const untilMs = knownAt(removal, process, disturbance);
      for (const [key] of removal.floors) {
        const list = removed.get(key) ?? [];
        removed.set(key, list);
        list.push({ process, fromMs: removal.fromMs, untilMs });
      }
    }
  }
  const isExcused = (first: LoadSpan, second: LoadSpan): boolean =>
    flushes.some(
      ({ process, atMs }) => process === first.process && atMs >= first.fromMs && atMs <= second.fromMs,
    ) ||
    (removed.get(first.key) ?? []).some(
      ({ process, fromMs, untilMs }) =>
        process === first.process && fromMs <= second.fromMs && untilMs >= first.fromMs,
    );
  const findings: CacheFinding[] = [];
  for (const [first, second] of overlaps(loads)) {
    if (isExcused(first, second)) continue;
    const text = `${first.key} was loaded twice at once in process ${first.process}, at ${second.fromMs.toFixed(1)}`;
    findings.push({ kind: "twice", text });
  }
  return findings;
}

/** Pairs of loads of one key and process of which the second begins before the first ends. */
function overlaps(loads: readonly LoadSpan[]): (readonly [LoadSpan, LoadSpan])[] {
  const pairs: (readonly [LoadSpan, LoadSpan])[] = [];
  const last = new Map<string, LoadSpan>();
  for (const load of loads.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const name = `${load.process} ${load.key}`;
    const before = last.get(name);
    if (before !== undefined && load.fromMs < before.toMs) pairs.push([before, load]);
    if (before === undefined || load.toMs > before.toMs) last.set(name, load);
  }
  return pairs;
}
