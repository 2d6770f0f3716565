import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CacheKey, compose, createCache, defineKey, hashed, memory, redis } from "../../src/index.ts";
import { PLACES, type Place, startPlace } from "../redis/support/servers.ts";

const item = defineKey<number, { id: number | string }>("item");
const budget = { read: "5s", write: "5s" } as const;

describe.each(PLACES)("the keys of a layer on %s", (name) => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(name);
  });
  afterAll(() => place.close());

  it.each(["hash", "string"] as const)("are those that have a value there, in a %s", async (layout) => {
    const layer = redis({ url: place.url, layout, prefix: `${layout}*:` });
    await using cache = createCache({
      backend: compose(memory(), layer, { budget }),
      defaults: { ttl: "1h" },
    });
    await using other = createCache({ backend: compose(redis({ url: place.url, layout }), { budget }) });
    await other.set(item({ id: "other" }), 1, { ttl: "1h" });
    const keys = Array.from({ length: 700 }, (_, id) => item({ id }));
    await cache.setMany(keys.map((key, at) => [key, at] as const));
    await cache.set(item({ id: "tagged" }), 1, { tags: ["t"] });
    await cache.namespace("in").set(item({ id: "x:*&" }), 1);
    await cache.deleteMany(keys.slice(600));
    await cache.invalidateTag("t");
    const told: CacheKey[] = [];
    for await (const group of cache.keys()) told.push(...group);
    const ids = [...keys.slice(0, 600).map(({ id }) => id), "in/item:0:id=x%3A%2A%26"];
    expect(told.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(await cache.getMany(told)).not.toContain(undefined);
  });

  it("are unknown where they are written as hashes", async () => {
    await using cache = createCache({ backend: redis({ url: place.url, keyFormat: hashed }) });
    await expect(cache.keys().next()).rejects.toMatchObject({ code: "ERR_CACHE_OPTION" });
  });
});
