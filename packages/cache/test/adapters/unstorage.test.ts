import { createStorage } from "unstorage";
import { describe, expect, it } from "vitest";
import { unstorageDriver } from "../../src/adapters/unstorage/index.ts";
import { compose, createCache, memory } from "../../src/index.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { mapLayer } from "../support/map-layer.ts";
import { overMemory } from "./support.ts";
import { unstorageTests } from "./unstorage-tests.ts";

describe("a driver for unstorage over memory", () => {
  unstorageTests(overMemory);

  it("has a ttl in seconds, of one item, of several, or of the driver, and its end is known", async () => {
    const clock = new FakeClock();
    await using timed = overMemory({ clock });
    const store = createStorage({ driver: unstorageDriver(timed, { ttl: "1m" }) });
    await store.setItem("short", 1, { ttl: 2 });
    await store.setItems(
      [
        { key: "some", value: 1 },
        { key: "own", value: 1, options: { ttl: 1 } },
      ],
      { ttl: 3 },
    );
    await store.setItemRaw("raw", Buffer.from("b"), { ttl: 2 });
    await store.setItem("drivers", 1);
    clock.advance(1_000);
    expect((await store.getKeys()).sort()).toEqual(["drivers", "raw", "short", "some"]);
    clock.advance(1_000);
    expect((await store.getKeys()).sort()).toEqual(["drivers", "some"]);
    expect(await store.getItem("short")).toBeNull();
    clock.advance(58_000);
    expect(await store.getKeys()).toEqual([]);
  });
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
