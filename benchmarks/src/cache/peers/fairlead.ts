import { compose, createCache, defineKey, gzip, memory, type RedisLayerOptions, redis } from "fairlead-cache";
import type { Peer, Setup } from "../peer.ts";

/** Longer than the defaults: in a noisy moment nothing is to be late. */
const PATIENT = { budget: { read: "5s", write: "5s" } } as const;

export async function open(setup: Setup, layout?: RedisLayerOptions["layout"]): Promise<Peer> {
  const itemKey = defineKey<unknown, { id: string }>("item");
  const cache = createCache({ backend: backendOf(setup, layout), defaults: { ttl: "1h" } });
  const awaited = { write: "await" } as const;
  return {
    get: (id) => cache.get(itemKey({ id })),
    set: (id, value) => cache.set(itemKey({ id }), value),
    getOrSet: (id, load) => cache.getOrSet(itemKey({ id }), load, awaited),
    getMany: (ids) => cache.getMany(ids.map((id) => itemKey({ id }))),
    close: () => cache.close(),
  };
}

function backendOf(setup: Setup, layout: RedisLayerOptions["layout"]) {
  if (setup.layers === "memory") return memory();
  const codec = setup.gzip ? { compressor: gzip() } : {};
  const remote = redis({ url: setup.url, codec, ...(layout === undefined ? {} : { layout }) });
  return setup.layers === "redis" ? compose(remote, PATIENT) : compose(memory(), remote, PATIENT);
}
