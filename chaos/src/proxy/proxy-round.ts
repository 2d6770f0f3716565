import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "fairlead-harness";
import { lengthMs, longestGap } from "../history/gaps.ts";
import { branch, type Random } from "../random.ts";
import { Pulse } from "../watch/pulse.ts";
import { Vitals } from "../watch/vitals.ts";
import type { Backstage } from "./backstage.ts";
import { Crowd } from "./crowd.ts";
import type { ProxyFault } from "./faults/proxy-fault.ts";
import { readAll } from "./finale.ts";
import { Latencies } from "./latencies.ts";
import { placesOf } from "./places.ts";
import type { ProxyResult } from "./proxy-result.ts";
import { World } from "./world.ts";

export interface ProxyRoundOptions {
  readonly fault: ProxyFault;
  readonly cluster: Cluster;
  readonly backstage: Backstage;
  /** Unlike any other round's: keys begin with it. */
  readonly name: string;
  /** Index of the shard to strike. */
  readonly target: number;
  readonly sessions: number;
  readonly random: Random;
  /** Milliseconds of load before the fault, and after it. */
  readonly calmMs: number;
  /** The longest that a session rests between two batches. */
  readonly restMs: number;
}

/** Has a crowd use the proxy of a stable cluster, does the fault, and judges. Leaves the cluster as the fault did. */
export async function playProxyRound(options: ProxyRoundOptions): Promise<ProxyResult> {
  const { fault, cluster, backstage, name, target, sessions, calmMs, restMs } = options;
  const startedAtMs = performance.now();
  const vitals = new Vitals();
  const pulse = new Pulse(() => cluster.nodes);
  try {
    const shards = await cluster.shards();
    const places = await placesOf(cluster, name);
    const world = new World(backstage.proxy.endpoint, branch(options.random));
    const latencies = shards.map(() => new Latencies());
    const crowd = new Crowd(world, { sessions, name, places, restMs }, (shard, ms) =>
      latencies[shard]!.add(ms),
    );
    await sleep(calmMs);
    const fromMs = performance.now();
    vitals.resetDelays();
    const calmLongestMs = Math.max(...latencies.map(({ maxMs }) => maxMs));
    for (const each of latencies) each.clear();
    world.isCalm = fault.isHarmless === true;
    const measures = await fault.inject({
      cluster,
      shards,
      target,
      places,
      pulse,
      crowd,
      random: branch(options.random),
      proxy: () => backstage.proxy,
      async replaceProxy() {
        const old = await backstage.replaceProxy();
        world.endpoint = backstage.proxy.endpoint;
        return old;
      },
    });
    await sleep(calmMs);
    const window = { fromMs, toMs: performance.now() };
    const answers = pulse.seen.map(({ atMs }) => atMs).filter((atMs) => atMs > fromMs);
    const shardLatencies = latencies.map((each) => ({ p99Ms: each.percentile(0.99), longestMs: each.maxMs }));
    await crowd.stop();
    await cluster.waitForStable();
    const keys = await readAll(world, name, crowd.sessions);
    const memoryMib = await backstage.proxy.memory();
    const signs = vitals.stop();
    return {
      fault,
      sessions,
      world,
      seconds: (performance.now() - startedAtMs) / 1_000,
      keys,
      shards: shardLatencies,
      struckShard: fault.strikes === "target" ? target : undefined,
      measures,
      vitals: signs,
      calmLongestMs,
      bareMs: Math.max(signs.eventLoopMaxMs, lengthMs(longestGap(answers, window))),
      memoryMib,
      passed: world.violationCount === 0 && signs.unhandled.length === 0 && backstage.proxy.isRunning,
    };
  } finally {
    pulse.stop();
    vitals.stop();
  }
}
