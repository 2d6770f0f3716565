import type { ClusterNode } from "./cluster-node.ts";
import { waitForStable } from "./cluster-shards.ts";
import { until } from "./until.ts";

const SLOTS = 16_384;

/**
 * Makes one cluster of nodes that know nothing of each other: the first `primaries` of them share the slots,
 * and the others are their replicas in turn. Takes 2 s at least: so long a node waits, after its start,
 * before it serves.
 */
export async function form(nodes: readonly ClusterNode[], primaries: number): Promise<void> {
  const owners = nodes.slice(0, primaries);
  await Promise.all(owners.map((node, index) => assign(node, index, primaries)));
  await introduce(nodes);
  await Promise.all(nodes.slice(primaries).map((node, index) => replicate(node, owners[index % primaries]!)));
  await waitForStable(nodes, 30_000);
}

async function assign(node: ClusterNode, index: number, primaries: number): Promise<void> {
  const first = Math.floor((index * SLOTS) / primaries);
  const last = Math.floor(((index + 1) * SLOTS) / primaries) - 1;
  // Distinct from the start, or the nodes would have to settle it among themselves.
  await node.command("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
  await node.command("CLUSTER", "ADDSLOTSRANGE", first, last);
}

/** Makes each node know every other, without waiting for the word to spread. */
export async function introduce(nodes: readonly ClusterNode[]): Promise<void> {
  const pairs = nodes.flatMap((node, index) => nodes.slice(index + 1).map((other) => [node, other] as const));
  await Promise.all(
    pairs.map(([node, other]) => node.command("CLUSTER", "MEET", other.server.host, other.server.port)),
  );
}

/** Makes `node` a replica of `primary` as soon as it knows it. */
export async function replicate(node: ClusterNode, primary: ClusterNode): Promise<void> {
  const accepted = async () => (await node.command("CLUSTER", "REPLICATE", primary.id)) === "OK";
  await until(accepted, { what: `${node.address} to become a replica of ${primary.address}` });
}
