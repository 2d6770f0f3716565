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

const open = (options = {}): void => {
  remote = mapLayer({ label: "map", server });
  const backend = compose(memory(), remote, { breaker: { failures: 3, pause: 20 }, ...options });
  cache = createCache({ backend, clock: server.clock, defaults: { ttl: "1m" } });
};

describe("a layer that is away, and that others use, too", () => {
  let other: Cache;
  const memoryOf = async (id: number): Promise<string> => (await other.inspect(key({ id }))).layers[0]!.state;
  const forgotten = (id: number) =>
    until(async () => (await memoryOf(id)) === "none", { what: "the other process to have heard" });
  beforeEach(() => {
    server = new MapServer(new FakeClock());
    open();
    const backend = compose(memory(), mapLayer({ label: "map", server }));
    other = createCache({ backend, clock: server.clock, defaults: { ttl: "1m" } });
  });
  afterEach(async () => {
    await cache.close({ timeoutMs: 0 });
    await other.close();
  });

  it("carries later what could not be said through it", async () => {
    const tell: ((id: number) => Promise<unknown>)[] = [
      (id) => cache.delete(key({ id })),
      (id) => cache.set(key({ id }), 2),
      () => cache.clear(),
    ];
    for (const [id, change] of tell.entries()) {
      await other.set(key({ id }), 1);
      await other.get(key({ id }));
      remote.script.fail("publish", "ERR_CACHE_UNREACHABLE");
      await change(id);
      expect(await memoryOf(id)).toBe("fresh");
      remote.script.heal();
      await forgotten(id);
    }
  });

  it("has them told of a removal again that it missed: they may have read what was to be removed", async () => {
    const removals: ((id: number) => Promise<unknown>)[] = [
      (id) => cache.delete(key({ id })),
      () => cache.clear(),
    ];
    for (const [id, remove] of removals.entries()) {
      await other.set(key({ id }), 1);
      for (const step of ["remove", "clear"] as const) remote.script.fail(step, "ERR_CACHE_UNREACHABLE");
      await remove(id);
      expect(await other.get(key({ id }))).toBe(1);
      expect(await memoryOf(id)).toBe("fresh");
      remote.script.heal();
      await forgotten(id);
      expect(await other.get(key({ id }))).toBeUndefined();
    }
  });

  it("has them forget everything if more was not said than is remembered", async () => {
    await cache.close();
    open({ maxPending: 2 });
    for (let id = 0; id < 4; id++) {
      await other.set(key({ id }), 1);
      await other.get(key({ id }));
    }
    remote.script.fail("publish", "ERR_CACHE_REFUSED");
    for (let id = 0; id < 3; id++) await cache.delete(key({ id }));
    remote.script.heal();
    for (let id = 0; id < 4; id++) await forgotten(id);
  });
});

describe("an invalidation of a tag", () => {
  const tagged = { tags: ["a"] } as const;
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
    server = new MapServer(clock);
    open();
  });
  afterEach(() => cache.close({ timeoutMs: 0 }));

  it("that was missed holds at once, and when it has been made up for and was lost again", async () => {
    await cache.set(key(), 1, tagged);
    const before = server.stamps.get("a") ?? 0;
    remote.script.fail("invalidate", "ERR_CACHE_UNREACHABLE");
    await expect(cache.invalidateTag("a")).rejects.toMatchObject({ code: "ERR_CACHE_LAYERS" });
    expect(await cache.get(key())).toBeUndefined();
    remote.script.heal();
    await until(() => (server.stamps.get("a") ?? 0) > before, { what: "the tag to be invalidated" });
    server.stamps.set("a", before);
    clock.advance(2_000);
    expect(await cache.get(key())).toBeUndefined();
  });

  it("that was missed holds in all layers, though it is more than is remembered", async () => {
    await cache.close();
    remote = mapLayer({ label: "map", server });
    const near = mapLayer({ label: "near", clock, shared: false });
    const rules = { maxPending: 2, breaker: { pause: 20 } };
    cache = createCache({ backend: compose(memory(), near, remote, rules), clock, defaults: { ttl: "1m" } });
    const keys = ["a", "b", "c"].map((tag, id) => [tag, key({ id })] as const);
    for (const [tag, each] of keys) await cache.set(each, 1, { tags: [tag] });
    remote.script.fail("invalidate", "ERR_CACHE_REFUSED");
    const missed = cache.invalidateTag("a", "b", "c");
    await expect(missed).rejects.toMatchObject({ code: "ERR_CACHE_LAYERS" });
    expect(await cache.getMany(keys.map(([, each]) => each))).toEqual([undefined, undefined, undefined]);
    remote.script.heal();
    const told = () => cache.stats().remote.every(({ pending }) => pending === 0);
    await until(told, { what: "the layers to be cleared" });
    expect(await cache.getMany(keys.map(([, each]) => each))).toEqual([undefined, undefined, undefined]);
  });

  it("that the servers have lost is told them again, and what is loaded after that is good", async () => {
    await cache.set(key(), 1, tagged);
    await cache.invalidateTag("a");
    const told = server.stamps.get("a")!;
    server.stamps.set("a", 0);
    clock.advance(2_000);
    expect(await cache.getOrSet(key(), () => 2, tagged)).toBe(2);
    await until(() => server.stamps.get("a")! >= told, { what: "the tag to be invalidated again" });
    expect(await cache.getOrSet(key(), () => 3, { ...tagged, write: "await" })).toBe(3);
    clock.advance(2_000);
    expect(await cache.get(key())).toBe(3);
  });
});
