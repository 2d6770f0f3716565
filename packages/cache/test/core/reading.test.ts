import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { canonical } from "../../src/canonical.ts";
import { type CacheKey, compose, createCache, defineKey, memory, nullLayer } from "../../src/index.ts";
import { keyOfId } from "../../src/key-of-id.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { MapLayer } from "../support/map-layer.ts";
import { MapServer } from "../support/map-server.ts";
import { listening } from "../support/told.ts";

const thing = defineKey<string, { id: string | number }>("thing");
const other = defineKey<string, { id: string }>("other", { version: 3 });

let stop: () => void = () => undefined;
afterEach(() => stop());

async function all(keys: AsyncIterable<readonly CacheKey[]>): Promise<string[]> {
  const ids: string[] = [];
  for await (const group of keys) ids.push(...group.map(({ id }) => id));
  return ids.sort();
}

describe("find", () => {
  it("gives a value with its source and its times, and undefined for none", async () => {
    const clock = new FakeClock();
    await using cache = createCache({ backend: memory(), clock });
    await cache.set(thing({ id: 1 }), "one", { ttl: 1_000, stale: 500 });
    const now = clock.now();
    clock.advance(600);
    expect(await cache.find(thing({ id: 1 }))).toEqual({
      ...{ value: "one", status: "stale", source: "memory", stored: false, degraded: false },
      times: { createdAt: now, staleAt: now + 500, expiresAt: now + 1_000, deadAt: now + 1_000 },
    });
    expect(await cache.find(thing({ id: 2 }))).toBeUndefined();
  });
});

describe("keys", () => {
  it("are read back from their ids, whatever they are made of", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\ud800", "1", "true", "null", "'", "-Infinity", "NaN", "12n", ""),
      fc.double(),
      fc.bigInt(),
      fc.boolean(),
      fc.constant(null),
    );
    const text = fc.string({ unit: "binary", minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(text),
        text,
        fc.nat(),
        fc.dictionary(text, value),
        (scope, name, version, params) => {
          const key = canonical(scope, name, version, params);
          const read = keyOfId(key.id)!;
          // An id has no sign of a zero.
          const parts = key.params.map(([part, each]) => [part, Object.is(each, -0) ? 0 : each]);
          expect(read).toEqual({ ...key, params: parts });
        },
      ),
    );
    for (const id of ["", "a", "a:1", "a:x:", "a:1:b=%zz", "a:1:b:c"]) expect(keyOfId(id)).toBeUndefined();
  });

  it("are those with a good value in the range, each once, as the namespace sees them", async () => {
    const clock = new FakeClock();
    for (const backend of [memory(), new MapLayer({ clock })]) {
      await using cache = createCache({ backend, clock, defaults: { ttl: "1h", staleIfError: "1h" } });
      const inner = cache.namespace("a").namespace("b");
      await cache.setMany([1, 2, 3, "x/y"].map((id) => [thing({ id }), "v"] as const));
      await cache.set(thing({ id: 3 }), "v", { ttl: 1 });
      await cache.set(thing({ id: 2 }), "v", { tags: ["t"] });
      await cache.set(other({ id: "1" }), "v");
      await inner.set(thing({ id: 9 }), "v");
      clock.advance(10);
      await cache.invalidateTag("t");
      await cache.delete(thing({ id: 1 }));
      expect(await all(cache.keys(thing.all))).toEqual(["thing:0:id=x%2Fy"]);
      expect(await all(cache.keys())).toEqual(["a/b/thing:0:id=9", "other:3:id='1", "thing:0:id=x%2Fy"]);
      expect(await all(inner.keys())).toEqual(["thing:0:id=9"]);
      for await (const [key] of inner.keys()) expect(await inner.get(key!)).toBe("v");
    }
  });

  it("of a layer that can't go on are an error, and none of one that can't tell", async () => {
    const layer = new MapLayer({ label: "far" });
    await using cache = createCache({ backend: compose(memory(), layer), defaults: { ttl: "1h" } });
    await cache.set(thing({ id: 1 }), "v");
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    await expect(all(cache.keys())).rejects.toMatchObject({ code: "ERR_CACHE_UNREACHABLE", layer: "far" });
    const { keys: _, ...mute } = nullLayer("mute");
    await using dumb = createCache({ backend: mute });
    await expect(all(dumb.keys())).rejects.toMatchObject({ code: "ERR_CACHE_OPTION" });
  });
});

