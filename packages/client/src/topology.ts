import type { Address } from "./address.ts";

/** One server. */
export interface ClusterNode {
  /** The node's own name, 40 hexadecimal digits in a cluster; empty where only its address is known. */
  readonly id: string;
  readonly address: Address;
  /** Other hosts it is known by, on the same port: the name beside an IP, or the IP beside a name. */
  readonly aliases?: readonly string[];
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

/** What became of a topology. */
export interface TopologyChange {
  readonly before: Topology;
  readonly after: Topology;
  /** `host:port` of the nodes that are new. */
  readonly added: readonly string[];
  /** `host:port` of the nodes that are gone. */
  readonly removed: readonly string[];
  /** `host:port` of the nodes that serve as primaries and did not before, new nodes among them. */
  readonly promoted: readonly string[];
  /** How many slots have another primary, or one where they had none, or none any more. */
  readonly movedSlots: number;
}
