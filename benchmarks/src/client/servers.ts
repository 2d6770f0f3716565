import { type Server, startCluster, startServer } from "fairlead-harness";
import { fill } from "./fill.ts";
import type { Address } from "./target.ts";

/** Running servers with the data that the workloads expect. */
export interface Servers {
  readonly nodes: readonly Address[];
  close(): Promise<void>;
}

export async function startServers(mode: "standalone" | "cluster"): Promise<Servers> {
  return mode === "standalone" ? startStandalone() : startPrimaries();
}

async function startStandalone(): Promise<Servers> {
  const server = await startServer();
  await fill([{ address: address(server), owns: () => true }]);
  return { nodes: [address(server)], close: () => server.close() };
}

/** Three primaries. No replicas: they would only take processor time from what is measured. */
async function startPrimaries(): Promise<Servers> {
  const cluster = await startCluster({ primaries: 3, replicas: 0 });
  const shards = await cluster.shards();
  await fill(
    shards.map(({ primary, slots }) => ({
      address: address(primary),
      owns: (slot) => slots.some(([first, last]) => first <= slot && slot <= last),
    })),
  );
  return { nodes: shards.map(({ primary }) => address(primary)), close: () => cluster.close() };
}

function address({ host, port }: Pick<Server, "host" | "port">): Address {
  return { host, port };
}
