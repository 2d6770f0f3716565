import { addressText } from "../address.ts";
import { SLOT_COUNT } from "../route.ts";
import type { Topology, TopologyChange } from "../topology.ts";

/** What is different; `undefined` if nothing is but the order in which it is told. */
export function topologyChange(before: Topology, after: Topology): TopologyChange | undefined {
  const [old, now] = [rolesIn(before), rolesIn(after)];
  const movedSlots = countMoved(ownersIn(before), ownersIn(after));
  const added = [...now.keys()].filter((node) => !old.has(node));
  const removed = [...old.keys()].filter((node) => !now.has(node));
  if (
    movedSlots + added.length + removed.length === 0 &&
    [...now].every(([node, primary]) => old.get(node) === primary)
  ) {
    return undefined;
  }
  const promoted = [...now].filter(([node, primary]) => node === primary && old.get(node) !== node);
  return { before, after, added, removed, promoted: promoted.map(([node]) => node), movedSlots };
}

/** `host:port` of every node. */
export function nodesIn(topology: Topology): ReadonlySet<string> {
  return new Set(rolesIn(topology).keys());
}

/** Node -> the primary of its shard, which for a primary is itself. */
function rolesIn({ shards }: Topology): Map<string, string> {
  const roles = new Map<string, string>();
  for (const { primary, replicas } of shards) {
    const name = addressText(primary.address);
    for (const replica of replicas) roles.set(addressText(replica.address), name);
    roles.set(name, name);
  }
  return roles;
}

function ownersIn({ shards }: Topology): (string | undefined)[] {
  const owners: (string | undefined)[] = new Array(SLOT_COUNT).fill(undefined);
  for (const { primary, slots } of shards) {
    for (const [from, to] of slots) owners.fill(addressText(primary.address), from, to + 1);
  }
  return owners;
}

function countMoved(before: readonly (string | undefined)[], after: readonly (string | undefined)[]): number {
  let count = 0;
  for (let slot = 0; slot < SLOT_COUNT; slot++) if (before[slot] !== after[slot]) count++;
  return count;
}
