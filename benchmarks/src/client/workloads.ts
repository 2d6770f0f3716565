import type { Drive } from "../phase.ts";
import type { Metric } from "../suite.ts";
import { FLOORS } from "./floors/names.ts";
import { hgetall, lrange, mget } from "./loads/aggregates.ts";
import { besideBlocked } from "./loads/beside-blocked.ts";
import { bigBytes, bigText } from "./loads/big-values.ts";
import { burst } from "./loads/burst.ts";
import { fanIn } from "./loads/fan-in.ts";
import type { Shape } from "./loads/mixed.ts";
import type { Peer } from "./peer.ts";
import { OURS, PACKAGES, SETTINGS } from "./peers/names.ts";
import type { Target } from "./target.ts";

/** Where a workload runs. `offline` needs no server. */
export type Mode = "standalone" | "cluster" | "offline";

export interface Workload {
  readonly name: string;
  readonly modes: readonly Mode[];
  readonly peers: readonly string[];
  readonly metrics: readonly Metric[];
  /** The modes in which it is part of `--quick`. */
  readonly quick: readonly Mode[];
  readonly work: Work;
}

/** What a trial consists of. */
export type Work =
  /** A client process that is kept busy. */
  | { readonly kind: "load"; readonly start: (peer: Peer, target: Target) => Promise<Drive> }
  /** The mix, which the floors can do too. */
  | { readonly kind: "mix"; readonly shape: Shape }
  /** A process that ends with the first reply. */
  | { readonly kind: "startup" }
  /** A process that only imports the client. */
  | { readonly kind: "import" }
  /** A type-check of a program that uses the client. */
  | { readonly kind: "types" };

const SERVED: readonly Mode[] = ["standalone", "cluster"];
const COSTS: readonly Metric[] = ["cpuUsPerOp", "opsPerSecond", "peakRssMiB"];
const ALL: readonly Metric[] = ["cpuUsPerOp", "opsPerSecond", "p50Ms", "p99Ms", "peakRssMiB"];

export const WORKLOADS: readonly Workload[] = [
  mix("sequential", { kind: "loops", count: 1 }, []),
  mix("loops-100", { kind: "loops", count: 100 }, SERVED),
  mix("loops-1000", { kind: "loops", count: 1_000 }, []),
  mix("batch-1000", { kind: "batch", size: 1_000 }, SERVED),
  mix("pipeline-1000", { kind: "pipeline", size: 1_000 }, ["cluster"]),
  load("mget-100", mget),
  load("value-16k-text", bigText),
  load("value-16k-bytes", bigBytes),
  load("lrange-1000", lrange),
  load("hgetall-100", hgetall),
  // The settings that make second peers are about commands, not messages.
  { ...load("pubsub-fan-in", fanIn), metrics: COSTS, peers: PACKAGES },
  { ...load("beside-1000-blpop", besideBlocked), peers: [OURS, "fairlead-unblocked"] },
  { ...load("burst-200k", burst), metrics: COSTS },
  once("startup", { kind: "startup" }, SERVED),
  once("import", { kind: "import" }, ["offline"]),
  once("types", { kind: "types" }, ["offline"]),
];

function mix(name: string, shape: Shape, quick: readonly Mode[]): Workload {
  const peers = [...SETTINGS, ...FLOORS];
  return { name, modes: SERVED, peers, metrics: ALL, quick, work: { kind: "mix", shape } };
}

function load(name: string, start: (peer: Peer, target: Target) => Promise<Drive>): Workload {
  return {
    name,
    modes: SERVED,
    peers: SETTINGS,
    metrics: ALL,
    quick: [],
    work: { kind: "load", start },
  };
}

function once(name: string, work: Work, modes: readonly Mode[]): Workload {
  return { name, modes, peers: PACKAGES, metrics: ["p50Ms", "peakRssMiB"], quick: [], work };
}
