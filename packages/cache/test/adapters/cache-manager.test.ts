import { createCache as createManager } from "cache-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cacheManagerStore } from "../../src/adapters/cache-manager/index.ts";
import { type Cache, compose, createCache, memory } from "../../src/index.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { mapLayer } from "../support/map-layer.ts";
import { cacheManagerTests } from "./cache-manager-tests.ts";
import { overMemory } from "./support.ts";

describe("a store for cache-manager over memory", () => {
  cacheManagerTests(overMemory);

  describe("ttl", () => {
    const clock = new FakeClock();
    let timed: Cache;
    beforeAll(() => {
      timed = overMemory({ clock });
    });
    afterAll(() => timed.close());

    it("is that of the call, then that of the manager, then that of the store; 0 is none", async () => {
      const store = cacheManagerStore(timed, { ttl: "1h" });
      const by = createManager({ stores: [store], ttl: 10_000 });
      const now = clock.now();
      await by.set("own", 1, 500);
      await by.set("managers", 1);
      await by.set("none", 1, 0);
      expect(await Promise.all(["own", "managers", "none"].map((key) => by.ttl(key)))).toEqual([
        now + 500,
        now + 10_000,
        now + 3_600_000,
      ]);
      clock.advance(500);
      expect(await by.mget(["own", "managers"])).toEqual([undefined, 1]);
      expect(await by.ttl("own")).toBeUndefined();
    });

    it("stays what it was set to when others ask for the value", async () => {
      const by = createManager({ stores: [cacheManagerStore(timed)] });
      const now = clock.now();
      await by.set("k", "v", 10_000);
      clock.advance(9_700);
      expect(await by.wrap("k", async () => "other", 10_000)).toBe("v");
      expect(await by.ttl("k")).toBe(now + 10_000);
      clock.advance(300);
      expect(await by.wrap("k", async () => "other", 10_000)).toBe("other");
    });
  });
});

describe("a store for cache-manager whose server is away", () => {
  it("fails no call", async () => {
    const layer = mapLayer();
    await using cache = createCache({ backend: compose(memory(), layer) });
    const manager = createManager({ stores: [cacheManagerStore(cache)] });
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    expect(await manager.set("k", "v")).toBe("v");
    expect(await manager.wrap("k", async () => "w")).toBe("v");
    expect(await manager.wrap("other", async () => "w")).toBe("w");
    expect(await manager.del("k")).toBe(true);
    expect(await manager.get("k")).toBeUndefined();
    expect(await manager.clear()).toBe(true);
  });
});
