import {
  type Cluster,
  type Server,
  type ServerKind,
  startCluster,
  startServer,
  tryServer,
} from "fairlead-harness";

const valkey = await tryServer("valkey");
if ("reason" in valkey) console.warn(`Not tested on Valkey: ${valkey.reason}`);

/** The kinds of servers that can be had here: Redis always. */
export const KINDS: readonly ServerKind[] = "reason" in valkey ? ["redis"] : ["redis", "valkey"];

/** What a layer is tested on: each kind of server by itself, and a cluster of the last. */
export const PLACES: readonly string[] = [...KINDS, "cluster"];

export interface Place {
  readonly name: string;
  readonly url: string;
  readonly isCluster: boolean;
  readonly cluster: Cluster | undefined;
  /** Sends a command to whoever has the key. */
  command(key: string, ...words: readonly (string | Buffer)[]): Promise<unknown>;
  /** Sends a command to every primary. */
  everywhere(...words: readonly string[]): Promise<unknown[]>;
  close(): Promise<void>;
}

export async function startPlace(name: string): Promise<Place> {
  if (name === "cluster")
    return overCluster(await startCluster({ kind: KINDS.at(-1)!, primaries: 3, replicas: 0 }));
  return overServer(await startServer({ kind: name as ServerKind }));
}

function overServer(server: Server): Place {
  return {
    name: server.kind,
    url: server.url,
    isCluster: false,
    cluster: undefined,
    command: (_key, ...words) => server.command(...words),
    everywhere: async (...words) => [await server.command(...words)],
    close: () => server.close(),
  };
}

function overCluster(cluster: Cluster): Place {
  return {
    name: "cluster",
    url: cluster.url,
    isCluster: true,
    cluster,
    command: async (key, ...words) => {
      const [any] = await cluster.primaries();
      const slot = Number(await any!.command("CLUSTER", "KEYSLOT", key));
      return (await cluster.primaryOf(slot)).command(...words);
    },
    everywhere: async (...words) =>
      Promise.all((await cluster.primaries()).map((node) => node.command(...words))),
    close: () => cluster.close(),
  };
}
