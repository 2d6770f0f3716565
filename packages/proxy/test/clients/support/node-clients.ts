import * as ioredis from "ioredis";
import * as iovalkey from "iovalkey";
import { fairleadClient } from "./fairlead-client.ts";
import { ioredisClient } from "./ioredis-client.ts";
import type { NodeClient } from "./node-client.ts";
import { nodeRedisClient, nodeRedisCluster } from "./node-redis-client.ts";

interface Entry {
  readonly name: string;
  open(port: number): Promise<NodeClient>;
}

/** Closes nothing by itself, and goes on by itself. */
function opener<T extends ioredis.Redis | ioredis.Cluster>(open: (port: number) => T): Entry["open"] {
  return async (port) => {
    const quiet = () => {
      const redis = open(port);
      redis.on("error", () => undefined);
      return redis;
    };
    return ioredisClient(quiet(), quiet);
  };
}

/** Clients for Node, as they come; those made for clusters find one node with all slots. */
export const NODE_CLIENTS: readonly Entry[] = [
  { name: "ioredis", open: opener((port) => new ioredis.Redis(port)) },
  { name: "ioredis over RESP3", open: opener((port) => new ioredis.Redis(port, { protocol: 3 })) },
  {
    name: "ioredis's Cluster",
    open: opener((port) => new ioredis.Cluster([{ host: "127.0.0.1", port }])),
  },
  { name: "iovalkey", open: opener((port) => new iovalkey.Redis(port) as unknown as ioredis.Redis) },
  {
    name: "iovalkey's Cluster",
    open: opener((port) => new iovalkey.Cluster([{ host: "127.0.0.1", port }]) as unknown as ioredis.Cluster),
  },
  { name: "node-redis", open: (port) => nodeRedisClient(urlOf(port), 3) },
  { name: "node-redis over RESP2", open: (port) => nodeRedisClient(urlOf(port), 2) },
  { name: "node-redis's cluster", open: (port) => nodeRedisCluster(urlOf(port)) },
  { name: "fairlead", open: (port) => fairleadClient(urlOf(port), {}) },
  {
    name: "fairlead, told that it is one server",
    open: (port) => fairleadClient(urlOf(port), { mode: "standalone" }),
  },
];

function urlOf(port: number): string {
  return `redis://127.0.0.1:${port}`;
}
