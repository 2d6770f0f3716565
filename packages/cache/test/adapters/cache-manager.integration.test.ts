import { createCache as createManager } from "cache-manager";
import { type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cacheManagerStore } from "../../src/adapters/cache-manager/index.ts";
import { compose, createCache, memory, redis } from "../../src/index.ts";
import { cacheManagerTests } from "./cache-manager-tests.ts";
import { overServer } from "./support.ts";

describe.each(overServer())("a store for cache-manager over %s", (_, open) => {
  cacheManagerTests(open);
});

describe("a store for cache-manager that finds a value on the server", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it("keeps it in memory for as long as it has left, not for as long as it was to have", async () => {
    const budget = { read: "5s", write: "5s" } as const;
    await using writer = createCache({ backend: redis({ url: server.url }) });
    await createManager({ stores: [cacheManagerStore(writer)] }).set("k", "v", 60_000);
    const set = Date.now();
    await using reader = createCache({ backend: compose(memory(), redis({ url: server.url }), { budget }) });
    const manager = createManager({ stores: [cacheManagerStore(reader)], ttl: 3_600_000 });
    expect(await manager.wrap("k", async () => "w")).toBe("v");
    expect(reader.stats().local).toMatchObject([{ entries: 1 }]);
    // Memory is asked first, and says when its copy ends.
    const expires = await manager.ttl("k");
    expect(expires).toBeGreaterThan(set + 30_000);
    expect(expires).toBeLessThanOrEqual(set + 60_000);
  });
});
