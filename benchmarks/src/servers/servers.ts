import { type Server, startCluster, startServer } from "fairlead-harness";
import { ALL_SLOTS, type Node } from "./address.ts";
import { fill } from "./fill.ts";

/** Running primaries. */
export interface Servers {
  readonly nodes: readonly Node[];
  readonly pids: readonly number[];
  close(): Promise<void>;
}

/** One server, or a cluster, with the data that `commands` write. */
export async function startServers(
  mode: "standalone" | "cluster",
  commands: Iterable<readonly string[]>,
): Promise<Servers> {
  const servers = await (mode === "standalone" ? startStandalone() : startPrimaries());
  await fill(servers.nodes, commands);
  return servers;
}

async function startStandalone(): Promise<Servers> {
  const server = await startServer();
  return { nodes: [node(server, ALL_SLOTS)], pids: [server.pid], close: () => server.close() };
}

/** Three primaries. No replicas: they would only take processor time from what is measured. */
async function startPrimaries(): Promise<Servers> {
  const cluster = await startCluster({ primaries: 3, replicas: 0 });
  const shards = await cluster.shards();
  return {
    nodes: shards.map(({ primary, slots }) => node(primary, slots)),
    pids: shards.map(({ primary }) => primary.server.pid),
    close: () => cluster.close(),
  };
}

function node({ host, port }: Pick<Server, "host" | "port">, slots: Node["slots"]): Node {
  return { host, port, slots };
}
