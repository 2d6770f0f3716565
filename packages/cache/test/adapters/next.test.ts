import { describe, expect, it } from "vitest";
import { nextCacheHandler } from "../../src/adapters/next/index.ts";
import { compose, createCache, memory } from "../../src/index.ts";
import { mapLayer } from "../support/map-layer.ts";
import { nextTests } from "./next-tests.ts";
import { overMemory } from "./support.ts";

describe("handlers for Next.js over memory", () => {
  nextTests(overMemory);
});

describe("handlers for Next.js whose server is away", () => {
  it("keep and give pages, and nothing whose tags may have been revalidated", async () => {
    const layer = mapLayer();
    await using cache = createCache({ backend: compose(memory(), layer, { breaker: { failures: 100 } }) });
    const handler = new (nextCacheHandler(cache))();
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    const value = { kind: "PAGES", html: "x" };
    await handler.set("/a", value);
    expect(await handler.get("/a")).toMatchObject({ value });
    expect(await handler.get("/a", { softTags: ["t"] })).toBeNull();
    await expect(handler.revalidateTag("t")).rejects.toMatchObject({ code: "ERR_CACHE_LAYERS" });
  });
});
