import type { Metric, Trial } from "./suite.ts";

/** One peer against ours in one metric. `null` where there is nothing to say. */
export interface Comparison {
  readonly peer: string;
  readonly metric: Metric;
  /** Median over the rounds. */
  readonly ours: number | null;
  /** Median over the rounds. */
  readonly theirs: number | null;
  /** Median of each round's ours / theirs: noise that both met in a round cancels out. */
  readonly ratio: number | null;
  /** Their first failure, or else ours. */
  readonly error?: string;
}

/** `undefined` of nothing. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle];
  const low = sorted[middle - 1];
  return low === undefined ? undefined : (low + sorted[middle]!) / 2;
}

/** The smallest value that at least the share `part` of the sorted values doesn't exceed; `undefined` of nothing. */
export function percentile(sorted: ArrayLike<number>, part: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

/** Compares two peers that did the same rounds, in `metric`. */
export function compare(
  peer: string,
  metric: Metric,
  ours: readonly Trial[],
  theirs: readonly Trial[],
): Comparison {
  const ratios = ours.flatMap((trial, round) => {
    const mine = trial.figures?.[metric];
    const other = theirs[round]?.figures?.[metric];
    return mine === undefined || other === undefined || other === 0 ? [] : [mine / other];
  });
  const error = firstError(theirs) ?? prefixed("ours: ", firstError(ours));
  return {
    peer,
    metric,
    ours: median(values(ours, metric)) ?? null,
    theirs: median(values(theirs, metric)) ?? null,
    ratio: median(ratios) ?? null,
    ...(error === undefined ? {} : { error }),
  };
}

/** The metric's values of the rounds that have one. */
function values(trials: readonly Trial[], metric: Metric): number[] {
  return trials.flatMap((trial) => trial.figures?.[metric] ?? []);
}

/** What went wrong first, `undefined` if nothing did. */
export function firstError(trials: readonly Trial[]): string | undefined {
  return trials.find((trial) => trial.error !== undefined)?.error;
}

function prefixed(prefix: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : prefix + text;
}
