import { expect, it } from "vitest";
import { compose, createCache, defineKey, memory, nullLayer, redis } from "../../src/index.ts";

const url = "redis://127.0.0.1:1";
const key = defineKey<number>("item")({});
const named = (name: string): unknown =>
  expect.objectContaining({ code: "ERR_CACHE_OPTION", message: expect.stringContaining(`"${name}"`) });

it.each<[string, () => unknown]>([
  ["defualts", () => createCache({ backend: memory(), defualts: {} } as never)],
  ["staleIfEror", () => createCache({ backend: memory(), defaults: { staleIfEror: "1h" } as never })],
  ["raed", () => compose(memory(), { raed: "race" } as never)],
  ["prefxi", () => redis({ url, prefxi: "shop:" } as never)],
  ["timeoutMs", () => redis({ url, timeoutMs: 5 } as never)],
  ["codec.fromat", () => redis({ url, codec: { fromat: 1 } as never })],
])("an option that there is not, such as %s, is refused", (name, make) => {
  expect(make).toThrow(named(name));
});

it("an option of a call that there is not is refused, those that there are are taken", async () => {
  const cache = createCache({ backend: nullLayer(), defaults: { ttl: "1m" } });
  await expect(cache.set(key, 1, { tll: "1s" } as never)).rejects.toEqual(named("tll"));
  const { signal } = new AbortController();
  expect(await cache.getOrSet(key, () => 2, { signal, refresh: true, lock: false })).toBe(2);
  await cache.close();
});
