import { connect } from "fairlead";
import { Arenas } from "./arenas.ts";
import { playCache } from "./cache/cache-scenario.ts";
import { faultsNamed } from "./faults/catalog.ts";
import type { Entrance } from "./faults/entrance.ts";
import type { Fault } from "./faults/fault.ts";
import { fairleadSubject } from "./load/fairlead-subject.ts";
import type { Subject } from "./load/subject.ts";
import { playNews } from "./news/news-scenario.ts";
import { CHAOS_HELP, type ChaosOptions, parseChaosOptions } from "./options.ts";
import { execute } from "./program.ts";
import { playProxy } from "./proxy/proxy-scenario.ts";
import { branch, pick, type Random, seededRandom, wholeNumber } from "./random.ts";
import { type Printer, printerFor } from "./report/printer.ts";
import { Progress } from "./report/progress.ts";
import { playRound } from "./round.ts";
import { playScan, scanLines } from "./scan-scenario.ts";

const SHARDS = 3;
const SEEDS = 1_000_000;

/** Runs faults as asked. Resolves with 0 if the client passed all of them, else with 1. */
async function run(options: ChaosOptions): Promise<number> {
  if (options.scanKeys !== undefined) return runScan(options.scanKeys, options.json);
  const printer = printerFor(options, process.stdout, process.stderr);
  const random = seededRandom(options.seed);
  await using arenas = new Arenas();
  let failures = 0;
  let round = 0;
  for (const fault of sequence(options, random)) {
    round++;
    if (!(await passes({ fault, round, random, options, arenas, printer }))) failures++;
  }
  if (options.proxy !== undefined) {
    const played = await playProxy({ ...options, ...options.proxy }, arenas, {
      ...printer,
      result: printer.proxyResult,
    });
    round += played.rounds;
    failures += played.failures;
  }
  if (options.cache !== undefined) {
    const played = await playCache({ ...options, ...options.cache }, arenas, {
      ...printer,
      result: printer.cacheResult,
    });
    round += played.rounds;
    failures += played.failures;
  }
  if (options.news !== undefined) {
    const played = await playNews(
      { ...options, ...options.news },
      { ...printer, result: printer.newsResult },
    );
    round += played.rounds;
    failures += played.failures;
  }
  printer.end(round, failures);
  return failures === 0 ? 0 : 1;
}

async function runScan(keys: number, json: boolean): Promise<number> {
  const progress = new Progress(process.stderr);
  const result = await playScan(keys, (text) => progress.step(text));
  progress.clear();
  process.stdout.write(`${json ? JSON.stringify(result) : scanLines(result).join("\n")}\n`);
  return result.passed ? 0 : 1;
}

/** Each fault once, or random ones until time is up. */
function* sequence({ faults, soakMs }: ChaosOptions, random: Random): Generator<Fault> {
  const all = faultsNamed(faults);
  if (all.length === 0) return;
  if (soakMs === undefined) yield* all;
  else for (const end = performance.now() + soakMs; performance.now() < end; ) yield pick(random, all);
}

interface Round {
  readonly fault: Fault;
  readonly round: number;
  readonly random: Random;
  readonly options: ChaosOptions;
  readonly arenas: Arenas;
  readonly printer: Printer;
}

async function passes({ fault, round, random, options, arenas, printer }: Round): Promise<boolean> {
  const wired = fault.wired ?? false;
  try {
    if (!arenas.has(wired)) printer.step("starting a cluster of 3 primaries and 3 replicas");
    const cluster = await arenas.ready(wired);
    printer.step(`${fault.name}: ${fault.about}`);
    const result = await playRound({
      fault,
      cluster,
      name: `r${round}`,
      target: wholeNumber(random, 0, SHARDS - 1),
      random: branch(random),
      calmMs: options.calmMs,
      connect: enter,
    });
    printer.result(result);
    return result.passed;
  } catch (error) {
    printer.crash(fault.name, error);
    await arenas.abandon(wired);
    return false;
  }
}

async function enter({ url, lookup }: Entrance): Promise<Subject> {
  return fairleadSubject(await connect(url, lookup === undefined ? {} : { lookup }));
}

await execute({
  parse: (args) => parseChaosOptions(args, Math.floor(Math.random() * SEEDS)),
  help: CHAOS_HELP,
  run,
});
