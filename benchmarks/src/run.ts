import type { Plan } from "./plan.ts";
import type { Bench, Cell, Suite, Trial } from "./suite.ts";

/** All trials of one cell, for each peer in order of the rounds. */
export interface CellResult {
  readonly suite: Suite;
  readonly cell: Cell;
  readonly trials: ReadonlyMap<string, readonly Trial[]>;
}

/** Hears how a run goes. */
export interface Listener {
  trialBegins(suite: Suite, cell: Cell, peer: string, round: number): void;
  cellDone(result: CellResult): void;
  /** The plan's time is over. */
  cellLeftOut(suite: Suite, cell: Cell): void;
}

/**
 * Runs every cell, one mode's servers at a time. The peers of a cell take turns, so that a noisy minute hurts them alike,
 * and each round begins with another one.
 */
export async function run(plan: Plan, listener: Listener): Promise<void> {
  const shares = new Shares(plan);
  for (const { suite, cells } of plan.parts) {
    for (const mode of new Set(cells.map((cell) => cell.mode))) {
      await using bench = await suite.open(mode);
      for (const cell of cells.filter((other) => other.mode === mode)) {
        const mayGoOn = shares.next();
        if (shares.isOver()) listener.cellLeftOut(suite, cell);
        else listener.cellDone(await runCell({ suite, cell, bench, plan, mayGoOn, listener }));
      }
    }
  }
}

/** Deals out a plan's time: a cell may use its share and what those before it left over. */
class Shares {
  readonly #begin = performance.now();
  readonly #budgetMs: number;
  readonly #cells: number;
  #dealt = 0;

  constructor({ budgetMs, parts }: Plan) {
    this.#budgetMs = budgetMs;
    this.#cells = parts.flatMap(({ cells }) => cells).length;
  }

  isOver(): boolean {
    return performance.now() - this.#begin > this.#budgetMs;
  }

  /** For the next cell: says whether its share still lasts. */
  next(): () => boolean {
    const until = this.#begin + (this.#budgetMs * ++this.#dealt) / this.#cells;
    return () => performance.now() < until;
  }
}

interface CellRun {
  readonly suite: Suite;
  readonly cell: Cell;
  readonly bench: Bench;
  readonly plan: Plan;
  readonly mayGoOn: () => boolean;
  readonly listener: Listener;
}

async function runCell({ suite, cell, bench, plan, mayGoOn, listener }: CellRun): Promise<CellResult> {
  const trials = new Map<string, Trial[]>(cell.peers.map((peer) => [peer, []]));
  for (let round = 0; round < plan.rounds; round++) {
    // A round is either done by all peers or not begun, so that its ratios exist.
    if (round > 0 && !mayGoOn()) break;
    for (const peer of rotated(cell.peers, round)) {
      listener.trialBegins(suite, cell, peer, round);
      trials.get(peer)!.push(await bench.trial(cell.workload, peer, plan.pace));
    }
  }
  return { suite, cell, trials };
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
