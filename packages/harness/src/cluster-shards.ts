import type { Reply } from "fairlead-resp";
import type { ClusterNode } from "./cluster-node.ts";
import { type NodeRow, type SlotRange, unrest } from "./cluster-view.ts";
import { until } from "./until.ts";

/** A primary and its replicas, as far as they are running. */
export interface Shard {
  readonly primary: ClusterNode;
  readonly replicas: readonly ClusterNode[];
  readonly slots: readonly SlotRange[];
}

export function running(nodes: readonly ClusterNode[]): ClusterNode[] {
  return nodes.filter((node) => node.state === "running");
}

/**
 * The shards, by their first slot, from what each running node says of itself. A primary without slots isn't
 * in it, nor are the replicas of one that isn't running.
 */
export async function shardsOf(nodes: readonly ClusterNode[]): Promise<Shard[]> {
  const selves = await Promise.all(running(nodes).map(async (node) => ({ node, row: await node.self() })));
  return selves
    .filter(({ row }) => row.slots.length > 0)
    .sort((a, b) => firstSlot(a.row) - firstSlot(b.row))
    .map(({ node, row }) => ({
      primary: node,
      replicas: selves.filter((other) => other.row.primaryId === node.id).map((other) => other.node),
      slots: row.slots,
    }));
}

function firstSlot(row: NodeRow): number {
  return row.slots[0]?.[0] ?? -1;
}

/**
 * Resolves when the running nodes are at rest ({@link unrest}), serve every slot, and have their replicas in
 * sync and tell clients of them.
 */
export async function waitForStable(nodes: readonly ClusterNode[], timeoutMs: number): Promise<void> {
  let missing: string | undefined = "the nodes to answer";
  const isStable = async () => {
    missing = await whatIsMissing(running(nodes));
    return missing === undefined;
  };
  await until(isStable, { timeoutMs, what: () => String(missing) });
}

async function whatIsMissing(nodes: readonly ClusterNode[]): Promise<string | undefined> {
  const views = await Promise.all(nodes.map(async (node) => [node.id, await node.view()] as const));
  const disquiet = unrest(new Map(views));
  if (disquiet !== undefined) return disquiet;
  const shards = await shardsOf(nodes);
  const missing = await Promise.all(nodes.map((node) => whatNodeLacks(node, shards)));
  return missing.find((what) => what !== undefined);
}

async function whatNodeLacks(node: ClusterNode, shards: readonly Shard[]): Promise<string | undefined> {
  const info = String(await node.command("CLUSTER", "INFO"));
  if (!info.includes("cluster_state:ok")) return `${node.id} to serve`;
  const replication = String(await node.command("INFO", "replication"));
  if (replication.includes("master_link_status:down")) return `${node.id} to be in sync with its primary`;
  // CLUSTER SLOTS leaves out a replica while its replication offset is 0, or not yet known; Valkey's CLUSTER SHARDS
  // puts it into a shard of its own until a second word of it has come.
  const ranges = (await node.command("CLUSTER", "SLOTS")) as Reply[];
  const groups = (await node.command("CLUSTER", "SHARDS")) as Reply[];
  const pairs = shards.flatMap(({ primary, replicas }) =>
    replicas.map(({ id }) => [primary.id, id] as const),
  );
  const untold = pairs.find((pair) => !isTold(pair, ranges) || !isTold(pair, groups));
  return untold === undefined ? undefined : `${node.id} to tell clients of ${untold[1]}`;
}

/** True if one of the items has both ids somewhere in it. */
function isTold(ids: readonly [string, string], items: readonly Reply[]): boolean {
  const texts = items.map((item) => JSON.stringify(item));
  return texts.some((text) => ids.every((id) => text.includes(id)));
}
