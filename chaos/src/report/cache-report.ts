import { type CacheResult, cacheBarsOf } from "../cache/cache-result.ts";
import { CACHE_FINDING_KINDS } from "../cache/model/finding.ts";
import { barLine } from "./chaos-report.ts";
import { grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";

const MOST_SHOWN = 3;

/** A result as one line of JSON, with its bars. */
export function cacheJsonLine(result: CacheResult, seed: number): string {
  const { findings, vitals, ...figures } = result;
  return JSON.stringify({
    scenario: "cache",
    ...figures,
    seconds: rounded(result.seconds),
    longestWaitMs: rounded(result.longestWaitMs),
    longestUnheardMs: rounded(result.longestUnheardMs),
    amendedAfterMs: rounded(result.amendedAfterMs),
    violations: Object.fromEntries(
      CACHE_FINDING_KINDS.map((kind) => [kind, findings.filter((finding) => finding.kind === kind).length]),
    ),
    eventLoopMaxMs: vitals.map(({ eventLoopMaxMs }) => rounded(eventLoopMaxMs)),
    unhandled: vitals.flatMap(({ unhandled }) => unhandled),
    findings: findings.map(({ kind, text }) => ({ kind, text })),
    bars: cacheBarsOf(result).map((bar) => ({ ...bar, measured: rounded(bar.measured ?? 0) })),
    seed,
  });
}

/** A result for people. */
export function cacheLines(result: CacheResult, paint: Paint): string[] {
  const { fault, reads, removals, loads, processes, seconds, told, degraded } = result;
  const head = `${fault.padEnd(16)} cache: ${grouped(reads)} reads, ${grouped(removals)} removals and ${grouped(loads)} loads by ${processes} processes in ${seconds.toFixed(1)} s`;
  const share = told === 0 ? 0 : (100 * degraded) / told;
  const facts = [
    `${grouped(result.unacknowledged)} removals not acknowledged`,
    `${result.lostByServers} lost by servers`,
    `${share.toFixed(1)} % degraded`,
    `others served what was removed for ${Math.round(result.longestUnheardMs)} ms at most`,
    `${grouped(result.inspected)} entries inspected`,
  ];
  return [
    result.passed ? head : paint.bad(head),
    paint.dim(`    ${facts.join(", ")}`),
    ...cacheBarsOf(result).map((bar) => barLine(bar, paint)),
    ...CACHE_FINDING_KINDS.flatMap((kind) =>
      result.findings.filter((finding) => finding.kind === kind).slice(0, MOST_SHOWN),
    ).map(({ kind, text }) => `    ${paint.bad(`${kind}: ${text}`)}`),
    ...[...new Set(result.vitals.flatMap(({ unhandled }) => unhandled))].map(
      (text) => `    ${paint.bad(`unhandled: ${text}`)}`,
    ),
  ];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
