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
 * The shards, by their first slot, from what each running node says of itself. A primary without slots isn't in it,
 * nor are the replicas of one that isn't running.
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

/** Resolves when the running nodes are at rest ({@link unrest}), serve every slot, and all replicas are in sync. */
export async function waitForStable(nodes: readonly ClusterNode[], timeoutMs: number): Promise<void> {
  let missing: string | undefined;
  const isStable = async () => {
    missing = await whatIsMissing(running(nodes));
    return missing === undefined;
  };
  await until(isStable, { timeoutMs, what: () => `${missing ?? "the nodes to answer"}` });
}

async function whatIsMissing(nodes: readonly ClusterNode[]): Promise<string | undefined> {
  const views = await Promise.all(nodes.map(async (node) => [node.id, await node.view()] as const));
  const missing = unrest(new Map(views));
  if (missing !== undefined) return missing;
  for (const node of nodes) {
    const info = String(await node.command("CLUSTER", "INFO"));
    if (!info.includes("cluster_state:ok")) return `${node.id} to serve`;
    const replication = String(await node.command("INFO", "replication"));
    if (replication.includes("master_link_status:down")) return `${node.id} to be in sync with its primary`;
  }
  return undefined;
}

/** Makes a replica the primary of its shard; resolves when all running nodes see it so. */
export async function promote(
  nodes: readonly ClusterNode[],
  replica: ClusterNode,
  how: "agreed" | "force" | "takeover",
): Promise<void> {
  await replica.command("CLUSTER", "FAILOVER", ...(how === "agreed" ? [] : [how]));
  const seenByAll = async () => {
    const views = await Promise.all(running(nodes).map((node) => node.view()));
    return views.every((view) => view.some((row) => row.id === replica.id && row.slots.length > 0));
  };
  await until(seenByAll, { what: `${replica.address} to be seen as a primary`, timeoutMs: 20_000 });
}
