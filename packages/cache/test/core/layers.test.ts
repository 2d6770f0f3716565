import { beforeEach, describe, expect, it } from "vitest";
import { type Cache, compose, createCache, defineKey, memory } from "../../src/index.ts";
import { deferred, FakeClock, turn } from "../support/fake-clock.ts";
import { type MapLayer, mapLayer } from "../support/map-layer.ts";
import { MapServer } from "../support/map-server.ts";

const itemKey = defineKey<number, { id: number }>("item");
const key = itemKey({ id: 1 });
let clock: FakeClock;
let server: MapServer;
let remote: MapLayer;
let cache: Cache;

/** One process. */
const open = (defaults = {}, options = {}): { cache: Cache; remote: MapLayer } => {
  const layer = mapLayer({ label: "map", server });
  const backend = compose(memory(), layer, { label: "both", ...options });
  return {
    cache: createCache({ backend, clock, defaults: { ttl: "1m", write: "await", ...defaults } }),
    remote: layer,
  };
};

beforeEach(() => {
  clock = new FakeClock();
  server = new MapServer(clock);
  ({ cache, remote } = open());
});

const states = async (of: Cache): Promise<readonly string[]> =>
  (await of.inspect(key)).layers.map(({ layer, state }) => `${layer} ${state}`);

describe("two layers", () => {
  it("both have what was loaded; the nearer one is read", async () => {
    await cache.getOrSet(key, () => 1);
    expect(await states(cache)).toEqual(["memory fresh", "map fresh"]);
    const reads = remote.script.count("read");
    expect(await cache.fetch(key, () => 2)).toMatchObject({ value: 1, source: "both.memory" });
    expect(remote.script.count("read")).toBe(reads);
  });

  it("refill the nearer one with the times that the value has", async () => {
    await open().cache.set(key, 1);
    clock.advance(59_000);
    expect(await cache.fetch(key, () => 2)).toMatchObject({ value: 1, status: "hit", source: "both.map" });
    expect(await states(cache)).toEqual(["memory fresh", "map fresh"]);
    clock.advance(1_000);
    expect(await cache.get(key)).toBeUndefined();
    expect(await states(cache)).toEqual(["memory none", "map none"]);
  });

  it("don't refill if they are not to, nor for longer than the nearer one may", async () => {
    await cache.set(key, 1);
    const never = open({}, { refill: "never" });
    await never.cache.get(key);
    expect(await states(never.cache)).toEqual(["memory none", "map fresh"]);
    const short = open({}, { localTtl: "1s" });
    await short.cache.get(key);
    clock.advance(1_000);
    expect(await states(short.cache)).toEqual(["memory none", "map fresh"]);
  });

  it("may be left out by a call, or have their own ttl", async () => {
    await cache.set(key, 1, { layers: { memory: { skip: true }, map: { ttl: "1s" } } });
    expect(await states(cache)).toEqual(["memory none", "map fresh"]);
    clock.advance(1_000);
    expect(await states(cache)).toEqual(["memory none", "map none"]);
    await cache.set(key, 2);
    await cache.set(key, 3, { layers: { memory: { skip: true } } });
    expect(await cache.get(key)).toBe(3);
  });

  it("ask the further one for what is stale in the nearer one: somebody may have loaded it", async () => {
    const other = open({ stale: "10s", onStale: "revalidate" });
    await other.cache.getOrSet(key, () => 1);
    clock.advance(10_000);
    await cache.getOrSet(key, () => 2, { refresh: true });
    expect(await other.cache.fetch(key, () => 3)).toMatchObject({
      value: 2,
      status: "hit",
      source: "both.map",
    });
  });

  it("share one read among all who ask for a cold key", async () => {
    await open().cache.set(key, 1);
    const reads = remote.script.count("read");
    await Promise.all(Array.from({ length: 100 }, () => cache.getOrSet(key, () => 2)));
    expect(remote.script.count("read") - reads).toBe(1);
  });

  it("are asked once for many keys", async () => {
    const keys = Array.from({ length: 100 }, (_, id) => itemKey({ id }));
    const other = open();
    await other.cache.setMany(keys.slice(0, 99).map((each, id) => [each, id]));
    expect(other.remote.script.count("write")).toBe(1);
    await cache.get(keys[5]!);
    const reads = remote.script.count("read");
    const values = await cache.getMany(keys);
    expect(values).toEqual([...keys.slice(0, 99).map((_, id) => id), undefined]);
    expect(remote.script.count("read") - reads).toBe(1);
    const reports = await cache.deleteMany(keys);
    expect(remote.script.count("remove")).toBe(1);
    expect(reports.map(({ removed }) => removed)).toEqual([...Array.from({ length: 99 }, () => true), false]);
  });

  it("load many missing keys by one call", async () => {
    const keys = Array.from({ length: 5 }, (_, id) => itemKey({ id }));
    await cache.set(keys[2]!, 20);
    const asked: number[] = [];
    const load = async (missing: readonly (typeof key)[]) => {
      asked.push(missing.length);
      return new Map(missing.map((each) => [each, Number(each.params[0]?.[1]) * 10]));
    };
    expect(await cache.getOrSetMany(keys, load)).toEqual([0, 10, 20, 30, 40]);
    expect(await cache.getOrSetMany(keys, load)).toEqual([0, 10, 20, 30, 40]);
    expect(asked).toEqual([4]);
  });
});

