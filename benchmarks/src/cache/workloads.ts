import type { Drive } from "../phase.ts";
import type { Cell, Metric } from "../suite.ts";
import { bigHits, bulkHits, getOrSetHits, hits } from "./loads/hits.ts";
import { coldKey, misses } from "./loads/misses.ts";
import { FLOOR_CLIENT, FLOOR_MAP, OURS_HASH, PRODUCTS, SETTINGS } from "./names.ts";
import type { Layers, Peer, Setup } from "./peer.ts";

/** What caches consist of; `offline`: of nothing yet. They are the modes of the suite. */
export type Mode = Layers | "offline";

export interface Workload {
  readonly layers: Mode;
  readonly name: string;
  readonly work: Work;
  readonly metrics: readonly Metric[];
  readonly peers: readonly string[];
  readonly leftOut: Readonly<Record<string, string>>;
  readonly quick: boolean;
}

/** What a trial consists of. */
export type Work =
  /** A process that is kept busy. `openAgain` opens another cache over the same server. */
  | {
      readonly kind: "load";
      readonly gzip: boolean;
      readonly start: (peer: Peer, setup: Setup, openAgain: () => Promise<Peer>) => Promise<Drive>;
    }
  /** A process that ends with the first value. */
  | { readonly kind: "startup" }
  /** A process that only imports the packages. */
  | { readonly kind: "import" };

type Start = Extract<Work, { kind: "load" }>["start"];
type Reasons = Readonly<Record<string, string>>;

const NO_LOADER: Reasons = { keyv: "it loads nothing" };
const NO_BULK: Reasons = { bentocache: "it reads one key at a time" };
const NO_GZIP: Reasons = { bentocache: "it compresses nothing" };
const QUICK: readonly string[] = ["memory get", "redis get", "tiered cold-100"];

export const WORKLOADS: readonly Workload[] = [
  load("memory", "get", hits, {}),
  load("memory", "get-or-set", getOrSetHits, NO_LOADER),
  load("memory", "get-many-100", bulkHits, NO_BULK),
  load("redis", "get", hits, {}),
  load("redis", "get-or-set", getOrSetHits, NO_LOADER),
  load("redis", "get-many-100", bulkHits, NO_BULK),
  load("redis", "miss", misses, NO_LOADER),
  load("redis", "gzip-16k", bigHits, NO_GZIP, true),
  load("tiered", "cold-100", coldKey, NO_LOADER),
  once("redis", "startup"),
  once("offline", "import"),
];

export function cellsOf(mode: Mode): Cell[] {
  return WORKLOADS.filter(({ layers }) => layers === mode).map(
    ({ name, peers, leftOut, metrics, quick }) => ({
      ...{ mode, workload: name, peers, leftOut, metrics, quick },
    }),
  );
}

function load(layers: Layers, name: string, start: Start, leftOut: Reasons, gzip = false): Workload {
  const able = SETTINGS.filter((peer) => !Object.keys(leftOut).some((other) => peer.startsWith(other)));
  const floors = layers === "memory" ? [FLOOR_MAP] : layers === "redis" && !gzip ? [FLOOR_CLIENT] : [];
  const extra = layers === "memory" ? [] : [OURS_HASH];
  const served: readonly Metric[] = layers === "memory" ? [] : ["serverCpuUsPerOp"];
  return {
    ...{ layers, name, leftOut, work: { kind: "load", start, gzip } },
    metrics: ["cpuUsPerOp", ...served, "opsPerSecond", "p50Ms", "p99Ms", "peakRssMiB"],
    peers: [...able, ...extra, ...floors],
    quick: QUICK.includes(`${layers} ${name}`),
  };
}

function once(layers: Mode, kind: "startup" | "import"): Workload {
  return {
    ...{ layers, name: kind, leftOut: {}, work: { kind }, quick: false },
    metrics: ["p50Ms", "peakRssMiB"],
    peers: PRODUCTS,
  };
}
