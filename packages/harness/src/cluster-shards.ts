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
  const replicas = (await shardsOf(nodes)).flatMap((shard) => shard.replicas.map(({ id }) => id));
  const missing = await Promise.all(nodes.map((node) => whatNodeLacks(node, replicas)));
  return missing.find((what) => what !== undefined);
}

async function whatNodeLacks(node: ClusterNode, replicas: readonly string[]): Promise<string | undefined> {
  const info = String(await node.command("CLUSTER", "INFO"));
  if (!info.includes("cluster_state:ok")) return `${node.id} to serve`;
  const replication = String(await node.command("INFO", "replication"));
  if (replication.includes("master_link_status:down")) return `${node.id} to be in sync with its primary`;
  // A replica is left out as long as its replication offset is 0, or not yet known.
  const slots = JSON.stringify(await node.command("CLUSTER", "SLOTS"));
  const untold = replicas.find((id) => !slots.includes(id));
  return untold === undefined ? undefined : `${node.id} to tell clients of ${untold}`;
}
