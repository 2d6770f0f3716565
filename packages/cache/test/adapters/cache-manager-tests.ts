import { createCache as createManager } from "cache-manager";
import { until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { cacheManagerStore } from "../../src/adapters/cache-manager/index.ts";
import type { Cache } from "../../src/index.ts";
import type { Open } from "./support.ts";

type Manager = ReturnType<typeof createManager>;

/** What cache-manager does with its stores, for one kind of cache. */
export function cacheManagerTests(open: Open): void {
  let cache: Cache;
  let manager: Manager;
  beforeAll(() => {
    cache = open();
    manager = createManager({ stores: [cacheManagerStore(cache)] });
  });
  afterEach(() => cache.clear());
  afterAll(() => cache.close());

  it("sets, gets and deletes", async () => {
    expect(await manager.set("a:b", { x: [1, null] })).toEqual({ x: [1, null] });
    expect(await manager.get("a:b")).toEqual({ x: [1, null] });
    expect(await manager.get("a")).toBeUndefined();
    expect(await manager.del("a:b")).toBe(true);
    expect(await manager.get("a:b")).toBeUndefined();
  });

  it("sets, gets and deletes many, each with its ttl", async () => {
    await manager.mset<unknown>([
      { key: "a", value: 0 },
      { key: "b", value: false, ttl: 60_000 },
      { key: "c", value: "" },
    ]);
    expect(await manager.mget(["c", "nothing", "b", "a"])).toEqual(["", undefined, false, 0]);
    expect(await manager.ttl("a")).toBeUndefined();
    expect(await manager.ttl("b")).toBeGreaterThan(Date.now());
    await manager.mdel(["a", "c"]);
    expect(await manager.mget(["a", "b", "c"])).toEqual([undefined, false, undefined]);
  });

  it("clears its own keys and no others", async () => {
    const other = createManager({ stores: [cacheManagerStore(cache, { name: "other" })] });
    await manager.set("a", 1);
    await manager.set("a:b", 2);
    await other.set("a", 3);
    await manager.clear();
    expect(await manager.mget(["a", "a:b"])).toEqual([undefined, undefined]);
    expect(await other.get("a")).toBe(3);
  });

  it("has every value as it was, undefined too", async () => {
    const [store] = manager.stores;
    for (const value of [
      null,
      undefined,
      0,
      "",
      12n,
      new Date(7),
      Buffer.from("b"),
      new Map([[1, new Set("x")]]),
    ]) {
      await manager.set("k", value);
      expect(await manager.get("k")).toStrictEqual(value);
      expect(await store!.get("k", { raw: true })).toStrictEqual({ value });
      expect(await store!.has("k")).toBe(true);
    }
    expect(await store!.get("nothing", { raw: true })).toBeUndefined();
    expect(await store!.has("nothing")).toBe(false);
  });

  it("says of a value that can't be kept that it can't be", async () => {
    if (cache.stats().remote.length === 0) return;
    await expect(manager.set("k", () => 1)).rejects.toMatchObject({ code: "ERR_CACHE_ENCODE" });
    await expect(manager.mset([{ key: "k", value: Symbol("s") }])).rejects.toMatchObject({
      code: "ERR_CACHE_ENCODE",
    });
  });

  it("wraps a function: one call for those who ask at once, and none while there is a value, null among them", async () => {
    let calls = 0;
    const load = async (): Promise<null> => {
      calls++;
      return null;
    };
    const ask = (): Promise<unknown> => manager.wrap("k", load, 60_000);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([null, null, null]);
    expect(await ask()).toBeNull();
    expect(calls).toBe(1);
  });

  it("calls a function again that gave undefined, which cache-manager takes for nothing", async () => {
    let calls = 0;
    const ask = (): Promise<unknown> => manager.wrap("k", async () => void calls++, 60_000);
    await ask();
    await ask();
    expect(calls).toBe(2);
  });

  it("passes the function's own error on, and keeps nothing of it", async () => {
    await expect(manager.wrap("k", () => Promise.reject(new Error("no")), 60_000)).rejects.toThrow("no");
    expect(await manager.wrap("k", async () => "yes", 60_000)).toBe("yes");
  });

  it("refreshes what is about to expire, in the background", async () => {
    const refreshed = new Promise((resolve) => manager.on("refresh", resolve));
    await manager.set("k", "old", 60_000);
    expect(await manager.wrap("k", async () => "new", 60_000, 120_000)).toBe("old");
    expect(await refreshed).toMatchObject({ key: "k", value: "new" });
    expect(await manager.get("k")).toBe("new");
  });

  it("tells all its keys", async () => {
    await manager.set("a", 1);
    await manager.set("b:c", 2);
    const all: unknown[] = [];
    for await (const entry of manager.stores[0]!.iterator!(undefined)) all.push(entry);
    expect(all.sort()).toEqual([
      ["a", 1],
      ["b:c", 2],
    ]);
  });

  it("lets a value live for its ttl", async () => {
    await manager.set("short", 1, 50);
    await manager.set("long", 1, 3_600_000);
    await until(async () => (await manager.get("short")) === undefined, { what: "the end of its ttl" });
    expect(await manager.ttl("short")).toBeUndefined();
    expect(await manager.get("long")).toBe(1);
  });
}
