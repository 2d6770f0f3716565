import type { Cluster, Shard } from "fairlead-harness";
import type { Random } from "../../random.ts";
import type { Pulse } from "../../watch/pulse.ts";
import type { Crowd } from "../crowd.ts";
import type { Place } from "../model/place.ts";
import type { ProxyProcess } from "../proxy-process.ts";

export const PROXY_FAULT_NAMES = [
  "peace",
  "slow-readers",
  "garbage-flood",
  "drain",
  "reshard",
  "failover",
  "kill-clients",
  "kill-primary",
  "frozen-primary",
  "replace-all",
  "cut",
  "half-open",
  "delay",
] as const;

export type ProxyFaultName = (typeof PROXY_FAULT_NAMES)[number];

/** What a fault has to work with: a proxy in front of a cluster, and a crowd that uses it. */
export interface ProxyField {
  readonly cluster: Cluster;
  /** As they were when the load began. */
  readonly shards: readonly Shard[];
  /** Index of the shard to strike, where a fault strikes one. */
  readonly target: number;
  readonly places: readonly Place[];
  readonly pulse: Pulse;
  readonly crowd: Crowd;
  readonly random: Random;
  /** The proxy that sessions connect to; another one takes its place by {@link replaceProxy}. */
  readonly proxy: () => ProxyProcess;
  /** Starts another proxy, has sessions connect to it from now on, and gives the one before. */
  readonly replaceProxy: () => Promise<ProxyProcess>;
}

/** A count that a fault took, and the most that it may be. */
export interface Measure {
  readonly text: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: "" | "ms" | "MiB";
}

export interface ProxyFault {
  readonly name: ProxyFaultName;
  /** What happens, as one phrase. */
  readonly about: string;
  /** Whether the proxy is to reach each node through a wire that can be cut. */
  readonly wired?: boolean;
  /** No command may fail for it. */
  readonly isHarmless?: boolean;
  /** What is without service meanwhile: the other shards are live. */
  readonly strikes?: "target" | "all";
  /** Does it, and resolves when it is over. */
  readonly inject: (field: ProxyField) => Promise<readonly Measure[]>;
}
