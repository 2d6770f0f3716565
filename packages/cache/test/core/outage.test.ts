import { until } from "fairlead-harness";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cache, compose, createCache, defineKey, memory } from "../../src/index.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type MapLayer, mapLayer } from "../support/map-layer.ts";
import { MapServer } from "../support/map-server.ts";

const key = defineKey<number, { id?: number }>("item");
let server: MapServer;
let remote: MapLayer;
let cache: Cache;
let clock: FakeClock;

const BREAKER = { failures: 3, pause: 20 };
const open = (options = {}): void => {
  clock = new FakeClock();
  server = new MapServer(clock);
  remote = mapLayer({ label: "map", server });
  const backend = compose(memory(), remote, {
    budget: { read: 30, write: 30, clear: 30 },
    breaker: BREAKER,
    ...options,
  });
  cache = createCache({ backend, clock, defaults: { ttl: "1m" } });
};

beforeEach(() => open());
afterEach(() => cache.close({ timeoutMs: 0 }));

/** All its calls are held, and never let go. */
const freeze = (): void => {
  for (const step of ["read", "write", "remove", "clear", "stamps", "invalidate", "publish"] as const) {
    for (let n = 0; n < 50; n++) remote.script.hold(step);
  }
};
const openBreaker = async (): Promise<void> => {
  remote.script.fail("all", "ERR_CACHE_UNREACHABLE");
  for (let id = 0; id < BREAKER.failures; id++) await cache.get(key({ id }));
};
const back = () =>
  until(async () => !(await cache.fetch(key({ id: Math.random() }), () => 0)).degraded, {
    what: "the layer to be asked again",
  });

describe("a layer that does not answer", () => {
  it("costs its budget, and then nothing while its breaker is open", async () => {
    freeze();
    for (let id = 0; id < BREAKER.failures; id++) {
      const from = performance.now();
      expect(await cache.fetch(key({ id }), () => id)).toMatchObject({
        value: id,
        status: "miss",
        degraded: true,
      });
      expect(performance.now() - from).toBeLessThan(30 * 5);
    }
    const calls = remote.script.count("read");
    expect(await cache.fetch(key({ id: 9 }), () => 9)).toMatchObject({ value: 9, degraded: true });
    expect(remote.script.count("read")).toBe(calls);
  });

  it("costs a call with tags its budget once: both questions are asked at the same time", async () => {
    open({ budget: { read: "1h" } });
    const [read, stamps] = [remote.script.hold("read"), remote.script.hold("stamps")];
    const loading = cache.getOrSet(key(), () => 1, { tags: ["a"] });
    await Promise.all([read.reached, stamps.reached]);
    read.release();
    stamps.release();
    expect(await loading).toBe(1);
  });

  it("costs it once, also where it has to be asked for tags first", async () => {
    const tagged = { tags: ["a"], staleIfError: "1h" } as const;
    await cache.set(key(), 1, tagged);
    clock.advance(60_000);
    freeze();
    const calls = remote.script.calls.length;
    expect(await cache.fetch(key(), () => 2, tagged)).toMatchObject({
      value: 2,
      status: "expired",
      degraded: true,
    });
    expect(remote.script.calls.slice(calls).map(({ step }) => step)).toEqual(["stamps"]);
  });

  it("does not keep a write, a removal or a clearing waiting for longer than that", async () => {
    freeze();
    const report = await cache.set(key(), 1);
    expect(report).toMatchObject({
      ok: false,
      layers: [
        { layer: "memory", outcome: "done" },
        { layer: "map", outcome: "failed" },
      ],
    });
    expect(report.layers[1]?.error).toMatchObject({ code: "ERR_CACHE_TIMEOUT", layer: "map" });
    expect(await cache.get(key())).toBe(1);
    expect(await cache.delete(key())).toMatchObject({ ok: false, removed: true });
    expect(await cache.get(key())).toBeUndefined();
    expect(await cache.clear()).toMatchObject({ ok: false });
  });
});

