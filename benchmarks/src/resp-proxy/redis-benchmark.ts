import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ensureTool } from "fairlead-harness";
import { KEYS } from "../data.ts";
import type { Figures, Pace } from "../suite.ts";
import { type BenchmarkFigures, parseBenchmarkCsv } from "./benchmark-csv.ts";
import { Costs } from "./costs.ts";
import type { Target } from "./target.ts";

/** What `redis-benchmark` is to do. */
export interface BenchmarkWork {
  readonly kind: "redis-benchmark";
  readonly args: readonly string[];
  /** About as many operations as a good proxy does in a second: how long to warm up isn't a time but a number. */
  readonly usualPerSecond: number;
}

/** Warms up, takes the speed from that, and measures about as many operations as fit into the pace's time. */
export async function measureByBenchmark(work: BenchmarkWork, target: Target, pace: Pace): Promise<Figures> {
  const warmUp = await run(work, target, (work.usualPerSecond * pace.warmUpMs) / 1_000, pace);
  const operations = Math.ceil((warmUp.opsPerSecond * pace.timedMs) / 1_000);
  const costs = new Costs(target);
  const speed = await run(work, target, operations, pace);
  return { ...speed, ...costs.figures(operations) };
}

/** @throws {Error} for a reply that is an error, and after the pace's patience. */
export async function run(
  { args }: Pick<BenchmarkWork, "args">,
  { nodes }: Pick<Target, "nodes">,
  operations: number,
  { patienceMs }: Pick<Pace, "patienceMs">,
): Promise<BenchmarkFigures> {
  const { host, port } = nodes[0]!;
  const path = await ensureTool("redis-benchmark");
  const all = [
    ...["-h", host, "-p", String(port), "--csv", "-n", String(Math.ceil(operations))],
    // There a key is made for each slot, so that one is enough.
    ...(nodes.length > 1 ? ["--cluster", "-r", "1"] : ["-r", String(KEYS)]),
    ...args,
  ];
  try {
    // For a server that is lost it would wait for ever, with a whole processor.
    const { stdout } = await promisify(execFile)(path, all, { timeout: patienceMs, killSignal: "SIGKILL" });
    return parseBenchmarkCsv(stdout);
  } catch (error) {
    throw new Error(complaint(error as Partial<Outcome>), { cause: error });
  }
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly killed: boolean;
}

function complaint({ stdout = "", stderr = "", killed = false }: Partial<Outcome>): string {
  const said = /^Error from server.*$/m.exec(`${stdout}\n${stderr}`)?.[0] ?? stderr.trim().slice(-500);
  return `redis-benchmark ${killed ? "had no result in time" : "failed"}: ${said}`;
}