describe("what is removed", () => {
  it("leaves the further layer first, and does not come back by a refill that was on its way", async () => {
    await open().cache.set(key, 1);
    const late = remote.script.hold("read", "after");
    const reading = cache.get(key);
    await late.reached;
    await cache.delete(key);
    late.release();
    await reading;
    expect(await states(cache)).toEqual(["memory none", "map none"]);
  });

  it("does not come back by a reader who finds it while it leaves", async () => {
    await open().cache.set(key, 1);
    const slow = remote.script.hold("remove");
    const removing = cache.delete(key);
    await slow.reached;
    expect(await cache.get(key)).toBe(1);
    slow.release();
    await removing;
    expect(await states(cache)).toEqual(["memory none", "map none"]);
  });

  it("does not come back by a new value that was on its way when another process removed it", async () => {
    const other = open();
    await cache.set(key, 1);
    const late = remote.script.hold("write", "after");
    const setting = cache.set(key, 2);
    await late.reached;
    await other.cache.delete(key);
    late.release();
    await setting;
    expect(await states(cache)).toEqual(["memory none", "map none"]);
  });

  it("does not come back by the write of another process that loaded it before", async () => {
    const other = open();
    const slow = deferred<number>();
    const loading = other.cache.fetch(key, () => slow.promise);
    await turn();
    await cache.delete(key);
    slow.resolve(1);
    await loading;
    expect(await states(cache)).toEqual(["memory none", "map none"]);
    expect(await states(other.cache)).toEqual(["memory none", "map none"]);
  });

  it("leaves the memory of other processes, as do new values, ranges and tags", async () => {
    const other = open({ tags: ["a"] });
    const fill = async (): Promise<void> => {
      await other.cache.set(key, 1);
      await other.cache.get(key);
      expect((await states(other.cache))[0]).toBe("memory fresh");
    };
    await fill();
    await cache.set(key, 2);
    expect(await other.cache.get(key)).toBe(2);
    await cache.delete(key);
    expect(await other.cache.get(key)).toBeUndefined();
    await fill();
    await cache.clear(itemKey.all);
    expect(await other.cache.get(key)).toBeUndefined();
    await fill();
    await cache.invalidateTag("a");
    expect(await other.cache.get(key)).toBeUndefined();
    await fill();
  });

  it("leaves memory with everything else when something may have been missed", async () => {
    await cache.set(key, 1);
    server.missed();
    expect(await states(cache)).toEqual(["memory none", "map fresh"]);
  });
});

