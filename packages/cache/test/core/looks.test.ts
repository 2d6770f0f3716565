import { beforeEach, describe, expect, it } from "vitest";
import { type Cache, compose, createCache, defineKey } from "../../src/index.ts";
import type { LockStore } from "../../src/layer.ts";
import { FakeClock, turn } from "../support/fake-clock.ts";
import { type MapLayer, mapLayer } from "../support/map-layer.ts";

const key = defineKey<number, { id?: number }>("looked-up");
let remote: MapLayer;
let cache: Cache;
let loads: number;

const load = async (): Promise<number> => {
  await turn();
  return ++loads;
};

beforeEach(() => {
  const clock = new FakeClock();
  loads = 0;
  remote = mapLayer({ clock });
  cache = createCache({
    backend: compose(remote, { budget: { read: "10s" } }),
    clock,
    defaults: { ttl: "1m" },
  });
});

describe("what a remote layer has", () => {
  it("is asked for once by all who want it in one turn, whether it is there or not", async () => {
    expect(await Promise.all(Array.from({ length: 100 }, () => cache.getOrSet(key(), load)))).toEqual(
      new Array(100).fill(1),
    );
    expect([loads, remote.script.calls.filter(({ step }) => step === "read").length]).toEqual([1, 1]);
    await Promise.all(Array.from({ length: 100 }, () => cache.getOrSet(key(), load)));
    expect([loads, remote.script.calls[remote.script.calls.length - 1]?.ids.length]).toEqual([1, 1]);
  });

  it("is looked at again by whoever was told of nothing, and finds it loaded meanwhile", async () => {
    const early = remote.script.hold("read", "after");
    const late = cache.getOrSet(key(), load);
    await early.reached;
    expect(await cache.getOrSet(key(), load, { write: "await", signal: new AbortController().signal })).toBe(
      1,
    );
    early.release();
    expect(await late).toBe(1);
    expect(loads).toBe(1);
  });

  it("is not looked at again for that when only other keys were loaded", async () => {
    const early = remote.script.hold("read", "after");
    const late = cache.getOrSet(key({ id: 1 }), load);
    await early.reached;
    for (let id = 2; id < 10; id++) await cache.getOrSet(key({ id }), load);
    const before = remote.script.count("read");
    early.release();
    await late;
    expect(remote.script.count("read")).toBe(before);
  });

  it("is nobody's any more who asks after it was removed", async () => {
    await cache.set(key(), 7);
    const early = remote.script.hold("read", "after");
    const before = cache.getOrSet(key(), load);
    await early.reached;
    await cache.delete(key());
    const after = cache.getOrSet(key(), load);
    early.release();
    expect(await before).toBe(7);
    expect(await after).toBe(1);
  });

  it("stands in for a failed load until it was removed itself, by its key, its range or its tag", async () => {
    const during = async (change: (other: Cache) => Promise<unknown>): Promise<unknown> => {
      const clock = new FakeClock();
      const layer = mapLayer({ clock });
      const other = createCache({ backend: layer, clock, defaults: { ttl: "1m", staleIfError: "1h" } });
      await other.set(key(), 7, { tags: ["a"] });
      clock.advance(60_000);
      const early = layer.script.hold("read", "after");
      const fails = async (): Promise<number> => {
        throw new Error("no");
      };
      const loading = other.getOrSet(key(), fails);
      await early.reached;
      await change(other);
      early.release();
      return loading.catch((error: Error) => error.message);
    };
    expect(await during((other) => other.delete(key()))).toBe("no");
    expect(await during((other) => other.clear(key.all))).toBe("no");
    expect(await during((other) => other.invalidateTag("a"))).toBe("no");
    expect(await during((other) => other.set(key({ id: 1 }), 1))).toBe(7);
    expect(await during((other) => other.delete(key({ id: 1 })))).toBe(7);
    expect(await during((other) => other.invalidateTag("b"))).toBe(7);
  });

  it("is read once for a bulk, though some of it has to be loaded", async () => {
    await cache.set(key({ id: 1 }), 10);
    const before = remote.script.count("read");
    const many = cache.getOrSetMany([key({ id: 1 }), key({ id: 2 })], async (missing) => {
      return new Map(missing.map((each) => [each, 20]));
    });
    expect(await many).toEqual([10, 20]);
    expect(remote.script.count("read")).toBe(before + 1);
  });

  it("is not given to whoever wants it loaded again, also while somebody looks or under a lock", async () => {
    await cache.set(key(), 7);
    const reading = remote.script.hold("read");
    const looking = cache.getOrSet(key(), load, { hardTimeout: "10s" });
    await reading.reached;
    const loading = cache.getOrSet(key(), load, { refresh: true });
    reading.release();
    expect(await Promise.all([looking, loading])).toEqual([7, 1]);
    const locks: LockStore = { acquire: async () => true, release: async () => undefined };
    const locked = createCache({
      backend: Object.assign(mapLayer({ server: remote.server }), { locks }),
      clock: remote.server.clock,
      defaults: { ttl: "1m", lock: true },
    });
    expect(await locked.getOrSet(key(), load, { refresh: true })).toBe(2);
  });

  it("is loaded anew by a bulk that is to refresh", async () => {
    await cache.set(key({ id: 1 }), 10);
    const fresh = async (missing: readonly ReturnType<typeof key>[]) =>
      new Map(missing.map((each) => [each, 11]));
    expect(await cache.getOrSetMany([key({ id: 1 })], fresh, { refresh: true })).toEqual([11]);
  });
});
