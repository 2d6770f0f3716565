import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "fairlead";
import { type Cluster, type Shard, until } from "fairlead-harness";
import { firstNode } from "../faults/entrance.ts";
import { fairleadSubject } from "../load/fairlead-subject.ts";
import type { Candidate } from "../load/keys.ts";
import { slotsOf } from "../load/slots.ts";
import type { Subject } from "../load/subject.ts";
import { branch, type Random, wholeNumber } from "../random.ts";
import { promotions } from "../watch/promotions.ts";
import { Pulse } from "../watch/pulse.ts";
import { type CacheResult, cacheResultOf } from "./cache-result.ts";
import { machineMs } from "./clock.ts";
import { Database } from "./database.ts";
import type { CacheFault } from "./faults/cache-fault.ts";
import { type CacheKeyUse, cacheCandidates, chooseCacheKeys } from "./keys.ts";
import { lostMarksOf } from "./lost-marks.ts";
import { MarkWitness } from "./mark-witness.ts";
import { type Disturbance, mergeHistories, type Remnant, type Removal } from "./model/history.ts";
import { judgeCache } from "./model/judge.ts";
import { settlesMs } from "./model/knowledge.ts";
import type { LostMark } from "./model/losses.ts";
import { checkRemnants } from "./model/returns.ts";
import { Probe } from "./probe.ts";
import type { Hired } from "./process/hired.ts";
import type { MemberOptions } from "./process/member.ts";

export interface CacheRoundOptions {
  readonly fault: CacheFault;
  readonly cluster: Cluster;
  readonly databaseUrl: string;
  /** Unlike any other round's: keys begin with it. */
  readonly name: string;
  /** Index of the shard to strike. */
  readonly target: number;
  readonly random: Random;
  readonly processes: number;
  /** Milliseconds of load before the fault, and after everybody is to have heard of what was removed meanwhile. */
  readonly calmMs: number;
  /** Begins a process that uses the cache. */
  readonly hire: (options: MemberOptions) => Promise<Hired>;
}

/** How long layers may take in the end to be told what they missed. */
const AMENDS_MS = 10_000;
const SEEDS = 1_000_000;

/** Has several processes use caches over one cluster, does the fault, and judges. Leaves the cluster as the fault did. */
export async function playCacheRound(options: CacheRoundOptions): Promise<CacheResult> {
  const { fault, cluster, databaseUrl, processes } = options;
  const prefix = `${options.name}:`;
  const startedMs = machineMs();
  const subject = fairleadSubject(await connect(cluster.url));
  const database = await Database.open(databaseUrl);
  const members: Hired[] = [];
  try {
    await fault.prepare?.(subject);
    const shards = await cluster.shards();
    const { candidates, uses } = await keysOf(options, prefix, shards);
    const hiring = Array.from({ length: processes }, (_, process) => {
      const seed = wholeNumber(options.random, 0, SEEDS);
      return options.hire({ process, url: cluster.url, databaseUrl, prefix, uses, seed });
    });
    for (const hired of await Promise.allSettled(hiring))
      if (hired.status === "fulfilled") members.push(hired.value);
    await Promise.all(hiring);
    await hearing(cluster, `${prefix}bus`, processes);
    const probed = shards.map(({ slots }) => keyIn(candidates, slots));
    const { disturbance, witness } = await strike(options, subject, shards, members, probed);
    const reports = await Promise.all(members.map((member) => member.stop()));
    const lostMarks = witness(prefix);
    await cluster.waitForStable();
    const history = mergeHistories(reports.map((report) => report.history));
    const { remnants, amendedAfterMs } = await amended(members, history.removals);
    const vitals = reports.map((report) => report.vitals);
    const names = uses.map(({ name }) => name);
    const versions = await database.versions(names);
    const verdict = judgeCache({
      history,
      disturbance,
      remnants,
      versions: new Map(names.map((name, at) => [name, versions[at]!])),
      pausesMs: vitals.map(({ eventLoopMaxMs }) => eventLoopMaxMs),
      lostMarks,
    });
    const seconds = (machineMs() - startedMs) / 1_000;
    return cacheResultOf({
      ...{ fault: fault.name, seconds, history, verdict, vitals, amendedAfterMs },
      inspected: remnants.length,
    });
  } finally {
    await Promise.all(members.map((member) => member.close()));
    await subject.close();
    await database.close();
  }
}

/** Puts the load on, and does the fault in its midst. */
async function strike(
  { fault, cluster, target, random, calmMs }: CacheRoundOptions,
  subject: Subject,
  shards: readonly Shard[],
  members: readonly Hired[],
  probed: readonly string[],
): Promise<{ readonly disturbance: Disturbance; readonly witness: (prefix: string) => LostMark[] }> {
  const pulse = new Pulse(() => cluster.nodes);
  const witnesses = cluster.nodes.map((node) => new MarkWitness(node));
  const probe = new Probe(subject, probed);
  const entrance = firstNode(cluster);
  try {
    await Promise.all(witnesses.map(({ listening }) => listening));
    for (const member of members) await member.start();
    await sleep(calmMs);
    const struckMs = machineMs();
    await fault.inject({
      ...{ cluster, shards, target, entrance, subject },
      watch: { pulse },
      load: probe,
      random: branch(random),
      connect: async () => fairleadSubject(await connect(entrance.url)),
    });
    const disturbance = { struckMs, healedMs: machineMs() };
    await sleep(settlesMs(disturbance) + calmMs);
    return {
      disturbance,
      witness: (prefix) => lostMarksOf(witnesses, promotions(pulse.seen), prefix),
    };
  } finally {
    pulse.stop();
    for (const witness of witnesses) witness.close();
    await probe.stop();
  }
}

async function keysOf(
  { fault, cluster, target, processes }: CacheRoundOptions,
  prefix: string,
  shards: readonly Shard[],
): Promise<{ readonly candidates: readonly Candidate[]; readonly uses: readonly CacheKeyUse[] }> {
  const candidates = await slotsOf(cluster, cacheCandidates(prefix));
  const focus = new Set(fault.focus?.(shards[target]!));
  return { candidates, uses: chooseCacheKeys(prefix, candidates, focus, processes) };
}

function keyIn(candidates: readonly Candidate[], slots: Shard["slots"]): string {
  const isInside = ({ slot }: Candidate): boolean =>
    slots.some(([first, last]) => first <= slot && slot <= last);
  return `${candidates.find(isInside)!.name}`;
}

/** Until every process is subscribed to what the others say. */
async function hearing(cluster: Cluster, channel: string, count: number): Promise<void> {
  const heard = async (): Promise<boolean> => {
    const replies = await Promise.all(
      cluster.nodes.map((node) => node.command("PUBSUB", "SHARDNUMSUB", channel)),
    );
    return (
      replies.map((reply) => Number((reply as unknown[])[1])).reduce((sum, each) => sum + each, 0) >= count
    );
  };
  await until(heard, { what: "all processes to hear" });
}

/** What layers hold, as soon as nothing is wrong with it, or after ten seconds all the same. */
async function amended(
  members: readonly Hired[],
  removals: readonly Removal[],
): Promise<{ readonly remnants: readonly Remnant[]; readonly amendedAfterMs: number }> {
  const fromMs = machineMs();
  for (;;) {
    const remnants = (await Promise.all(members.map((member) => member.inspect()))).flat();
    const amendedAfterMs = machineMs() - fromMs;
    if (checkRemnants(remnants, removals).length === 0 || amendedAfterMs > AMENDS_MS) {
      return { remnants, amendedAfterMs };
    }
    await sleep(100);
  }
}
