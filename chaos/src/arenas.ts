import { type Cluster, type ClusterNode, startCluster, until } from "fairlead-harness";

const NODE_TIMEOUT_MS = 2_000;

const PRIMARIES = 3;
/** Where an entry of CLUSTER SLOTS has the first replica, behind two slots and the primary. */
const REPLICA = 3;

/** Starts the cluster that faults are tried on: 3 primaries, each with a replica. */
export async function startArena(wired: boolean): Promise<Cluster> {
  const cluster = await startCluster({
    primaries: PRIMARIES,
    replicas: 1,
    nodeTimeoutMs: NODE_TIMEOUT_MS,
    wires: wired,
    config: [
      // Or the servers themselves would refuse every command while one shard has no primary.
      "cluster-require-full-coverage no",
      // So that replicas soon have data to be heard of, and are told of: see namesAllReplicas.
      "repl-ping-replica-period 1",
    ],
  });
  await until(async () => (await Promise.all(cluster.nodes.map(namesAllReplicas))).every(Boolean), {
    what: "the nodes to tell of each other's replicas",
  });
  return cluster;
}

/** Servers leave out of CLUSTER SLOTS whatever replica they have not heard to have data. */
async function namesAllReplicas(node: ClusterNode): Promise<boolean> {
  const slots = await node.command("CLUSTER", "SLOTS");
  return Array.isArray(slots) && slots.every((entry) => Array.isArray(entry) && entry.length > REPLICA);
}

/** The clusters of a run: one with wires and one without, each started when it is first needed. */
export class Arenas implements AsyncDisposable {
  readonly #clusters = new Map<boolean, Cluster>();

  has(wired: boolean): boolean {
    return this.#clusters.has(wired);
  }

  /** A stable cluster, repaired if the last fault left it ill. */
  async ready(wired: boolean): Promise<Cluster> {
    const cluster = this.#clusters.get(wired) ?? (await startArena(wired));
    this.#clusters.set(wired, cluster);
    for (const node of cluster.nodes) {
      if (node.state === "frozen") node.thaw();
      if (node.state === "stopped") await node.restart();
      await node.wire?.restore();
    }
    await cluster.waitForStable();
    return cluster;
  }

  /** Ends a cluster that can't be repaired. The next one is new. */
  async abandon(wired: boolean): Promise<void> {
    const cluster = this.#clusters.get(wired);
    this.#clusters.delete(wired);
    await cluster?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const wired of [...this.#clusters.keys()]) await this.abandon(wired);
  }
}
