import type { ClusterNode } from "./cluster-node.ts";
import { running } from "./cluster-shards.ts";
import { grandPrimaryOf, type NodeRow } from "./cluster-view.ts";
import { until } from "./until.ts";

/**
 * How a replica gets its primary's place: agreed with it, by the vote of the other primaries, or without
 * asking anybody.
 */
export type Promotion = "agreed" | "force" | "takeover";

/** Servers give up after 5 s, without a word. */
const ATTEMPT_MS = 5_500;

/**
 * Makes a replica the primary of its shard; resolves when all running nodes see it so, and the rest of the
 * shard follows. Helps the servers over four defects:
 * - asked too soon after an earlier promotion, a replica does nothing: it is asked again;
 * - or it takes the votes it got then for new ones, and nobody believes it: BUMPEPOCH convinces them;
 * - a replica that learns too early that its primary has become a replica stays with it;
 * - a primary that believes its replica to be of another shard stays a primary, with no slots.
 */
export async function promote(
  nodes: readonly ClusterNode[],
  replica: ClusterNode,
  how: Promotion,
): Promise<void> {
  const former = (await replica.self()).primaryId;
  let askedAt = 0;
  const ask = async () => {
    askedAt = performance.now();
    await replica.command("CLUSTER", "FAILOVER", ...(how === "agreed" ? [] : [how]));
  };
  const isDone = async () => {
    if ((await replica.role()) === "replica") {
      if (performance.now() - askedAt > ATTEMPT_MS) await ask();
      return false;
    }
    const live = running(nodes);
    const views = await Promise.all(live.map((node) => node.view()));
    const follower = live.find((node) => node.id === former)?.id;
    if (views.every((view) => accepts(view, replica.id, follower))) return true;
    await replica.command("CLUSTER", "BUMPEPOCH"); // does nothing if its epoch is the latest
    for (const [index, node] of live.entries()) await leadOn(node, views[index]!, replica.id, former);
    return false;
  };
  await ask();
  await until(isDone, { what: `${replica.address} to be the primary of its shard`, timeoutMs: 30_000 });
}

function accepts(view: readonly NodeRow[], promoted: string, follower: string | undefined): boolean {
  const primary = view.find((row) => row.id === promoted);
  if (primary === undefined || primary.slots.length === 0) return false;
  return follower === undefined || view.some((row) => row.id === follower && row.primaryId === promoted);
}

/** Makes a node follow the promoted one, if it sees that, but has gone astray. */
async function leadOn(
  node: ClusterNode,
  view: readonly NodeRow[],
  promoted: string,
  former: string | undefined,
): Promise<void> {
  const self = view.find((row) => row.id === node.id);
  if (self === undefined || !accepts(view, promoted, undefined)) return;
  const isStranded = self.id === former && self.primaryId === undefined && self.slots.length === 0;
  const isChained = grandPrimaryOf(self, view) === promoted;
  if (isStranded || isChained) await node.command("CLUSTER", "REPLICATE", promoted);
}
