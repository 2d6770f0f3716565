import { type ProxyResult, proxyBarsOf } from "../proxy/proxy-result.ts";
import { barLine } from "./chaos-report.ts";
import { grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";

const MOST_SHOWN = 3;

/** A result as one line of JSON, with its bars. */
export function proxyJsonLine(result: ProxyResult, seed: number): string {
  const { fault, world, vitals, memoryMib, sessions, seconds, keys, shards, struckShard } = result;
  return JSON.stringify({
    scenario: "proxy",
    fault: fault.name,
    sessions,
    seconds: rounded(seconds),
    operations: world.operations,
    violations: world.violationCount,
    calmErrors: world.calmErrors,
    errors: Object.fromEntries(world.errors),
    lostByServers: world.lostByServers,
    watchesLost: world.watchesLost,
    keys,
    shards: shards.map(({ p99Ms, longestMs }) => ({ p99Ms: rounded(p99Ms), longestMs: rounded(longestMs) })),
    struckShard,
    proxyMib: rounded(memoryMib.nowMib),
    proxyPeakMib: rounded(memoryMib.peakMib),
    eventLoopMaxMs: rounded(vitals.eventLoopMaxMs),
    bareMs: rounded(result.bareMs),
    calmLongestMs: rounded(result.calmLongestMs),
    unhandled: vitals.unhandled,
    findings: world.violations.map(({ session, text, trace }) => ({ session, text, trace })),
    bars: proxyBarsOf(result).map((bar) => ({ ...bar, measured: rounded(bar.measured ?? 0) })),
    seed,
    passed: result.passed,
  });
}

/** A result for people. */
export function proxyLines(result: ProxyResult, paint: Paint): string[] {
  const { fault, world, vitals, sessions, seconds, memoryMib } = result;
  const errors = [...world.errors].map(([text, times]) => `      ${grouped(times)} x ${text}`);
  const head = `${fault.name.padEnd(16)} ${grouped(world.operations)} operations by ${sessions} sessions in ${seconds.toFixed(1)} s`;
  const lost = `longest wait before: ${Math.round(result.calmLongestMs)} ms, lost by servers: ${world.lostByServers}, watches lost: ${world.watchesLost}`;
  return [
    result.passed ? head : paint.bad(head),
    paint.dim(
      `    ${lost}, proxy ${Math.round(memoryMib.nowMib)} MiB (peak ${Math.round(memoryMib.peakMib)})`,
    ),
    ...proxyBarsOf(result).map((bar) => barLine(bar, paint)),
    ...errors,
    ...world.violations
      .slice(0, MOST_SHOWN)
      .flatMap(({ session, text, trace }) => [`    ${paint.bad(`${session}: ${text}`)}`, paint.dim(trace)]),
    ...[...new Set(vitals.unhandled)].map((text) => `    ${paint.bad(`unhandled: ${text}`)}`),
  ];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
