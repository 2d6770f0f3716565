import { describe, expect, it } from "vitest";
import { keyvStore } from "../../src/adapters/keyv/index.ts";
import { compose, createCache, memory } from "../../src/index.ts";
import { mapLayer } from "../support/map-layer.ts";
import { keyvTests } from "./keyv-tests.ts";
import { overMemory } from "./support.ts";

describe("a store for Keyv over memory", () => {
  keyvTests(overMemory);
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
