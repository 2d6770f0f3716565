import { type Bar, count } from "../bars.ts";
import type { NewsResult } from "../news/news-result.ts";
import { barLine } from "./chaos-report.ts";
import { grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";

const MOST_SHOWN = 5;

/** A result as one line of JSON, with its bars. */
export function newsJsonLine(result: NewsResult, seed: number): string {
  const { fault, world, seconds, readers, leaks, memoryMib } = result;
  return JSON.stringify({
    scenario: "news",
    fault: fault.name,
    readers,
    sessions: world.sessions,
    seconds: rounded(seconds),
    replies: world.replies,
    articles: world.articles,
    bytes: world.bytes,
    violations: world.violationCount,
    excused: Object.fromEntries(world.excused),
    leaks,
    proxyMib: rounded(memoryMib.nowMib),
    proxyPeakMib: rounded(memoryMib.peakMib),
    findings: world.violations,
    bars: barsOf(result),
    seed,
    passed: result.passed,
  });
}

/** A result for people. */
export function newsLines(result: NewsResult, paint: Paint): string[] {
  const { fault, world, seconds, readers, leaks, memoryMib } = result;
  const mib = Math.round(world.bytes / 2 ** 20);
  const head = `${fault.name.padEnd(16)} ${grouped(world.replies)} replies to ${readers} readers in ${seconds.toFixed(1)} s, ${grouped(world.articles)} whole articles (${mib} MiB)`;
  const excused = [...world.excused].map(([what, times]) => `${grouped(times)} x ${what}`).join(", ");
  return [
    result.passed ? head : paint.bad(head),
    paint.dim(
      `    ${grouped(world.sessions)} sessions; excused: ${excused || "nothing"}; proxy ${Math.round(memoryMib.nowMib)} MiB (peak ${Math.round(memoryMib.peakMib)})`,
    ),
    ...barsOf(result).map((bar) => barLine(bar, paint)),
    ...leaks.map((leak) => `    ${paint.bad(leak)}`),
    ...world.violations
      .slice(0, MOST_SHOWN)
      .map(({ session, text }) => `    ${paint.bad(`${session}: ${text}`)}`),
  ];
}

function barsOf({ world, leaks }: NewsResult): Bar[] {
  return [
    count(
      "replies that must not be: spliced, truncated, wrong, out of order, missing though there",
      world.violationCount,
    ),
    count("connections that were not given back", leaks.length),
  ];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
