import { until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type NextCacheHandler,
  type NextUseCacheHandler,
  type NextValue,
  nextCacheHandler,
  nextUseCacheHandler,
  type UseCacheEntry,
} from "../../src/adapters/next/index.ts";
import type { Cache } from "../../src/index.ts";
import type { Open } from "./support.ts";

const fetched = (body: string, more: object = {}): NextValue =>
  ({
    kind: "FETCH",
    data: { headers: { "content-type": "text/plain" }, body, status: 200, url: "http://api/x" },
    revalidate: 60,
    ...more,
  }) as NextValue;

const page = (html: string, tags?: string): NextValue =>
  ({
    kind: "APP_PAGE",
    html,
    rscData: Buffer.from([0, 255, 128]),
    headers: tags === undefined ? undefined : { "x-next-cache-tags": tags, vary: ["a", "b"] },
    postponed: undefined,
    status: 200,
    segmentData: new Map([["/_tree", Buffer.from("segment")]]),
  }) as NextValue;

/** So that nothing that comes after is in the same ms as what was before. */
async function nextMs(): Promise<void> {
  const now = Date.now();
  await until(() => Date.now() > now, { what: "the next millisecond" });
}

/** What Next.js does with its handlers, for one kind of cache. */
export function nextTests(open: Open): void {
  let cache: Cache;
  beforeAll(() => {
    cache = open();
  });
  afterEach(() => cache.clear());
  afterAll(() => cache.close());

  describe("cacheHandler", () => {
    let handler: NextCacheHandler;
    beforeAll(() => {
      handler = new (nextCacheHandler(cache))({ dev: false });
    });
    const revalidate = async (tag: string, durations?: { expire?: number }): Promise<void> => {
      await nextMs();
      await handler.revalidateTag(tag, durations);
      await nextMs();
    };

    it("keeps every kind of value as it is, bytes and maps with it", async () => {
      const values = [
        page("<p>"),
        fetched("body"),
        { kind: "APP_ROUTE", body: Buffer.from([1, 0]), status: 201, headers: { "set-cookie": ["a", "b"] } },
        {
          kind: "PAGES",
          html: "<p>",
          pageData: { props: { a: null } },
          headers: undefined,
          status: undefined,
        },
        {
          kind: "IMAGE",
          etag: "e",
          upstreamEtag: "u",
          buffer: Buffer.from([9]),
          extension: "png",
          revalidate: 1,
        },
        { kind: "REDIRECT", props: { pageProps: { __N_REDIRECT: "/x" } } },
        null,
      ];
      for (const value of values) {
        const before = Date.now();
        await handler.set("/a:b?c", value);
        const found = await handler.get("/a:b?c");
        expect(found).toStrictEqual({ value, lastModified: expect.any(Number) });
        expect(found!.lastModified).toBeGreaterThanOrEqual(before);
        expect(found!.lastModified).toBeLessThanOrEqual(Date.now());
      }
      expect(await handler.get("/other")).toBeNull();
    });

    it("gives the life of a page back, and keeps it no longer than that", async () => {
      const cacheControl = { revalidate: 10, expire: 3_600 };
      await handler.set("/page", page("x"), { cacheControl });
      expect(await handler.get("/page")).toMatchObject({ cacheControl });
      await handler.set("/page", page("x"), { cacheControl: { revalidate: false, expire: 0 } });
      expect(await handler.get("/page")).toBeNull();
    });

    it("forgets what was fetched with a tag that is revalidated, and what the page's own tags say", async () => {
      await handler.set("f1", fetched("1", { tags: ["posts"] }), { tags: ["posts", "all"] });
      await handler.set("f2", fetched("2"), { tags: ["users"] });
      const asked = { tags: ["users"], softTags: ["_N_T_/layout", "_N_T_/users"] };
      expect(await handler.get("f2", asked)).toMatchObject({ value: { data: { body: "2" } } });
      await revalidate("posts");
      expect(await handler.get("f1")).toBeNull();
      expect(await handler.get("f2", asked)).not.toBeNull();
      await revalidate("_N_T_/users");
      expect(await handler.get("f2", asked)).toBeNull();
      expect(await handler.get("f2", { softTags: ["_N_T_/layout"] })).not.toBeNull();
      await handler.set("f2", fetched("3"), { tags: ["users"] });
      expect(await handler.get("f2", asked)).toMatchObject({ value: { data: { body: "3" } } });
    });

    it("forgets a page that names the tag in its header, for all handlers of the cache", async () => {
      await handler.set("/a", page("a", "_N_T_/layout,_N_T_/a,posts"));
      await handler.set("/b", page("b", "_N_T_/layout,_N_T_/b"));
      await nextMs();
      await new (nextCacheHandler(cache))().revalidateTag(["posts", "none"]);
      expect(await handler.get("/a")).toBeNull();
      expect(await handler.get("/b")).toMatchObject({ value: { html: "b" } });
    });

    it("gives what has a tag that ends later as stale until then, and not after", async () => {
      await handler.set("f", fetched("f"), { tags: ["t"] });
      const cacheControl = { revalidate: false, expire: 3_600 } as const;
      await handler.set("/page", page("x", "t"), { cacheControl });
      await revalidate("t", { expire: 1_000 });
      const stale = await handler.get("f", { tags: ["t"] });
      expect(stale!.value).toEqual(fetched("f"));
      // Next.js takes it for stale if it is older than it may be, and for good otherwise.
      expect(Date.now() - stale!.lastModified).toBeGreaterThan(60_000);
      const old = await handler.get("/page");
      expect(old).toMatchObject({ value: { html: "x" }, cacheControl: { revalidate: 1, expire: 3_600 } });
      expect(Date.now() - old!.lastModified).toBeGreaterThan(1_000);
      expect(Date.now() - old!.lastModified).toBeLessThan(3_600_000);
      await handler.set("/page", page("y", "t"), { cacheControl });
      expect(await handler.get("/page")).toMatchObject({ value: { html: "y" }, cacheControl });
      await revalidate("t", { expire: 0.001 });
      expect(await handler.get("f", { tags: ["t"] })).toBeNull();
      await handler.set("f", fetched("g"), { tags: ["t"] });
      await revalidate("t", {});
      expect((await handler.get("f"))!.value).toEqual(fetched("g"));
    });

    it("has tags that the rest of the program can invalidate", async () => {
      await handler.set("f", fetched("f"), { tags: ["t"] });
      await cache.invalidateTag("t");
      expect(await handler.get("f")).not.toBeNull();
      await nextMs();
      await cache.invalidateTag("next:t");
      expect(await handler.get("f")).toBeNull();
      expect(handler.resetRequestCache()).toBeUndefined();
    });
  });

  describe("cacheHandlers", () => {
    let handler: NextUseCacheHandler;
    beforeAll(() => {
      handler = nextUseCacheHandler(cache);
    });
    const entry = (text: string, more: Partial<UseCacheEntry> = {}): UseCacheEntry => ({
      value: new Blob([text]).stream() as ReadableStream<Uint8Array>,
      tags: ["t"],
      stale: 30,
      timestamp: Date.now(),
      expire: 3_600,
      revalidate: 60,
      ...more,
    });
    const textOf = async (found: UseCacheEntry | undefined): Promise<string | undefined> =>
      found && new Response(found.value).text();

    it("keeps an entry with all that is said of it, and gives a stream of its own to each", async () => {
      const { value: _, ...about } = entry("x");
      await handler.set("k", Promise.resolve(entry("\u0000bytes\u00ff", about)));
      const [one, two] = [await handler.get("k", []), await handler.get("k", [])];
      expect(one).toMatchObject(about);
      expect(await textOf(one)).toBe("\u0000bytes\u00ff");
      expect(await textOf(two)).toBe("\u0000bytes\u00ff");
      expect(await handler.get("other", [])).toBeUndefined();
    });

    it("waits for what is being set, and has nothing of what fails", async () => {
      let finish: (entry: UseCacheEntry) => void = () => undefined;
      const pending = new Promise<UseCacheEntry>((resolve) => {
        finish = resolve;
      });
      const set = handler.set("k", pending);
      const found = handler.get("k", []);
      finish(entry("late"));
      await set;
      expect(await textOf(await found)).toBe("late");
      const broken = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.error(new Error("broken")),
      });
      await handler.set("broken", Promise.resolve(entry("", { value: broken })));
      await handler.set("rejected", Promise.reject(new Error("no")));
      expect(await handler.get("broken", [])).toBeUndefined();
      expect(await handler.get("rejected", [])).toBeUndefined();
    });

    it("forgets what has a tag that is updated, of its own or of the page, also while it was made", async () => {
      const early = entry("early");
      await handler.set("k", Promise.resolve(entry("k")));
      expect(await handler.getExpiration(["t"])).toBe(Number.POSITIVE_INFINITY);
      await handler.refreshTags();
      await nextMs();
      await handler.updateTags(["t", "soft"]);
      await nextMs();
      expect(await handler.get("k", [])).toBeUndefined();
      await handler.set("k", Promise.resolve(early));
      expect(await handler.get("k", [])).toBeUndefined();
      await handler.set("k", Promise.resolve(entry("new", { tags: [] })));
      expect(await textOf(await handler.get("k", ["soft"]))).toBe("new");
      await nextMs();
      await handler.updateTags(["soft"]);
      expect(await handler.get("k", ["soft"])).toBeUndefined();
      expect(await textOf(await handler.get("k", ["hard"]))).toBe("new");
    });

    it("has what ends later made again, and nothing after its end", async () => {
      await handler.set("k", Promise.resolve(entry("k")));
      await nextMs();
      await handler.updateTags(["t"], { expire: 1_000 });
      expect(await handler.get("k", [])).toMatchObject({ revalidate: -1 });
      await handler.set("gone", Promise.resolve(entry("gone", { expire: 0 })));
      expect(await handler.get("gone", [])).toBeUndefined();
    });
  });
}
