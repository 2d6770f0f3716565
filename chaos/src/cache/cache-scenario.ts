import { type Server, startServer } from "fairlead-harness";
import type { Arenas } from "../arenas.ts";
import { branch, pick, type Random, seededRandom, wholeNumber } from "../random.ts";
import type { CacheResult } from "./cache-result.ts";
import { playCacheRound } from "./cache-round.ts";
import type { CacheFault, CacheFaultName } from "./faults/cache-fault.ts";
import { cacheFaultsNamed } from "./faults/catalog.ts";
import { hire } from "./process/hired.ts";

export interface CacheScenario {
  readonly faults: ReadonlySet<CacheFaultName>;
  readonly seed: number;
  readonly processes: number;
  readonly calmMs: number;
  /** Random faults for so long; `undefined`: each fault once. */
  readonly soakMs?: number | undefined;
}

/** Where a run tells how it goes. */
export interface CachePrinter {
  step(text: string): void;
  result(result: CacheResult): void;
  /** A fault that could not be tried to its end. */
  crash(fault: string, error: unknown): void;
}

const SHARDS = 3;

/** Plays rounds as asked. How many there were, and how many of them did not pass. */
export async function playCache(
  scenario: CacheScenario,
  arenas: Arenas,
  printer: CachePrinter,
): Promise<{ readonly rounds: number; readonly failures: number }> {
  const random = seededRandom(scenario.seed);
  const database = await startServer();
  let [rounds, failures] = [0, 0];
  try {
    for (const fault of sequence(scenario, random)) {
      rounds++;
      const passed = await passes({ scenario, fault, name: `c${rounds}`, random, arenas, printer, database });
      if (!passed) failures++;
    }
    return { rounds, failures };
  } finally {
    await database.close();
  }
}

/** Each fault once, or one at random after the other until time is up. */
function* sequence({ faults, soakMs }: CacheScenario, random: Random): Generator<CacheFault> {
  const all = cacheFaultsNamed(faults);
  if (soakMs === undefined) yield* all;
  else for (const end = performance.now() + soakMs; performance.now() < end; ) yield pick(random, all);
}

interface Play {
  readonly scenario: CacheScenario;
  readonly fault: CacheFault;
  readonly name: string;
  readonly random: Random;
  readonly arenas: Arenas;
  readonly printer: CachePrinter;
  readonly database: Server;
}

async function passes({ scenario, fault, name, random, arenas, printer, database }: Play): Promise<boolean> {
  const wired = fault.wired ?? false;
  try {
    printer.step(`cache, ${fault.name}: ${fault.about}`);
    const cluster = await arenas.ready(wired);
    await database.command("FLUSHALL");
    const result = await playCacheRound({
      ...{ fault, cluster, name, hire },
      databaseUrl: database.url,
      target: wholeNumber(random, 0, SHARDS - 1),
      random: branch(random),
      processes: scenario.processes,
      calmMs: scenario.calmMs,
    });
    printer.result(result);
    return result.passed;
  } catch (error) {
    printer.crash(`cache, ${fault.name}`, error);
    await arenas.abandon(wired);
    return false;
  }
}
