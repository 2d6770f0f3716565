import type { CellResult } from "../run.ts";
import { type Comparison, compare, firstError } from "../statistics.ts";
import type { Metric } from "../suite.ts";
import { best, formatFigure, formatRatio, isBetter, rivals, TITLES } from "./metrics.ts";
import type { Paint } from "./paint.ts";

const NAME_WIDTH = 24;
const FIGURE_WIDTH = 11;
const RATIO_WIDTH = 7;

/** One cell as text: a row for each peer, ours first, with ours / theirs beside each figure. */
export function cellTable({ suite, cell, trials }: CellResult, paint: Paint): string {
  const ours = trials.get(suite.ours) ?? [];
  const comparisons = cell.peers.flatMap((peer) =>
    cell.metrics.map((metric) => compare(peer, metric, ours, trials.get(peer) ?? [])),
  );
  const bestOnes = cell.metrics.map((metric) =>
    best(comparisons.filter((c) => c.metric === metric && rivals(suite, cell).includes(c.peer))),
  );
  const rows = cell.peers.map((peer) => {
    const figures = comparisons
      .filter((comparison) => comparison.peer === peer)
      .map((comparison) =>
        figure(comparison, { isOurs: peer === suite.ours, isBest: bestOnes.includes(comparison), paint }),
      );
    return `  ${peer.padEnd(NAME_WIDTH)}${figures.join("")}`;
  });
  const errors = cell.peers.flatMap((peer) => {
    const error = firstError(trials.get(peer) ?? []);
    return error === undefined ? [] : [paint("red", `  ${peer} failed: ${error}`)];
  });
  const absent = Object.entries(cell.leftOut ?? {}).map(([peer, reason]) =>
    paint("dim", `  ${peer} is left out: ${reason}`),
  );
  return [heading({ suite, cell, trials }, paint), ...rows, ...absent, ...errors].join("\n");
}

/** What the tables mean. */
export function legend(): string {
  return `Figures are medians over the rounds; beside each stands ours / theirs, the median of the rounds' ratios.
* is the best peer of a column. The floors and direct are no products: they are what can't be undercut, and no proxy.`;
}

function heading({ suite, cell, trials }: CellResult, paint: Paint): string {
  const rounds = trials.get(suite.ours)?.length ?? 0;
  const title = `${suite.name} / ${cell.mode} / ${cell.workload}`;
  const columns = cell.metrics.map(columnTitle).join("");
  return `${paint("bold", title)} ${paint("dim", `(${rounds} ${rounds === 1 ? "round" : "rounds"})`)}
  ${" ".repeat(NAME_WIDTH)}${paint("dim", columns)}`;
}

function columnTitle(metric: Metric): string {
  return TITLES[metric].padStart(FIGURE_WIDTH) + " ".repeat(RATIO_WIDTH + 1);
}

interface Look {
  readonly isOurs: boolean;
  readonly isBest: boolean;
  readonly paint: Paint;
}

function figure({ metric, theirs, ratio }: Comparison, { isOurs, isBest, paint }: Look): string {
  const value = formatFigure(theirs).padStart(FIGURE_WIDTH);
  const mark = isBest ? "*" : " ";
  const beside = (isOurs ? "" : formatRatio(ratio)).padStart(RATIO_WIDTH);
  if (isOurs || ratio === null) return value + mark + beside;
  return value + mark + paint(isBetter(metric, ratio, 1) ? "green" : "red", beside);
}
