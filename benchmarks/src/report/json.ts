import type { CellResult } from "../run.ts";
import { compare } from "../statistics.ts";

/** A line for each other peer and each metric it has; ours beside itself when it ran alone. */
export function jsonLines({ suite, cell, trials }: CellResult): string[] {
  const ours = trials.get(suite.ours) ?? [];
  const context = { suite: suite.name, mode: cell.mode, workload: cell.workload };
  const others = cell.peers.filter((peer) => peer !== suite.ours);
  return (others.length > 0 ? others : cell.peers)
    .flatMap((peer) => cell.metrics.map((metric) => compare(peer, metric, ours, trials.get(peer) ?? [])))
    .filter(({ theirs, error }) => theirs !== null || error !== undefined)
    .map((comparison) => JSON.stringify({ ...context, ...comparison }));
}
