import type { CellResult } from "../run.ts";
import { compare } from "../statistics.ts";
import { METRICS, type Metric } from "../suite.ts";
import { best, formatRatio, isBetter, rivals, TITLES } from "./metrics.ts";
import type { Paint } from "./paint.ts";

const NAME_WIDTH = 42;
const COLUMN_WIDTH = 11;

/** Ours against the best peer of each cell and metric: one row a cell, one ratio a metric. */
export function summary(results: readonly CellResult[], paint: Paint): string {
  const metrics = METRICS.filter((metric) => results.some(({ cell }) => cell.metrics.includes(metric)));
  const rows = results.map((result) => {
    const { suite, cell } = result;
    const name = `  ${suite.name} / ${cell.mode} / ${cell.workload}`.padEnd(NAME_WIDTH);
    return name + metrics.map((metric) => column(result, metric, paint)).join("");
  });
  const titles = metrics.map((metric) => TITLES[metric].padStart(COLUMN_WIDTH)).join("");
  return [
    `${paint("bold", "Ours / the best peer's".padEnd(NAME_WIDTH))}${paint("dim", titles)}`,
    ...rows,
  ].join("\n");
}

function column({ suite, cell, trials }: CellResult, metric: Metric, paint: Paint): string {
  const peers = rivals(suite, cell);
  const ours = trials.get(suite.ours) ?? [];
  const ratio = best(peers.map((peer) => compare(peer, metric, ours, trials.get(peer) ?? [])))?.ratio ?? null;
  const text = formatRatio(ratio).padStart(COLUMN_WIDTH);
  return ratio === null ? text : paint(isBetter(metric, ratio, 1) ? "green" : "red", text);
}