describe("tags", () => {
  it("invalidate what has them, also what is set in the same millisecond before, and not what comes after", async () => {
    await cache.set(key, 1, { tags: ["a", "b"] });
    await cache.set(itemKey({ id: 2 }), 2, { tags: ["b"] });
    await cache.invalidateTag("a");
    expect(await cache.get(key)).toBeUndefined();
    expect(await cache.get(itemKey({ id: 2 }))).toBe(2);
    await cache.set(key, 3, { tags: ["a"] });
    expect(await cache.get(key)).toBe(3);
    await cache.invalidateTag("a");
    await cache.invalidateTag("a");
    expect(await cache.get(key)).toBeUndefined();
  });

  it("keep no value of which they were invalidated while it was loaded", async () => {
    const slow = deferred<number>();
    const loading = open().cache.getOrSet(key, () => slow.promise, { tags: ["a"] });
    await turn();
    await cache.invalidateTag("a");
    slow.resolve(1);
    expect(await loading).toBe(1);
    expect(await cache.get(key)).toBeUndefined();
  });

  it("are believed for a second when nobody tells otherwise, and asked for again then", async () => {
    const deaf = open({ tags: ["a"] }, { label: "" });
    await deaf.cache.set(key, 1);
    deaf.remote.bus?.listen(
      () => undefined,
      () => undefined,
    );
    const stamps = deaf.remote.script.count("stamps");
    for (let n = 0; n < 5; n++) expect(await deaf.cache.get(key)).toBe(1);
    expect(deaf.remote.script.count("stamps")).toBe(stamps);
    clock.advance(1_000);
    await deaf.cache.get(key);
    expect(deaf.remote.script.count("stamps")).toBe(stamps + 1);
  });

  it("hold in a cache of memory alone, and no entry outlives their life", async () => {
    const alone = createCache({
      backend: memory(),
      clock,
      tagLife: "1h",
      defaults: { ttl: "forever", tags: ["a"] },
    });
    await alone.set(key, 1);
    clock.advance(3_599_999);
    expect(await alone.get(key)).toBe(1);
    clock.advance(1);
    expect(await alone.get(key)).toBeUndefined();
    await alone.set(key, 2);
    await alone.invalidateTag("a");
    expect(await alone.get(key)).toBeUndefined();
  });
});

describe("namespaces", () => {
  it("have keys of their own, and are cleared with all that is in them", async () => {
    const a = cache.namespace("a");
    const ab = a.namespace("b");
    await Promise.all([cache.set(key, 0), a.set(key, 1), ab.set(key, 2), cache.namespace("ab").set(key, 3)]);
    expect([await cache.get(key), await a.get(key), await ab.get(key)]).toEqual([0, 1, 2]);
    await a.clear();
    expect([await cache.get(key), await a.get(key), await ab.get(key)]).toEqual([0, undefined, undefined]);
    expect(await cache.namespace("ab").get(key)).toBe(3);
    await cache.clear();
    expect([await cache.get(key), await cache.namespace("ab").get(key)]).toEqual([undefined, undefined]);
  });

  it("are cleared of one family alone", async () => {
    const otherKey = defineKey<number>("items")();
    const newer = defineKey<number, { id: number }>("item", { version: 1 });
    await cache.setMany([
      [key, 1],
      [otherKey, 2],
      [newer({ id: 1 }), 3],
    ]);
    expect((await cache.clear(itemKey.all)).removed).toBe(true);
    expect(await cache.getMany([key, otherKey, newer({ id: 1 })])).toEqual([undefined, 2, 3]);
  });
});

describe("a wrapped function", () => {
  it("is called once for the same arguments, and forgets on demand", async () => {
    const calls: number[] = [];
    const square = cache.wrap(
      (n: number) => {
        calls.push(n);
        return n * n;
      },
      { key: (n) => itemKey({ id: n }) },
    );
    expect([await square(3), await square(3), await square(4)]).toEqual([9, 9, 16]);
    expect((await square.withResult(3)).status).toBe("hit");
    await square.invalidate(3);
    expect((await square.withResult(3)).status).toBe("miss");
    expect([calls, square.raw(5)]).toEqual([[3, 4, 3, 5], 25]);
  });
});
