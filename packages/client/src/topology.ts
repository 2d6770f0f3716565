import type { Address } from "./address.ts";

/** One server of a cluster. */
export interface ClusterNode {
  /** The node's own name, 40 hexadecimal digits; empty where only its address is known. */
  readonly id: string;
  readonly address: Address;
}

/** A primary, its replicas, and the slots they serve. */
export interface Shard {
  readonly primary: ClusterNode;
  readonly replicas: readonly ClusterNode[];
  /** First and last slot of each range, in order. */
  readonly slots: readonly (readonly [number, number])[];
}

/** Shards, their nodes and slots at one moment. */
export interface Topology {
  readonly shards: readonly Shard[];
}
