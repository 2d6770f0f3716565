import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureTool, reaper } from "fairlead-harness";
import { KEYS } from "../data.ts";
import { Costs } from "../proxied/costs.ts";
import type { Figures, Pace } from "../suite.ts";
import { type BenchmarkFigures, parseBenchmarkCsv } from "./benchmark-csv.ts";
import type { Target } from "./target.ts";

/** What `redis-benchmark` is to do. */
export interface BenchmarkWork {
  readonly kind: "redis-benchmark";
  readonly args: readonly string[];
  /** About as many operations as are usually done in a second: it takes their number, not a time. */
  readonly usualPerSecond: number;
}

/** In a cluster it looks only every 250 ms whether it is done: for its speed to mean anything, it has to take longer. */
const CLUSTER_FACTOR = 4;

/** Warms up, takes the speed from that, and measures about as many operations as fit into the pace's time. */
export async function measureByBenchmark(work: BenchmarkWork, target: Target, pace: Pace): Promise<Figures> {
  const { args, usualPerSecond } = work;
  const warmUp = await run(args, target, (usualPerSecond * pace.warmUpMs) / 1_000, pace.patienceMs);
  const factor = isCluster(target) ? CLUSTER_FACTOR : 1;
  const operations = Math.ceil((warmUp.opsPerSecond * pace.timedMs * factor) / 1_000);
  const costs = new Costs(target);
  const speed = await run(args, target, operations, pace.patienceMs);
  return { ...speed, ...costs.figures(operations) };
}

/** Writes all but a few of the keys that `redis-benchmark --cluster` uses: one for each slot, by names of its own. */
export async function fillClusterKeys(target: Target, valueBytes: number): Promise<void> {
  await run(["-t", "set", "-d", String(valueBytes)], target, 80_000, 30_000);
}

/** @throws {Error} for a reply that is an error, and when there is no result within `patienceMs`. */
async function run(
  args: readonly string[],
  target: Target,
  operations: number,
  patienceMs: number,
): Promise<BenchmarkFigures> {
  const { host, port } = target.nodes[0]!;
  const output = await execute(
    [
      ...["-h", host, "-p", String(port), "--csv", "-n", String(Math.ceil(operations))],
      // There __rand_int__ comes on top of a slot's name, and of threads it would take one for each node.
      ...(isCluster(target) ? ["--cluster", "--threads", "1", "-r", "1"] : ["-r", String(KEYS)]),
      ...args,
    ],
    patienceMs,
  );
  return parseBenchmarkCsv(output);
}

function isCluster({ nodes }: Target): boolean {
  return nodes.length > 1;
}

/** It must end with us: for a server that is lost it would wait for ever, and keep a processor busy with that. */
async function execute(args: readonly string[], patienceMs: number): Promise<string> {
  const path = await ensureTool("redis-benchmark");
  const folder = await reaper().folder("redis-benchmark");
  const { pid, ended } = await reaper().start(path, args, folder);
  const patience = setTimeout(() => process.kill(pid, "SIGKILL"), patienceMs);
  const how = await reaper().wait(ended);
  clearTimeout(patience);
  const output = await readFile(join(folder, "log"), "utf8");
  await rm(folder, { recursive: true });
  if (how === "code 0") return output;
  const said = /^Error from server.*$/m.exec(output)?.[0] ?? output.trim().slice(-500);
  throw new Error(`redis-benchmark ended with ${how}; it said: ${said}`);
}
