import { bytes, type Cache, compose, createCache, type Layer, memory, redis } from "fairlead-cache";
import { file } from "fairlead-cache/file";
import type { CacheConfig } from "../config/provider-config.ts";

/** How keys in Redis begin: all that use the same servers have the same articles. */
const PREFIX = "fairlead:news:";

/** The tiers of a configuration, nearest first. Connects to nothing, and opens no folder, before they are needed. */
export function openTiers({ memoryBytes, disk, redis: servers, ttlMs }: CacheConfig): Cache {
  const layers: Layer[] = [memory({ maxBytes: memoryBytes, maxEntryBytes: memoryBytes })];
  if (disk !== undefined) layers.push(file({ path: disk.path, maxBytes: disk.bytes, format: bytes }));
  if (servers !== undefined) {
    layers.push(redis({ url: servers.urls, prefix: PREFIX, layout: "string", codec: { format: bytes } }));
  }
  // Articles never change, so nobody has to be told of them.
  return createCache({
    backend: compose(...layers, {}),
    name: "articles",
    defaults: { ttl: ttlMs },
    sync: false,
  });
}
