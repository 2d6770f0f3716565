import { ok, deepStrictEqual as same } from "node:assert/strict";
import { type Cache, compose, createCache, defineKey, memory, redis } from "fairlead-cache";
import { startServer, until } from "fairlead-harness";
import { duration, grouped } from "../report/numbers.ts";
import type { Exhibit } from "./tour.ts";

/** Two caches, as two processes would have them, before one cluster. */
export interface TwoCaches {
  readonly here: Cache;
  readonly there: Cache;
}

interface Boat {
  readonly name: string;
  readonly berth: number;
}

const boatKey = defineKey<Boat, { id: number }>("boat");
const HALCYON: Boat = { name: "Halcyon", berth: 7 };
const CALLERS = 1_000;
const READS = 20_000;

/** A cache in memory before Redis at `url`. `sync`: there are others. */
export function openCache(url: string, sync: boolean): Cache {
  const backend = compose(memory(), redis({ url, prefix: "demo:" }));
  return createCache({ backend, sync, defaults: { ttl: "5m" } });
}

/** What the cache does. Every key begins with `demo:`. */
export const CACHE_TOUR: readonly Exhibit<TwoCaches>[] = [
  {
    title: "one load",
    async show({ here }) {
      let loads = 0;
      const load = (): Boat => {
        loads++;
        return HALCYON;
      };
      const key = boatKey({ id: 1 });
      const options = { write: "await" } as const;
      const boats = await Promise.all(
        Array.from({ length: CALLERS }, () => here.getOrSet(key, load, options)),
      );
      same([loads, boats.at(-1)], [1, HALCYON]);
      const fromMs = performance.now();
      for (let n = 0; n < READS; n++) await here.getOrSet(key, load);
      const rate = grouped((READS / (performance.now() - fromMs)) * 1_000);
      same(loads, 1);
      return `${grouped(CALLERS)} callers at once for one key: its loader ran once; then from memory, ${rate} a second`;
    },
  },
  {
    title: "shared",
    async show({ there }) {
      const { value, status, source } = await there.fetch(boatKey({ id: 1 }), () => ({ name: "", berth: 0 }));
      same([value, status, source], [HALCYON, "hit", "redis"]);
      return `a second cache, as another process has it: ${JSON.stringify(value)} from ${source}, not loaded again`;
    },
  },
  {
    title: "removal",
    async show({ here, there }) {
      const key = boatKey({ id: 1 });
      await there.get(key);
      same((await here.delete(key)).ok, true);
      const fromMs = performance.now();
      await until(async () => (await there.inspect(key)).layers.every(({ state }) => state === "none"), {
        what: "the second cache to hear of the removal",
        intervalMs: 1,
      });
      return `deleted in one, gone from the memory of the other ${duration(performance.now() - fromMs)} later`;
    },
  },
  {
    title: "tags",
    async show({ here, there }) {
      const keys = [2, 3, 4].map((id) => boatKey({ id }));
      await here.setMany(
        keys.map((key) => [key, HALCYON] as const),
        { tags: ["harbour:7"] },
      );
      same(await there.getMany(keys), [HALCYON, HALCYON, HALCYON]);
      await here.invalidateTag("harbour:7");
      await until(async () => (await there.getMany(keys)).every((boat) => boat === undefined), {
        what: "the second cache to hear of the tag",
      });
      return `${keys.length} values with one tag, invalidated in one, invalid in the other`;
    },
  },
  {
    title: "Redis away",
    async show() {
      const server = await startServer();
      const cache = openCache(server.url, false);
      try {
        const key = boatKey({ id: 5 });
        await cache.set(key, HALCYON, { ttl: "5m", stale: 1 });
        server.freeze();
        const fromMs = performance.now();
        const stale = await cache.fetch(key, () => Promise.reject(new Error("the source is away, too")));
        const staleMs = performance.now() - fromMs;
        const loaded = await cache.fetch(boatKey({ id: 6 }), () => HALCYON);
        same([stale.value, stale.status], [HALCYON, "stale"]);
        same([loaded.value, loaded.status, loaded.degraded], [HALCYON, "miss", true]);
        ok(staleMs < 1_000);
        return `its server frozen: a stale value after ${duration(staleMs)}, and what is loaded is served as ever`;
      } finally {
        server.thaw();
        await cache.close();
        await server.close();
      }
    },
  },
];
