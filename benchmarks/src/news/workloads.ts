import type { Cell, Metric } from "../suite.ts";

export type Mode = "plain" | "tls";

export const OURS = "fairlead";
/** No proxy. */
export const DIRECT = "direct";

export type WorkName = "article" | "stat" | "over" | "idle";

export interface Workload {
  readonly name: string;
  /** Whether there is TLS, to readers and to the provider. */
  readonly mode: Mode;
  readonly work: WorkName;
  readonly sessions: number;
  /** Whether the proxy keeps whole articles in memory. Default: it has no cache. */
  readonly cached?: boolean;
  readonly metrics: readonly Metric[];
  readonly quick: boolean;
  /** Instead of the pace's. */
  readonly patienceMs?: number;
}

const BULK: readonly Metric[] = [
  "megabytesPerSecond",
  "cpuUsPerOp",
  "serverCpuUsPerOp",
  "p50Ms",
  "p99Ms",
  "peakRssMiB",
];
const SMALL: readonly Metric[] = [
  "cpuUsPerOp",
  "serverCpuUsPerOp",
  "opsPerSecond",
  "p50Ms",
  "p99Ms",
  "peakRssMiB",
];

export const WORKLOADS: readonly Workload[] = [
  { name: "article-plain", mode: "plain", work: "article", sessions: 4, metrics: BULK, quick: true },
  { name: "article-tls", mode: "tls", work: "article", sessions: 4, metrics: BULK, quick: false },
  { name: "sessions-100", mode: "plain", work: "article", sessions: 100, metrics: BULK, quick: false },
  { name: "cached", mode: "plain", work: "article", sessions: 4, cached: true, metrics: BULK, quick: false },
  { name: "stat-pipeline", mode: "plain", work: "stat", sessions: 4, metrics: SMALL, quick: true },
  { name: "over-1000", mode: "plain", work: "over", sessions: 4, metrics: BULK, quick: false },
  {
    name: "idle-5000",
    mode: "plain",
    work: "idle",
    sessions: 5_000,
    metrics: ["bytesPerSession"],
    quick: false,
    patienceMs: 100_000,
  },
];

export const CELLS: readonly Cell[] = WORKLOADS.map(({ name, mode, work, metrics, quick }) => ({
  mode,
  workload: name,
  peers: work === "idle" ? [OURS] : [OURS, DIRECT],
  leftOut: work === "idle" ? { [DIRECT]: "there is no proxy whose memory could grow" } : {},
  metrics,
  quick,
}));
