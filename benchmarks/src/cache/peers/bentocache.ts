import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";
import { redisDriver } from "bentocache/drivers/redis";
import { Redis } from "ioredis";
import type { Peer, Setup } from "../peer.ts";

/** Holds all ids. */
const MAX_ITEMS = 10_000;

/** `tuned`: values as they are in memory, and commands of one turn gathered. */
export async function open({ layers, url }: Setup, tuned: boolean): Promise<Peer> {
  const ttl = "1h";
  const connection = layers === "memory" ? undefined : new Redis(url, { enableAutoPipelining: tuned });
  const store = bentostore();
  if (layers !== "redis") store.useL1Layer(memoryDriver({ maxItems: MAX_ITEMS, serialize: !tuned }));
  if (connection !== undefined) store.useL2Layer(redisDriver({ connection }));
  const bento = new BentoCache({ default: "only", ttl, stores: { only: store } });
  return {
    get: (id) => bento.get({ key: `item:${id}` }),
    set: (id, value) => bento.set({ key: `item:${id}`, value }),
    getOrSet: (id, load) => bento.getOrSet({ key: `item:${id}`, factory: load }),
    close: async () => {
      await bento.disconnectAll();
      connection?.disconnect();
    },
  };
}
