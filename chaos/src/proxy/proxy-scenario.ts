import type { Arenas } from "../arenas.ts";
import { branch, pick, type Random, seededRandom, wholeNumber } from "../random.ts";
import { Backstage } from "./backstage.ts";
import { proxyFaultsNamed } from "./faults/catalog.ts";
import type { ProxyFault, ProxyFaultName } from "./faults/proxy-fault.ts";
import type { ProxyResult } from "./proxy-result.ts";
import { playProxyRound } from "./proxy-round.ts";

export interface ProxyScenario {
  readonly faults: ReadonlySet<ProxyFaultName>;
  readonly seed: number;
  readonly sessions: number;
  readonly calmMs: number;
  /** Random faults for so long, or until so many operations are done; neither: each fault once. */
  readonly soakMs?: number | undefined;
  readonly operations?: number | undefined;
}

/** Where a run tells how it goes. */
export interface ProxyPrinter {
  step(text: string): void;
  result(result: ProxyResult): void;
  /** A fault that could not be tried to its end. */
  crash(fault: string, error: unknown): void;
}

const SHARDS = 3;
const REST_MS = 600;

/** Plays rounds as asked. How many there were, and how many of them did not pass. */
export async function playProxy(
  scenario: ProxyScenario,
  arenas: Arenas,
  printer: ProxyPrinter,
): Promise<{ readonly rounds: number; readonly failures: number }> {
  const random = seededRandom(scenario.seed);
  await using theatre = new Theatre(arenas);
  let [rounds, failures, operations] = [0, 0, 0];
  for (const fault of sequence(scenario, random, () => operations)) {
    rounds++;
    const result = await play({ scenario, fault, name: `p${rounds}`, random, theatre, printer });
    operations += result?.world.operations ?? 0;
    if (result?.passed !== true) failures++;
  }
  return { rounds, failures };
}

/** Each fault once, or one at random after the other until time is up or enough is done. */
function* sequence(
  { faults, soakMs, operations }: ProxyScenario,
  random: Random,
  done: () => number,
): Generator<ProxyFault> {
  const all = proxyFaultsNamed(faults);
  if (soakMs === undefined && operations === undefined) {
    yield* all;
    return;
  }
  const end = performance.now() + (soakMs ?? Number.POSITIVE_INFINITY);
  while (performance.now() < end && done() < (operations ?? Number.POSITIVE_INFINITY))
    yield pick(random, all);
}

interface Play {
  readonly scenario: ProxyScenario;
  readonly fault: ProxyFault;
  readonly name: string;
  readonly random: Random;
  readonly theatre: Theatre;
  readonly printer: ProxyPrinter;
}

async function play(options: Play): Promise<ProxyResult | undefined> {
  const { scenario, fault, name, random, theatre, printer } = options;
  try {
    printer.step(`${fault.name}: ${fault.about}`);
    const result = await playProxyRound({
      fault,
      ...(await theatre.ready(fault.wired ?? false)),
      name,
      target: wholeNumber(random, 0, SHARDS - 1),
      sessions: scenario.sessions,
      random: branch(random),
      calmMs: scenario.calmMs,
      restMs: REST_MS,
    });
    printer.result(result);
    return result;
  } catch (error) {
    printer.crash(fault.name, error);
    await theatre.abandon();
    return undefined;
  }
}

/** One cluster at a time with a proxy in front, with wires or without. */
class Theatre implements AsyncDisposable {
  readonly #arenas: Arenas;
  #wired: boolean | undefined = undefined;
  #backstage: Backstage | undefined = undefined;

  constructor(arenas: Arenas) {
    this.#arenas = arenas;
  }

  /** A stable and empty cluster. */
  async ready(wired: boolean): Promise<Pick<Parameters<typeof playProxyRound>[0], "cluster" | "backstage">> {
    if (this.#wired !== undefined && this.#wired !== wired) await this.abandon();
    this.#wired = wired;
    const cluster = await this.#arenas.ready(wired);
    for (const primary of await cluster.primaries()) await primary.command("FLUSHALL");
    if (this.#backstage?.cluster !== cluster || !this.#backstage.proxy.isRunning) {
      await this.#backstage?.[Symbol.asyncDispose]();
      this.#backstage = await Backstage.build(cluster);
    }
    return { cluster, backstage: this.#backstage };
  }

  /** Ends what there is. The next one is new. */
  async abandon(): Promise<void> {
    await this.#backstage?.[Symbol.asyncDispose]();
    this.#backstage = undefined;
    if (this.#wired !== undefined) await this.#arenas.abandon(this.#wired);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#backstage?.[Symbol.asyncDispose]();
  }
}
