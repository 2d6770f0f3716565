import { introduce, replicate } from "./cluster-form.ts";
import type { ClusterNode } from "./cluster-node.ts";
import { shardsOf, waitForStable } from "./cluster-shards.ts";
import { promote } from "./promote.ts";

const TIMEOUT_MS = 30_000;

/**
 * Hands a stable cluster over from `old` to `fresh` nodes, as many: they join, replicate, take over one shard
 * after another without loss, and the old ones are stopped and forgotten. Resolves when the fresh ones are
 * stable alone.
 */
export async function replaceNodes(
  old: readonly ClusterNode[],
  fresh: readonly ClusterNode[],
): Promise<void> {
  const all = [...old, ...fresh];
  const shards = await shardsOf(old);
  await introduce(all);
  const free = [...fresh];
  const successors = shards.map((shard) => {
    const members = free.splice(0, 1 + shard.replicas.length);
    return { primary: shard.primary, members };
  });
  await Promise.all(
    successors.flatMap(({ primary, members }) => members.map((member) => replicate(member, primary))),
  );
  await waitForStable(all, TIMEOUT_MS);
  // The other replicas, old and fresh, follow whoever takes over their primary's last slot.
  for (const { members } of successors) await promote(all, members[0]!, "agreed");
  await waitForStable(all, TIMEOUT_MS);
  await Promise.all(old.map((node) => node.close()));
  for (const node of fresh) for (const gone of old) await node.command("CLUSTER", "FORGET", gone.id);
  await waitForStable(fresh, TIMEOUT_MS);
}
