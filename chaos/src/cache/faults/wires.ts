import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterNode } from "fairlead-harness";
import type { CacheFault } from "./cache-fault.ts";

const LASTS_MS = 3_000;

export const refused: CacheFault = {
  name: "refused",
  about: "one primary's connections cut and new ones refused, for 3 s",
  wired: true,
  async inject({ shards, target }) {
    const struckAtMs = performance.now();
    await away([shards[target]!.primary]);
    return { shard: target, struckAtMs };
  },
};

export const allAway: CacheFault = {
  name: "all-away",
  about: "every node's connections cut and new ones refused, for 3 s",
  wired: true,
  async inject({ cluster }) {
    const struckAtMs = performance.now();
    await away(cluster.nodes);
    return { struckAtMs };
  },
};

async function away(nodes: readonly ClusterNode[]): Promise<void> {
  for (const { wire } of nodes) {
    wire!.refuse();
    wire!.cut();
  }
  await sleep(LASTS_MS);
  for (const { wire } of nodes) await wire!.restore();
}
