import type { Comparison } from "../statistics.ts";
import type { Cell, Metric, Suite } from "../suite.ts";

/** What people read over a column. */
export const TITLES: Readonly<Record<Metric, string>> = {
  cpuUsPerOp: "CPU µs/op",
  serverCpuUsPerOp: "server µs",
  opsPerSecond: "ops/s",
  megabytesPerSecond: "MB/s",
  p50Ms: "p50 ms",
  p99Ms: "p99 ms",
  peakRssMiB: "RSS MiB",
  bytesPerSession: "B/session",
};

const MORE_IS_BETTER: ReadonlySet<Metric> = new Set(["opsPerSecond", "megabytesPerSecond"]);

/** True if `a` is the better figure. */
export function isBetter(metric: Metric, a: number, b: number): boolean {
  return MORE_IS_BETTER.has(metric) ? a > b : a < b;
}

/** The peers of a cell that ours is to beat. The floors are among them only where there is nobody else. */
export function rivals(suite: Suite, { peers }: Cell): readonly string[] {
  const others = peers.filter((peer) => peer !== suite.ours);
  const products = others.filter((peer) => !suite.floors.includes(peer));
  return products.length > 0 ? products : others;
}

/** The peer whose own figure is the best; `undefined` of nothing. */
export function best(comparisons: readonly Comparison[]): Comparison | undefined {
  let found: Comparison | undefined;
  for (const comparison of comparisons) {
    if (comparison.theirs === null) continue;
    if (found === undefined || isBetter(comparison.metric, comparison.theirs, found.theirs!))
      found = comparison;
  }
  return found;
}

/** Three significant figures, thousands set apart. */
export function formatFigure(value: number | null): string {
  if (value === null) return "-";
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(3);
}

export function formatRatio(ratio: number | null): string {
  if (ratio === null) return "";
  return ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(2);
}