describe("times of tags", () => {
  it("are those of their last invalidation, with a layer for them and without", async () => {
    const clock = new FakeClock();
    for (const backend of [memory(), new MapLayer({ clock })]) {
      await using cache = createCache({ backend, clock });
      expect(await cache.tagTimes(["a", "b"])).toEqual([0, 0]);
      await cache.invalidateTag("b");
      const [a, b] = await cache.tagTimes(["a", "b"]);
      expect(a).toBe(0);
      expect(b).toBeGreaterThan(0);
    }
  });

  it("are unknown of a tag that its layer was not told of, or never told of", async () => {
    const layer = new MapLayer({});
    await using cache = createCache({ backend: layer });
    expect(await cache.tagTimes(["a", "b"])).toEqual([0, 0]);
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    await expect(cache.invalidateTag("b")).rejects.toMatchObject({ code: "ERR_CACHE_LAYERS" });
    expect(await cache.tagTimes(["a", "b", "c"])).toEqual([0, undefined, undefined]);
  });
});

describe("events", () => {
  it("tell of each key of a bulk", async () => {
    await using cache = createCache({ backend: memory(), defaults: { ttl: "1h" } });
    await cache.set(thing({ id: 1 }), "v");
    const heard = listening();
    stop = heard.stop;
    await cache.getMany([thing({ id: 1 }), other({ id: "2" })]);
    await cache.getOrSetMany([thing({ id: 1 }), thing({ id: 3 })], async (missing) => {
      return new Map(missing.map((key) => [key, "v"]));
    });
    const requests = heard.events.filter(([name]) => name === "request").map(([, event]) => event);
    expect(requests).toMatchObject([
      { family: "thing", status: "hit", source: "memory" },
      { family: "other", status: "none", source: "" },
      { family: "thing", status: "hit", source: "memory" },
      { family: "thing", status: "miss", source: "load" },
    ]);
  });

  it("tell of the bytes of values, and of what is published, whatever the layer answers", async () => {
    const server = new MapServer();
    const layer = new MapLayer({ server });
    await using cache = createCache({ backend: compose(memory(), layer), defaults: { ttl: "1h" } });
    const heard = listening();
    stop = heard.stop;
    await cache.set(thing({ id: 1 }), "1234");
    await cache.getMany([thing({ id: 1 }), thing({ id: 2 })], { layers: { memory: { skip: true } } });
    const layers = heard.events.filter(([name]) => name === "layer").map(([, event]) => event);
    expect(layers).toMatchObject([
      { operation: "write", items: 1, bytes: 6 },
      { operation: "publish", items: 1, bytes: 0 },
      { operation: "read", items: 2, hits: 1, bytes: 6 },
    ]);
  });
});

describe("stats", () => {
  it("say what layers have, and what is under way and pending", async () => {
    const layer = new MapLayer({ label: "far" });
    const backend = compose(memory({ maxEntries: 1, eviction: "recency" }), layer);
    await using cache = createCache({ backend, name: "shop", defaults: { ttl: "1h" } });
    await cache.setMany([1, 2].map((id) => [thing({ id }), "v"] as const));
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    await cache.delete(thing({ id: 9 }));
    expect(cache.namespace("n").stats()).toEqual({
      name: "shop",
      local: [{ layer: "memory", entries: 1, bytes: 0, evictions: 1 }],
      remote: [{ layer: "far", open: false, pending: 1 }],
      flights: 0,
      offloaded: 0,
    });
  });
});
