import { Cacheable, createKeyv } from "cacheable";
import type { Peer, Setup } from "../peer.ts";
import { keyvRedis } from "./keyv-redis.ts";

/** `tuned`: no clones in memory, plain JSON for Redis, and nobody waits for the second layer to be written. */
export async function open(setup: Setup, tuned: boolean): Promise<Peer> {
  const remote = setup.layers === "memory" ? undefined : keyvRedis(setup, tuned);
  const local = createKeyv({ useClone: !tuned });
  const cache = new Cacheable({
    primary: setup.layers === "redis" ? remote! : local,
    ...(setup.layers === "tiered" ? { secondary: remote!, nonBlocking: tuned } : {}),
    ttl: "1h",
  });
  // Reads wait in any case: or what only the second layer has would be loaded again.
  const blocking = { nonBlocking: false };
  return {
    get: (id) => cache.get(`item:${id}`),
    set: (id, value) => cache.set(`item:${id}`, value),
    getOrSet: (id, load) => cache.getOrSet(`item:${id}`, load, blocking),
    getMany: (ids) => cache.getMany(ids.map((id) => `item:${id}`)),
    close: () => cache.disconnect(),
  };
}
