import type { Address } from "../address.ts";
import { SLOT_COUNT } from "../route.ts";
import type { ClusterNode, Topology } from "../topology.ts";

/** A primary with its replicas, as the one shard that has everything. */
export function groupOf(primary: ClusterNode, replicas: readonly Address[]): Topology {
  const others = replicas.map((address) => ({ id: "", address }));
  return { shards: [{ primary, replicas: others, slots: [[0, SLOT_COUNT - 1]] }] };
}
