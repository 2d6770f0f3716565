import { ArgumentError, type Arguments, type Names } from "./arguments.ts";
import type { Cell, Pace, Suite } from "./suite.ts";

/** What will be run. */
export interface Plan {
  readonly parts: readonly { readonly suite: Suite; readonly cells: readonly Cell[] }[];
  readonly rounds: number;
  readonly pace: Pace;
  /** After so long no further trial is begun. */
  readonly budgetMs: number;
}

const FULL = {
  rounds: 3,
  pace: { warmUpMs: 700, timedMs: 1_000, patienceMs: 60_000 },
  budgetMs: Number.POSITIVE_INFINITY,
};
/** The budget leaves some seconds of a minute for starting servers and for the last round. */
const QUICK = {
  rounds: 2,
  pace: { warmUpMs: 300, timedMs: 300, patienceMs: 10_000 },
  budgetMs: 48_000,
};

/** All names that cells use. */
export function namesOf(suites: readonly Suite[]): Names {
  const cells = suites.flatMap((suite) => suite.cells);
  return {
    suites: suites.map((suite) => suite.name),
    modes: unique(cells.map((cell) => cell.mode)),
    workloads: unique(cells.map((cell) => cell.workload)),
    peers: unique(cells.flatMap((cell) => cell.peers)),
  };
}

/**
 * What is asked for by name is run even if `--quick` alone would leave it out.
 * @throws {ArgumentError} when nothing is left to run.
 */
export function makePlan(suites: readonly Suite[], asked: Arguments): Plan {
  const parts = suites
    .filter((suite) => wanted(asked.suites, suite.name))
    .map((suite) => ({ suite, cells: cellsOf(suite, asked) }))
    .filter((part) => part.cells.length > 0);
  if (parts.length === 0) throw new ArgumentError("No workload is all of that: nothing to run");
  const size = asked.quick ? QUICK : FULL;
  return { parts, ...size, rounds: asked.rounds ?? size.rounds };
}

function cellsOf(suite: Suite, asked: Arguments): Cell[] {
  return suite.cells
    .filter((cell) => wanted(asked.modes, cell.mode) && wanted(asked.workloads, cell.workload))
    .filter((cell) => cell.quick || !asked.quick || asked.workloads.length > 0)
    .map((cell) => ({ ...cell, peers: cell.peers.filter((peer) => keeps(suite, peer, asked)) }))
    .filter((cell) => cell.peers.length > 1 || asked.peers.every((peer) => peer === suite.ours));
}

function keeps(suite: Suite, peer: string, asked: Arguments): boolean {
  if (peer === suite.ours) return true;
  if (asked.peers.length > 0) return asked.peers.includes(peer);
  return !asked.quick || suite.quickPeers.includes(peer);
}

function wanted(asked: readonly string[], name: string): boolean {
  return asked.length === 0 || asked.includes(name);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
