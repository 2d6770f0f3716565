import keyvTestSuite, { keyvApiTests, keyvIteratorTests, keyvNamespaceTest } from "@keyv/test-suite";
import { until } from "fairlead-harness";
import { Keyv as Keyv5 } from "keyv";
import { Keyv as Keyv6 } from "keyv-6";
import * as vitest from "vitest";
import { keyvStore } from "../../src/adapters/keyv/index.ts";
import type { Cache } from "../../src/index.ts";
import type { Open } from "./support.ts";

const { afterAll, afterEach, beforeAll, describe, expect, it } = vitest;

/** Keyv 6 says of each key whether it was there; the suite, which is of 5, wants one answer for all. */
const withoutDeleteMany = {
  ...vitest,
  it: (title: string, test: vitest.TestFunction) => {
    if (title !== ".deleteMany([keys]) with nonexistent keys resolves to false") it(title, test);
  },
} as typeof vitest;

/** Keyv's own suite, and what it doesn't ask, for one kind of cache. */
export function keyvTests(open: Open): void {
  let cache: Cache;
  beforeAll(() => {
    cache = open();
  });
  afterEach(() => cache.clear());
  afterAll(() => cache.close());
  const store = (): ReturnType<typeof keyvStore> => keyvStore(cache);

  describe("Keyv 5's suite", () => {
    keyvTestSuite(vitest, Keyv5, store);
    keyvIteratorTests(vitest, Keyv5, store);
  });

  describe("the same suite with Keyv 6", () => {
    // The suite is typed for 5.
    const Keyv = Keyv6 as unknown as typeof Keyv5;
    keyvApiTests(withoutDeleteMany, Keyv, store);
    keyvNamespaceTest(vitest, Keyv, store);
    keyvIteratorTests(vitest, Keyv, store);
  });

  describe.each([
    ["Keyv 5", (options: object) => new Keyv5(options)],
    ["Keyv 6", (options: object) => new Keyv6(options) as unknown as Keyv5],
  ])("%s", (_, make) => {
    it("clears a namespace, and none that begins like it or is within another", async () => {
      const shared = store();
      const make1 = (namespace: string): Keyv5 => make({ store: shared, namespace });
      const names = ["a", "ab", "a:b"];
      for (const name of names) await make1(name).set("k:1", name);
      await make1("ab").clear();
      expect(await make1("a").get("k:1")).toBe("a");
      expect(await make1("ab").get("k:1")).toBeUndefined();
      expect(await make1("a:b").get("k:1")).toBe("a:b");
      await make1("a:b").clear();
      expect(await make1("a").get("k:1")).toBe("a");
      expect(await make1("a:b").get("k:1")).toBeUndefined();
    });

    it("sets, gets and deletes many at once, each with its ttl", async () => {
      const keyv = make({ store: store() });
      const written = await keyv.setMany([
        { key: "a", value: 1 },
        { key: "b", value: [2], ttl: 60_000 },
        { key: "c", value: { c: null }, ttl: 120_000 },
      ]);
      expect(written).toEqual([true, true, true]);
      expect(await keyv.getMany(["c", "nothing", "a", "b"])).toEqual([{ c: null }, undefined, 1, [2]]);
      expect(await keyv.hasMany(["a", "nothing"])).toEqual([true, false]);
      await keyv.deleteMany(["a", "c", "nothing"]);
      expect(await keyv.getMany(["a", "b", "c"])).toEqual([undefined, [2], undefined]);
    });

    it("keeps bytes as they are", async () => {
      const keyv = make({ store: store() });
      const bytes = Buffer.from([0, 1, 127, 128, 255]);
      await keyv.set("bytes", { bytes });
      expect(await keyv.get("bytes")).toEqual({ bytes });
    });
  });

  describe("the store by itself", () => {
    it("keeps any value, and tells undefined from nothing", async () => {
      for (const value of [
        "",
        "text",
        0,
        false,
        null,
        undefined,
        12n,
        new Date(7),
        Buffer.from("b"),
        [undefined],
      ]) {
        await store().set("k", value);
        expect(await store().get("k")).toStrictEqual(value);
        expect(await store().has("k")).toBe(true);
      }
      expect(await store().has("other")).toBe(false);
    });

    it("lets a value live for its ttl, and leaves nothing of one that is over", async () => {
      const one = store();
      await one.setMany([
        { key: "short", value: 1, ttl: 50 },
        { key: "long", value: 2, ttl: 3_600_000 },
      ]);
      await one.set("over", 3);
      await one.set("over", 4, -1);
      expect(await one.getMany(["long", "over"])).toEqual([2, undefined]);
      await until(async () => !(await one.has("short")), { what: "the end of its ttl" });
      expect(await one.getMany(["short", "long"])).toEqual([undefined, 2]);
    });

    it("leaves alone what others keep in the cache", async () => {
      const [one, other] = [store(), keyvStore(cache, { name: "other" })];
      await one.set("a:b", 1);
      await other.set("a:b", 2);
      await one.clear();
      expect([await one.get("a:b"), await other.get("a:b")]).toEqual([undefined, 2]);
      const all: unknown[] = [];
      for await (const entry of other.iterator()) all.push(entry);
      expect(all).toEqual([["a:b", 2]]);
    });
  });
}
