import { BIG_KEYS, bigKeyName, bigKeyValue, KEYS, keyName } from "../data.ts";
import type { Cell, Metric } from "../suite.ts";
import type { LoadName } from "./load.ts";
import type { BenchmarkWork } from "./redis-benchmark.ts";

export type Mode = "standalone" | "cluster";

export const OURS = "fairlead";
export const NUTCRACKER = "nutcracker";
/** No proxy. */
export const DIRECT = "direct";

export const VALUE_BYTES = 64;

/** What a process of ours is to do. */
interface LoadWork {
  readonly kind: "load";
  readonly load: LoadName;
  /** Instead of the pace's. */
  readonly patienceMs?: number;
}

export interface Workload {
  readonly name: string;
  readonly modes: readonly Mode[];
  readonly metrics: readonly Metric[];
  readonly quick: boolean;
  readonly work: BenchmarkWork | LoadWork;
  /** Peers that can't do it in a mode, and why. */
  readonly leftOut?: Partial<Record<Mode, Readonly<Record<string, string>>>>;
}

const MODES: readonly Mode[] = ["standalone", "cluster"];
const ALL: readonly Metric[] = [
  "cpuUsPerOp",
  "serverCpuUsPerOp",
  "opsPerSecond",
  "p50Ms",
  "p99Ms",
  "peakRssMiB",
];

export const WORKLOADS: readonly Workload[] = [
  { ...benchmark("get-p1", 90_000, "-t", "get"), quick: true },
  benchmark("set-p1", 90_000, "-t", "set"),
  { ...benchmark("get-p16", 600_000, "-t", "get", "-P", "16"), quick: true },
  benchmark("set-p16", 600_000, "-t", "set", "-P", "16"),
  benchmark("get-p64", 900_000, "-t", "get", "-P", "64"),
  benchmark("set-p64", 900_000, "-t", "set", "-P", "64"),
  load("get-paced"),
  load("value-16k"),
  {
    ...benchmark("mget-100", 5_000, "MGET", ...Array<string>(100).fill(`key:__rand_int__`)),
    leftOut: { cluster: { [DIRECT]: "it can't divide the keys among the nodes" } },
  },
  {
    ...load("transactions"),
    quick: true,
    leftOut: { standalone: { [NUTCRACKER]: "it knows no MULTI, and closes the connection" } },
  },
  {
    ...load("idle-5000", 100_000),
    modes: ["standalone"],
    metrics: ["bytesPerSession"],
    leftOut: { standalone: { [DIRECT]: "there is no proxy whose memory could grow" } },
  },
];

/** The cells of `mode`. nutcracker knows no clusters. */
export function cellsOf(mode: Mode): Cell[] {
  const peers = mode === "standalone" ? [OURS, NUTCRACKER, DIRECT] : [OURS, DIRECT];
  return WORKLOADS.filter(({ modes }) => modes.includes(mode)).map(({ name, metrics, quick, leftOut }) => {
    const reasons = leftOut?.[mode] ?? {};
    return {
      mode,
      workload: name,
      peers: peers.filter((peer) => !(peer in reasons)),
      leftOut: reasons,
      metrics,
      quick: quick && mode === "standalone",
    };
  });
}

/** Commands that write all keys that the workloads read. */
export function* dataset(): Generator<string[]> {
  const value = "x".repeat(VALUE_BYTES);
  for (let index = 0; index < KEYS; index++) yield ["SET", keyName(index), value];
  for (let index = 0; index < BIG_KEYS; index++) yield ["SET", bigKeyName(index), bigKeyValue(index)];
}

function benchmark(name: string, usualPerSecond: number, ...args: readonly string[]): Workload {
  const common = ["-c", "50", "-d", String(VALUE_BYTES)];
  const work = { kind: "redis-benchmark", args: [...common, ...args], usualPerSecond } as const;
  return { name, modes: MODES, metrics: ALL, quick: false, work };
}

function load(name: LoadName, patienceMs?: number): Workload {
  const work = { kind: "load", load: name, ...(patienceMs && { patienceMs }) } as const;
  return { name, modes: MODES, metrics: ALL, quick: false, work };
}
