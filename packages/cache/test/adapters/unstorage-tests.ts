import { until } from "fairlead-harness";
import {
  createStorage,
  prefixStorage,
  restoreSnapshot,
  type Storage,
  type StorageValue,
  snapshot,
} from "unstorage";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { unstorageDriver } from "../../src/adapters/unstorage/index.ts";
import type { Cache } from "../../src/index.ts";
import type { Open } from "./support.ts";

/** What unstorage does with its drivers, for one kind of cache. */
export function unstorageTests(open: Open): void {
  let cache: Cache;
  let storage: Storage;
  beforeAll(() => {
    cache = open();
    storage = createStorage({ driver: unstorageDriver(cache) });
  });
  afterEach(() => cache.clear());
  afterAll(() => cache.close());
  const keys = async (base?: string): Promise<string[]> => (await storage.getKeys(base)).sort();

  it("has items, and tells which there are", async () => {
    expect(await storage.hasItem("s1:a")).toBe(false);
    expect(await storage.getItem("s2:a")).toBeNull();
    expect(await keys()).toEqual([]);
    await storage.setItem("s1:a", "test_data");
    await storage.setItem("s2:a", "test_data");
    await storage.setItem("s3:a?q=1", "test_data");
    expect(await storage.hasItem("s1:a")).toBe(true);
    expect(await storage.getItem("s1:a")).toBe("test_data");
    expect(await storage.getItem("s3:a?q=2")).toBe("test_data");
    expect(await keys()).toEqual(["s1:a", "s2:a", "s3:a"]);
  });

  it("tells the keys of a base, and none that begin like it, down to a depth", async () => {
    for (const key of ["a", "a:b", "a:b:c", "a:bc", "ab:c"]) await storage.setItem(key, key);
    expect(await keys("a")).toEqual(["a:b", "a:b:c", "a:bc"]);
    expect(await keys("a:b")).toEqual(["a:b:c"]);
    expect(await keys("none")).toEqual([]);
    expect((await storage.getKeys("", { maxDepth: 1 })).sort()).toEqual(["a", "a:b", "a:bc", "ab:c"]);
  });

  it("gives objects, numbers and booleans back as they were, and takes null", async () => {
    await storage.setItem("object", { json: "works", list: [1, null] });
    await storage.setItem("number", 12);
    await storage.setItem("boolean", true);
    await storage.setItem("null", null);
    await storage.setItem("dated", { toJSON: () => "as it says" });
    expect(await storage.getItem("object")).toEqual({ json: "works", list: [1, null] });
    expect(await storage.getItem("number")).toBe(12);
    expect(await storage.getItem("boolean")).toBe(true);
    expect(await storage.getItem("null")).toBeNull();
    expect(await storage.getItem("dated")).toBe("as it says");
    await storage.setItem("object", undefined as never);
    expect(await storage.hasItem("object")).toBe(false);
  });

  it("refuses what can't be text", async () => {
    class Thing {
      other = this;
    }
    await expect(storage.setItem("object", new Thing())).rejects.toThrow();
  });

  it("keeps raw items as they are: bytes, text, and what is neither", async () => {
    const bytes = new Uint8Array([0, 1, 127, 128, 255]);
    await storage.setItemRaw("raw:bytes", bytes);
    await storage.setItemRaw("raw:buffer", Buffer.from(bytes));
    await storage.setItemRaw("raw:text", "true");
    await storage.setItemRaw("raw:object", { bytes });
    expect(await storage.getItemRaw("raw:bytes")).toStrictEqual(bytes);
    expect(await storage.getItemRaw("raw:buffer")).toStrictEqual(Buffer.from(bytes));
    expect(await storage.getItemRaw("raw:text")).toBe("true");
    expect(await storage.getItemRaw("raw:object")).toStrictEqual({ bytes });
    expect(await storage.getItemRaw("raw:none")).toBeNull();
  });

  it("sets and gets several at once", async () => {
    await storage.setItems<StorageValue>([
      { key: "t:1", value: "test_data_t1" },
      { key: "t:2", value: { b: 2 } },
    ]);
    const items = await storage.getItems(["t:2", "none", { key: "t:1" }]);
    expect(items).toEqual([
      { key: "t:2", value: { b: 2 } },
      { key: "none", value: null },
      { key: "t:1", value: "test_data_t1" },
    ]);
  });

  it("removes an item, and its meta with it where that is wanted", async () => {
    await storage.setItem("s1:a", "test_data");
    await storage.setMeta("s1:a", { mine: 1 });
    expect(await storage.getMeta("s1:a")).toMatchObject({ mine: 1, mtime: expect.any(Date) });
    await storage.removeItem("s1:a", { removeMeta: true });
    expect(await storage.hasItem("s1:a")).toBe(false);
    expect(await storage.getMeta("s1:a")).toEqual({});
  });

  it("clears all, or what is under a base, and nothing of anybody else's", async () => {
    const other = createStorage({ driver: unstorageDriver(cache, { name: "other" }) });
    await other.setItem("a:b", 1);
    for (const key of ["a", "a:b", "a:b:c", "ab:c"]) await storage.setItem(key, key);
    // unstorage itself asks for a base only where a mount is under it.
    await unstorageDriver(cache).clear("a:");
    expect(await keys()).toEqual(["a", "ab:c"]);
    await storage.clear();
    expect(await keys()).toEqual([]);
    expect(await other.getKeys()).toEqual(["a:b"]);
  });

  it("can be prefixed, copied and restored", async () => {
    const part = prefixStorage(storage, "part");
    await part.setItem("x", 1);
    await part.setItem("y:z", "2 and");
    const copy = await snapshot(storage, "part");
    expect(copy).toEqual({ x: 1, "y:z": "2 and" });
    await storage.clear();
    await restoreSnapshot(storage, copy, "again");
    expect(await keys()).toEqual(["again:x", "again:y:z"]);
  });

  it("can be mounted beside others", async () => {
    const both = createStorage();
    both.mount("cache", unstorageDriver(cache));
    await both.setItem("cache:k", "v");
    expect(await storage.getItem("k")).toBe("v");
    expect(await both.getKeys("cache")).toEqual(["cache:k"]);
    await both.dispose();
    // Who made the cache closes it.
    expect(await storage.getItem("k")).toBe("v");
  });

  describe("ttl", () => {
    it("is in seconds, and leaves nothing", async () => {
      await storage.setItem("a:short", 1, { ttl: 0.05 });
      await storage.setItem("a:long", 1, { ttl: 3_600 });
      await until(async () => !(await storage.hasItem("a:short")), { what: "the end of its ttl" });
      expect(await storage.getKeys("a")).toEqual(["a:long"]);
    });

    it("is told by the meta", async () => {
      await storage.setItem("timed", 1, { ttl: 60 });
      await storage.setItem("forever", 1);
      const { ttl, mtime } = await storage.getMeta("timed");
      expect(ttl).toBeGreaterThan(30);
      expect(ttl).toBeLessThanOrEqual(60);
      expect(Math.abs(Date.now() - mtime!.getTime())).toBeLessThan(30_000);
      expect(await storage.getMeta("forever")).toEqual({ mtime: expect.any(Date) });
    });
  });
}