describe("a layer that is away", () => {
  it("is passed over, and asked again when it is back", async () => {
    await openBreaker();
    remote.script.heal();
    await back();
    await cache.set(key(), 5);
    expect((await cache.inspect(key())).layers[1]).toMatchObject({ layer: "map", state: "fresh" });
  });

  it("is told later what it missed, before it is asked again", async () => {
    await cache.set(key({ id: 1 }), 1);
    await cache.set(key({ id: 2 }), 2);
    await openBreaker();
    expect(await cache.delete(key({ id: 1 }))).toMatchObject({ ok: false });
    expect(await cache.get(key({ id: 1 }))).toBeUndefined();
    remote.script.heal();
    await back();
    const { layers } = await cache.inspect(key({ id: 1 }));
    expect(layers.map(({ state }) => state)).toEqual(["none", "none"]);
    expect((await cache.inspect(key({ id: 2 }))).layers[1]?.state).toBe("fresh");
  });

  it("is asked again though it goes on missing removals while it is told of others", async () => {
    open({ breaker: { failures: 3, pause: 200 } });
    await cache.set(key({ id: 1 }), 1);
    await openBreaker();
    await cache.delete(key({ id: 0 }));
    remote.script.heal();
    const told = remote.script.hold("remove", "after");
    await told.reached;
    await cache.delete(key({ id: 1 }));
    told.release();
    for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
    expect(await cache.fetch(key({ id: 2 }), () => 2)).toMatchObject({ degraded: false });
    expect(await cache.get(key({ id: 1 }))).toBeUndefined();
    await until(async () => (await cache.inspect(key({ id: 1 }))).layers[1]?.removed, {
      what: "it to be told of the other removal",
    });
  });

  it("is cleared once of what was to be cleared several times", async () => {
    await openBreaker();
    for (let n = 0; n < 5; n++) await cache.clear(key.all);
    const clears = remote.script.count("clear");
    remote.script.heal();
    await back();
    expect(remote.script.count("clear")).toBe(clears + 1);
  });

  it("is asked again although it refuses to make up for what it missed", async () => {
    await cache.set(key({ id: 1 }), 1, { tags: ["a"] });
    const refuse = (): void => {
      for (const step of ["clear", "remove", "invalidate"] as const)
        remote.script.fail(step, "ERR_CACHE_REFUSED");
    };
    refuse();
    await cache.clear({ scope: [], name: "other" });
    await cache.delete(key({ id: 2 }));
    await expect(cache.invalidateTag("a")).rejects.toMatchObject({ code: "ERR_CACHE_LAYERS" });
    await openBreaker();
    remote.script.heal();
    refuse();
    await back();
    expect(cache.stats().remote).toEqual([{ layer: "map", open: false, pending: 3 }]);
    expect(await cache.get(key({ id: 1 }))).toBeUndefined();
  });

  it("is not believed about what it has still to be told of", async () => {
    open({ breaker: { failures: 1_000, share: 1, minCalls: 1_000, pause: "1h" } });
    await cache.set(key(), 1);
    remote.script.fail("remove", "ERR_CACHE_REFUSED");
    await cache.delete(key());
    expect(await cache.get(key())).toBeUndefined();
    expect(await cache.fetch(key(), () => 2)).toMatchObject({ value: 2, status: "miss" });
    await cache.set(key(), 3);
    expect((await cache.inspect(key())).layers[1]?.state).toBe("fresh");
  });

  it("is not believed about a value either that was on its way to it when it missed the removal", async () => {
    open({ breaker: { failures: 1_000, share: 1, minCalls: 1_000, pause: "1h" } });
    remote.script.fail("remove", "ERR_CACHE_REFUSED");
    const writing = remote.script.hold("write", "after");
    const setting = cache.set(key(), 1);
    await writing.reached;
    await cache.delete(key());
    writing.release();
    await setting;
    expect(await cache.get(key())).toBeUndefined();
  });

  it("loses everything if it missed more than is remembered", async () => {
    open({ maxPending: 2 });
    await cache.set(key({ id: 100 }), 1);
    await openBreaker();
    for (let id = 0; id < 5; id++) await cache.delete(key({ id }));
    remote.script.heal();
    await back();
    expect((await cache.inspect(key({ id: 100 }))).layers[1]?.state).toBe("none");
  });

  it("is not believed about what it misses while all that it has is removed", async () => {
    open({ maxPending: 2 });
    await openBreaker();
    for (let id = 0; id < 5; id++) await cache.delete(key({ id }));
    const clearing = remote.script.hold("clear", "after");
    remote.script.heal();
    await clearing.reached;
    const other = createCache({ backend: mapLayer({ server }), clock, defaults: { ttl: "1m" } });
    await other.set(key({ id: 9 }), 9);
    await cache.delete(key({ id: 9 }));
    clearing.release();
    await until(() => !cache.stats().remote[0]!.open, { what: "the layer to be asked again" });
    expect(await cache.get(key({ id: 9 }))).toBeUndefined();
  });

  it("is told of tags and ranges, too; until then nothing with the tag is valid", async () => {
    await cache.set(key({ id: 1 }), 1, { tags: ["a"] });
    await cache.set(key({ id: 2 }), 2);
    await openBreaker();
    await expect(cache.invalidateTag("a")).rejects.toMatchObject({ code: "ERR_CACHE_LAYERS", layer: "map" });
    expect(await cache.get(key({ id: 1 }))).toBeUndefined();
    await cache.clear(key.all);
    remote.script.heal();
    await back();
    for (const id of [1, 2]) {
      const { layers } = await cache.inspect(key({ id }));
      expect(layers.every(({ state, invalidated }) => state === "none" || invalidated)).toBe(true);
    }
  });

  it("can't say what stamps the tags of a value have: it is written nowhere, and the report says so", async () => {
    await cache.set(key(), 1);
    remote.script.fail("stamps", "ERR_CACHE_TIMEOUT");
    expect(await cache.set(key(), 2, { tags: ["a"] })).toEqual({
      ok: false,
      layers: [
        { layer: "memory", outcome: "skipped" },
        { layer: "map", outcome: "failed", error: expect.objectContaining({ code: "ERR_CACHE_TIMEOUT" }) },
      ],
    });
    expect(await cache.get(key())).toBeUndefined();
  });

  it("does not keep a loader's own error from the caller", async () => {
    await openBreaker();
    const fail = () => Promise.reject(new Error("no such user"));
    await expect(cache.getOrSet(key(), fail)).rejects.toThrow("no such user");
  });
});

describe("what can't be understood", () => {
  it("is a miss", async () => {
    await cache.set(key(), 1);
    const [entry] = server.entries.values();
    server.entries.set(entry!.key.id, { ...entry!, stored: { ...entry!.stored, value: Buffer.from("{") } });
    await cache.clear({ scope: [], name: "nothing" });
    const fresh = createCache({ backend: mapLayer({ server }), defaults: { ttl: "1m" } });
    expect(await fresh.fetch(key(), () => 2)).toMatchObject({ value: 2, status: "miss" });
  });

  it("can't be written: the report says so, and reads are served all the same", async () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const cyclicKey = defineKey<unknown>("cyclic")();
    expect(await cache.set(cyclicKey, cyclic)).toMatchObject({
      ok: false,
      layers: [{ outcome: "done" }, { outcome: "failed", error: { code: "ERR_CACHE_ENCODE" } }],
    });
    expect(await cache.getOrSet(cyclicKey, () => cyclic)).toBe(cyclic);
  });
});
