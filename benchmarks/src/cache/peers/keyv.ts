import { Keyv } from "keyv";
import type { Peer, Setup } from "../peer.ts";
import { keyvRedis, plain } from "./keyv-redis.ts";

const HOUR = 3_600_000;

/** `tuned`: nothing is serialized in memory, and for Redis by the plain functions of JSON. */
export async function open(setup: Setup, tuned: boolean): Promise<Peer> {
  const keyv = setup.layers === "memory" ? inMemory(tuned) : keyvRedis(setup, tuned);
  return {
    get: (id) => keyv.get(`item:${id}`),
    set: (id, value) => keyv.set(`item:${id}`, value, HOUR),
    getMany: (ids) => keyv.getMany(ids.map((id) => `item:${id}`)),
    close: () => keyv.disconnect(),
  };
}

function inMemory(tuned: boolean): Keyv {
  return tuned ? plain(new Keyv()) : new Keyv();
}
