import { createCache as createManager } from "cache-manager";
import { describe, expect, it } from "vitest";
import { cacheManagerStore } from "../../src/adapters/cache-manager/index.ts";
import { compose, createCache, memory } from "../../src/index.ts";
import { mapLayer } from "../support/map-layer.ts";
import { cacheManagerTests } from "./cache-manager-tests.ts";
import { overMemory } from "./support.ts";

describe("a store for cache-manager over memory", () => {
  cacheManagerTests(overMemory);
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
