import type { Cluster, Shard } from "fairlead-harness";
import type { Finding } from "../history/finding.ts";
import type { Load } from "../load/load.ts";
import type { Subject } from "../load/subject.ts";
import type { Random } from "../random.ts";
import type { Watch } from "../watch/watch.ts";
import type { Entrance } from "./entrance.ts";

export const FAULT_NAMES = [
  "manual-failover",
  "client-kill-all",
  "reshard-1000",
  "kill-primary",
  "frozen-primary",
  "replace-all",
  "half-open",
  "cut-random",
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

/** What a fault has to work with: a cluster under load, and those who watch. */
export interface Field {
  readonly cluster: Cluster;
  /** As they were when the load began, by their first slot. */
  readonly shards: readonly Shard[];
  /** Index of the shard to strike, where a fault strikes one. */
  readonly target: number;
  readonly watch: Pick<Watch, "pulse">;
  readonly load: Pick<Load, "operations">;
  readonly entrance: Entrance;
  /** The client under load. */
  readonly subject: Subject;
  readonly random: Random;
  /** Another client, by the same entrance. Whoever asks for it closes it. */
  readonly connect: () => Promise<Subject>;
}

/** What a fault did. */
export interface Blow {
  /** Shard without service meanwhile; `undefined` if no shard had to be. */
  readonly shard?: number;
  /** When a new primary was elected, on the clock of `performance.now()`. */
  readonly electedAtMs?: number;
  /** When the fault began. */
  readonly struckAtMs: number;
  /** What the fault itself saw go wrong. */
  readonly findings?: readonly Finding[];
  /** What it counted besides, that should be none. */
  readonly checks?: readonly Check[];
}

export interface Check {
  readonly text: string;
  readonly count: number;
}

export interface Fault {
  readonly name: FaultName;
  /** What happens, as one phrase. */
  readonly about: string;
  /** Whether clients are to reach each node through a wire that can be cut. */
  readonly wired?: boolean;
  /** Slots of the target shard on which something is going to happen. */
  readonly focus?: (target: Shard) => readonly number[];
  /** How clients get in, if not by the first node's address. */
  readonly enter?: (cluster: Cluster) => Promise<Entrance>;
  /** Work before the load. */
  readonly prepare?: (subject: Subject) => Promise<void>;
  /** Does it, and resolves when it is over and the cluster has had time to react. */
  readonly inject: (field: Field) => Promise<Blow>;
}
