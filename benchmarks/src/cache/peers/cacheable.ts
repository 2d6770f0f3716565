import { Cacheable, createKeyv } from "cacheable";
import type { Peer, Setup } from "../peer.ts";
import { keyvRedis } from "./keyv-redis.ts";

/**
 * `tuned`: no clones in memory, and plain JSON for Redis. Not with `nonBlocking`: then 100 callers of a cold key load it twice, and
 * what only the second layer has is loaded again.
 */
export async function open(setup: Setup, tuned: boolean): Promise<Peer> {
  const remote = setup.layers === "memory" ? undefined : keyvRedis(setup, tuned);
  const local = createKeyv({ useClone: !tuned });
  const cache = new Cacheable({
    primary: setup.layers === "redis" ? remote! : local,
    ...(setup.layers === "tiered" ? { secondary: remote! } : {}),
    ttl: "1h",
  });
  return {
    get: (id) => cache.get(`item:${id}`),
    set: (id, value) => cache.set(`item:${id}`, value),
    getOrSet: (id, load) => cache.getOrSet(`item:${id}`, load),
    getMany: (ids) => cache.getMany(ids.map((id) => `item:${id}`)),
    close: () => cache.disconnect(),
  };
}
