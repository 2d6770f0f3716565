import type { Client } from "fairlead";
import type { Cluster } from "fairlead-harness";
import type { DrawnShard } from "../report/topology.ts";

/** The shards as the client knows them, by their first slot. */
export function shardsKnownTo(client: Client): DrawnShard[] {
  const shards = client.topology.shards;
  return inOrder(
    shards.map(({ primary, replicas, slots }) => ({
      primary: text(primary.address),
      replicas: replicas.map(({ address }) => text(address)).sort(),
      slots,
    })),
  );
}

/** The shards as the running servers know them, by their first slot. */
export async function shardsOf(cluster: Cluster): Promise<DrawnShard[]> {
  const shards = await cluster.shards();
  return inOrder(
    shards.map(({ primary, replicas, slots }) => ({
      primary: primary.address,
      replicas: replicas.map(({ address }) => address).sort(),
      slots,
    })),
  );
}

function inOrder(shards: readonly DrawnShard[]): DrawnShard[] {
  const first = ({ slots }: DrawnShard): number => slots[0]?.[0] ?? 0;
  return [...shards].sort((a, b) => first(a) - first(b));
}

function text({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`;
}
