import { describe, expect, it } from "vitest";
import { keyvStore } from "../../src/adapters/keyv/index.ts";
import { compose, createCache, memory } from "../../src/index.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { mapLayer } from "../support/map-layer.ts";
import { keyvTests } from "./keyv-tests.ts";
import { overMemory } from "./support.ts";

describe("a store for Keyv over memory", () => {
  keyvTests(overMemory);

  it("lets a value live for its ttl, or for its own where it is given none", async () => {
    const clock = new FakeClock();
    await using timed = overMemory({ clock });
    const one = keyvStore(timed, { name: "timed", ttl: "1m" });
    await one.set("short", 1, 1_000);
    await one.set("long", 2);
    await one.set("over", 3);
    await one.set("over", 4, -1);
    expect(await one.getMany(["short", "long", "over"])).toEqual([1, 2, undefined]);
    clock.advance(1_000);
    expect(await one.getMany(["short", "long"])).toEqual([undefined, 2]);
    clock.advance(59_000);
    expect(await one.get("long")).toBeUndefined();
  });
});

describe("a store for Keyv whose server is away", () => {
  it("gives what memory has, and says that not every layer has what is set", async () => {
    const layer = mapLayer();
    await using cache = createCache({ backend: compose(memory(), layer) });
    const store = keyvStore(cache);
    await store.set("k", "v");
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    expect(await store.set("k", "v")).toBe(false);
    expect(await store.get("k")).toBe("v");
    expect(await store.setMany([{ key: "k", value: "w" }])).toEqual([false]);
    await expect(store.iterator().next()).rejects.toMatchObject({ code: "ERR_CACHE_UNREACHABLE" });
  });
});
