import type { PeerModule } from "../peer.ts";

/** Each client: the package it is installed as, and its adapter, loaded only in the process that measures it. */
interface Client {
  readonly packageName: string;
  readonly adapter: () => Promise<PeerModule>;
}

export const OURS = "fairlead";

export const CLIENTS: Readonly<Record<string, Client>> = {
  [OURS]: { packageName: "fairlead", adapter: () => import("./fairlead.ts") },
  ioredis: { packageName: "ioredis", adapter: () => import("./ioredis.ts") },
  iovalkey: { packageName: "iovalkey", adapter: () => import("./iovalkey.ts") },
  "node-redis": { packageName: "redis", adapter: () => import("./node-redis.ts") },
  "node-redis-no-timeout": { packageName: "redis", adapter: () => import("./node-redis-no-timeout.ts") },
  glide: { packageName: "@valkey/valkey-glide", adapter: () => import("./glide.ts") },
};

/** Every client once, with the settings it comes with. */
export const PACKAGES: readonly string[] = Object.keys(CLIENTS).filter((name) => name !== "node-redis-no-timeout");
