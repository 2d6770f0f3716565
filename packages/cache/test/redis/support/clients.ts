import { connect } from "fairlead";
import { Cluster as IoCluster, Redis as IoRedis } from "ioredis";
import { createClient, createCluster } from "redis";
import type { AnyClient } from "../../../src/index.ts";

export const CLIENTS = ["fairlead", "ioredis", "node-redis"] as const;
export type ClientName = (typeof CLIENTS)[number];

export interface Opened {
  readonly client: AnyClient;
  close(): Promise<void>;
}

/** A client of that kind, connected. */
export async function openClient(name: ClientName, url: string, isCluster: boolean): Promise<Opened> {
  if (name === "fairlead") {
    const client = await connect(url);
    return { client, close: () => client.close() };
  }
  if (name === "ioredis") {
    const client = isCluster ? new IoCluster([url]) : new IoRedis(url);
    client.on("error", () => undefined);
    await client.ping();
    return { client, close: async () => client.disconnect() };
  }
  const client = isCluster ? createCluster({ rootNodes: [{ url }] }) : createClient({ url });
  client.on("error", () => undefined);
  await client.connect();
  return { client, close: async () => client.destroy() };
}
