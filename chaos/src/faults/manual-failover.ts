import type { Fault } from "./fault.ts";

export const manualFailover: Fault = {
  name: "manual-failover",
  about: "a replica takes over in agreement with its primary (CLUSTER FAILOVER)",
  async inject({ cluster, shards, target }) {
    const struckAtMs = performance.now();
    await cluster.promote(shards[target]!.replicas[0]!);
    return { struckAtMs };
  },
};
