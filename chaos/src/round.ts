import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import type { Cluster, Shard } from "fairlead-harness";
import { type Entrance, firstNode } from "./faults/entrance.ts";
import type { Fault } from "./faults/fault.ts";
import { candidateNames, chooseKeys, type LoadKey } from "./load/keys.ts";
import { Listening } from "./load/listening.ts";
import { Load } from "./load/load.ts";
import { slotsOf } from "./load/slots.ts";
import type { Subject } from "./load/subject.ts";
import { branch, type Random } from "./random.ts";
import { type Measurements, type Result, resultOf } from "./result.ts";
import { readFinals } from "./watch/finals.ts";
import { Vitals } from "./watch/vitals.ts";
import { Watch } from "./watch/watch.ts";

export interface RoundOptions {
  readonly fault: Fault;
  readonly cluster: Cluster;
  /** Unlike any other round's: keys begin with it. */
  readonly name: string;
  /** Index of the shard to strike. */
  readonly target: number;
  readonly random: Random;
  /** Milliseconds of load before the fault, and after it. */
  readonly calmMs: number;
  /** Makes the client under test. */
  readonly connect: (entrance: Entrance) => Promise<Subject>;
}

/** Puts a stable cluster under load by one client, does the fault, and judges. Leaves the cluster as the fault did. */
export async function playRound(options: RoundOptions): Promise<Result> {
  const vitals = new Vitals();
  const entrance = await (options.fault.enter ?? firstNode)(options.cluster);
  let measured: Omit<Measurements, "vitals">;
  try {
    const subject = await options.connect(entrance);
    try {
      measured = await strike(options, entrance, subject, vitals);
    } finally {
      await subject.close();
    }
    await turn(); // what close() left to be rejected
    return resultOf({ ...measured, vitals: vitals.stop() });
  } finally {
    await entrance.close();
    vitals.stop();
  }
}

async function strike(
  options: RoundOptions,
  entrance: Entrance,
  subject: Subject,
  vitals: Vitals,
): Promise<Omit<Measurements, "vitals">> {
  const { fault, cluster, target, random, calmMs } = options;
  await fault.prepare?.(subject);
  const shards = await cluster.shards();
  const keys = await newKeys(options, shards);
  const watch = await Watch.start(cluster);
  try {
    vitals.resetDelays();
    const fromMs = performance.now();
    const load = new Load(subject, keys, branch(random));
    const listening = await Listening.start(subject, `${options.name}:news`, branch(random));
    await sleep(calmMs);
    const connect = (): Promise<Subject> => options.connect(entrance);
    const field = {
      cluster,
      shards,
      target,
      watch,
      load,
      entrance,
      subject,
      random: branch(random),
      connect,
    };
    const blow = await fault.inject(field);
    await sleep(calmMs);
    const toMs = performance.now();
    const operations = await load.stop();
    await cluster.waitForStable();
    const channels = await listening.stop();
    const finals = await readFinals(cluster, keys);
    const { records, failovers, ...sightings } = watch.sightings;
    const bases = new Map(keys.map(({ key, base }) => [key, base]));
    return {
      ...sightings,
      fault: fault.name,
      evidence: { operations, records, failovers, finals, bases, channels },
      blow,
      window: { fromMs, toMs },
      shards: shards.map(({ primary, replicas }) => [primary.id, ...replicas.map(({ id }) => id)]),
    };
  } finally {
    watch.stop();
  }
}

/** Chooses keys for a load, and gives the counters among them their base. */
async function newKeys(
  { fault, cluster, name, target }: RoundOptions,
  shards: readonly Shard[],
): Promise<LoadKey[]> {
  const candidates = await slotsOf(cluster, candidateNames(name));
  const ranges = shards.map(({ slots }) => slots);
  const keys = chooseKeys(candidates, ranges, new Set(fault.focus?.(shards[target]!)));
  const counters = keys.filter(({ kind }) => kind === "counter");
  await Promise.all(counters.map(({ key, shard, base }) => shards[shard]!.primary.command("SET", key, base)));
  return keys;
}
