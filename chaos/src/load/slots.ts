import type { Cluster } from "fairlead-harness";
import type { Candidate } from "./keys.ts";

/** The slot of each name, as the servers themselves say. */
export async function slotsOf(cluster: Cluster, names: readonly string[]): Promise<Candidate[]> {
  const node = cluster.nodes.find(({ state }) => state === "running");
  if (node === undefined) throw new Error("no node is running");
  return Promise.all(
    names.map(async (name) => ({ name, slot: Number(await node.command("CLUSTER", "KEYSLOT", name)) })),
  );
}
