import { branch, pick, type Random, seededRandom } from "../random.ts";
import { newsFaultsNamed } from "./faults.ts";
import type { NewsFault, NewsFaultName } from "./news-fault.ts";
import type { NewsResult } from "./news-result.ts";
import { playNewsRound } from "./news-round.ts";
import { Newsstand } from "./newsstand.ts";

export interface NewsScenario {
  readonly faults: ReadonlySet<NewsFaultName>;
  readonly seed: number;
  readonly readers: number;
  readonly calmMs: number;
  /** Random faults for so long; `undefined`: each fault once. */
  readonly soakMs: number | undefined;
}

/** Where a run tells how it goes. */
export interface NewsPrinter {
  step(text: string): void;
  result(result: NewsResult): void;
  /** A fault that could not be tried to its end. */
  crash(fault: string, error: unknown): void;
}

/** Plays rounds as asked. How many there were, and how many of them did not pass. */
export async function playNews(
  scenario: NewsScenario,
  printer: NewsPrinter,
): Promise<{ readonly rounds: number; readonly failures: number }> {
  const random = seededRandom(scenario.seed);
  let [rounds, failures] = [0, 0];
  for (const fault of sequence(scenario, random)) {
    rounds++;
    printer.step(`${fault.name}: ${fault.about}`);
    if (!(await passes(fault, scenario, branch(random), printer))) failures++;
  }
  return { rounds, failures };
}

/** Each fault once, or one at random after the other until time is up. */
function* sequence({ faults, soakMs }: NewsScenario, random: Random): Generator<NewsFault> {
  const all = newsFaultsNamed(faults);
  if (soakMs === undefined) yield* all;
  else for (const end = performance.now() + soakMs; performance.now() < end; ) yield pick(random, all);
}

async function passes(
  fault: NewsFault,
  { readers, calmMs }: NewsScenario,
  random: Random,
  printer: NewsPrinter,
): Promise<boolean> {
  try {
    await using stand = await Newsstand.open(random);
    const result = await playNewsRound({ stand, fault, readers, random, calmMs });
    printer.result(result);
    return result.passed;
  } catch (error) {
    printer.crash(fault.name, error);
    return false;
  }
}
