import type { PeerModule } from "../peer.ts";

/** Each client: the package it is installed as, and its adapter, loaded only in the process that measures it. */
interface Client {
  readonly packageName: string;
  readonly adapter: () => Promise<PeerModule>;
}

export const OURS = "fairlead";

/** A setting that is worth a measurement of its own makes a client a second peer. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  [OURS]: { packageName: "fairlead", adapter: () => import("./fairlead.ts") },
  "fairlead-unblocked": { packageName: "fairlead", adapter: () => import("./fairlead-unblocked.ts") },
  ioredis: { packageName: "ioredis", adapter: () => import("./ioredis.ts") },
  "ioredis-auto": { packageName: "ioredis", adapter: () => import("./ioredis-auto.ts") },
  iovalkey: { packageName: "iovalkey", adapter: () => import("./iovalkey.ts") },
  "iovalkey-auto": { packageName: "iovalkey", adapter: () => import("./iovalkey-auto.ts") },
  "node-redis": { packageName: "redis", adapter: () => import("./node-redis.ts") },
  "node-redis-no-timeout": { packageName: "redis", adapter: () => import("./node-redis-no-timeout.ts") },
  glide: { packageName: "@valkey/valkey-glide", adapter: () => import("./glide.ts") },
};

/** Every client once, as it comes. */
export const PACKAGES: readonly string[] = [OURS, "ioredis", "iovalkey", "node-redis", "glide"];

/** Every client in each of its settings. */
export const SETTINGS: readonly string[] = Object.keys(CLIENTS).filter(
  (name) => name !== "fairlead-unblocked",
);
