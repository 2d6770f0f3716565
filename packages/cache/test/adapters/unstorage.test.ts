import { createStorage } from "unstorage";
import { describe, expect, it } from "vitest";
import { unstorageDriver } from "../../src/adapters/unstorage/index.ts";
import { compose, createCache, memory } from "../../src/index.ts";
import { mapLayer } from "../support/map-layer.ts";
import { overMemory } from "./support.ts";
import { unstorageTests } from "./unstorage-tests.ts";

describe("a driver for unstorage over memory", () => {
  unstorageTests(overMemory);
});

describe("a driver for unstorage whose server is away", () => {
  it("gives what memory has, and fails only where it is asked for its keys", async () => {
    const layer = mapLayer();
    await using cache = createCache({ backend: compose(memory(), layer, { breaker: { failures: 100 } }) });
    const storage = createStorage({ driver: unstorageDriver(cache) });
    await storage.setItem("k", "v");
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    await storage.setItem("k", "w");
    expect(await storage.getItem("k")).toBe("w");
    await storage.removeItem("k");
    expect(await storage.getItem("k")).toBeNull();
    await expect(storage.getKeys()).rejects.toMatchObject({ code: "ERR_CACHE_UNREACHABLE" });
  });
});
