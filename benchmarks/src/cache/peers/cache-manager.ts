import { CacheableMemory } from "@cacheable/memory";
import { createCache } from "cache-manager";
import { Keyv } from "keyv";
import type { Peer, Setup } from "../peer.ts";
import { keyvRedis, plain } from "./keyv-redis.ts";

/** `tuned`: memory is a bare Map with values as they are, and plain JSON goes to Redis. */
export async function open(setup: Setup, tuned: boolean): Promise<Peer> {
  const stores: Keyv[] = [];
  if (setup.layers !== "redis")
    stores.push(tuned ? plain(new Keyv()) : new Keyv({ store: new CacheableMemory() }));
  if (setup.layers !== "memory") stores.push(keyvRedis(setup, tuned));
  const cache = createCache({ stores, ttl: 3_600_000 });
  return {
    get: (id) => cache.get(`item:${id}`),
    set: (id, value) => cache.set(`item:${id}`, value),
    getOrSet: (id, load) => cache.wrap(`item:${id}`, load),
    getMany: (ids) => cache.mget(ids.map((id) => `item:${id}`)),
    close: () => cache.disconnect(),
  };
}
