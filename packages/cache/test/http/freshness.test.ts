import { describe, expect, it } from "vitest";
import { Bench, counting, KINDS, type Origin, reply, URL_A } from "./support/origin.ts";

describe.each(KINDS)("the life of a response by its headers (over a cache: %s)", (kind) => {
  const bench = (origin: Origin, options = {}): Bench => new Bench(origin, options, kind);

  it("a fresh response is answered from the cache, with its age", async () => {
    const b = bench(counting({ "cache-control": "max-age=60" }));
    expect(await b.read()).toMatchObject({
      cache: "test; fwd=uri-miss; fwd-status=200; stored",
      age: null,
    });
    b.clock.advance("10s");
    expect(await b.read()).toMatchObject({ text: "1", cache: "test; hit; ttl=50", age: "10" });
    b.clock.advance("50s");
    expect(await b.read()).toMatchObject({ text: "2" });
  });

  it("bytes come back as they were", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    const b = bench(() => new Response(bytes, { headers: { "cache-control": "max-age=60" } }));
    await b.read();
    const again = await b.ask();
    expect(again.headers.get("cache-status")).toContain("hit");
    expect(new Uint8Array(await again.arrayBuffer())).toEqual(bytes);
  });

  it("s-maxage counts for a shared cache, max-age for a private one", async () => {
    const origin = counting({ "cache-control": "max-age=10, s-maxage=100" });
    const shared = bench(origin);
    const own = bench(origin, { rfc9111: { shared: false } });
    await shared.read();
    await own.read();
    expect((await shared.read()).cache).toBe("test; hit; ttl=100");
    expect((await own.read()).cache).toBe("test; hit; ttl=10");
  });

  it("the age of a response on arrival is part of its life, and told on", async () => {
    const b = bench(counting({ "cache-control": "max-age=60", age: "20" }));
    await b.read();
    b.clock.advance("5s");
    expect(await b.read()).toMatchObject({ cache: "test; hit; ttl=35", age: "25" });
  });

  it.each([
    ["20, 5", 40],
    ["20,", 40],
    ["old", 60],
    ["1.5", 60],
    ["-5", 60],
  ])("the age of a response on arrival is the first that it names: %s", async (age, ttl) => {
    const b = bench(counting({ "cache-control": "max-age=60", age }));
    await b.read();
    expect((await b.read()).cache).toBe(`test; hit; ttl=${ttl}`);
  });

  it("directives count in any spelling, and the least of a repeated one", async () => {
    const b = bench(counting({ "cache-control": 'Max-Age="30" , max-age=20' }));
    await b.read();
    expect((await b.read()).cache).toBe("test; hit; ttl=20");
  });

  it("a response that says only when it was modified is kept for a tenth of the time since, at most a day", async () => {
    const b = bench(() => reply("1", { "last-modified": new Date(b.clock.now() - 1_000_000).toUTCString() }));
    await b.read();
    expect((await b.read()).cache).toBe("test; hit; ttl=100");
    b.origin = () => reply("2", { "last-modified": new Date(0).toUTCString() });
    await b.read("https://shop.example/old");
    expect((await b.read("https://shop.example/old")).cache).toBe("test; hit; ttl=86400");
    const none = bench(b.origin, { rfc9111: { heuristic: 0, retain: 0 } });
    await none.read();
    expect((await none.read()).cache).toBe("test; fwd=uri-miss; fwd-status=200; detail=not-cacheable");
  });

  it("a stale response with an ETag is asked for again, and a 304 renews it with its headers", async () => {
    const b = bench((request) =>
      request.headers.get("if-none-match") === '"a"'
        ? reply(
            null,
            { "cache-control": "max-age=30", etag: '"a"', "x-new": "1", "content-type": "x/y" },
            304,
          )
        : reply("one", { "cache-control": "max-age=60", etag: '"a"', "content-type": "text/plain" }),
    );
    await b.read();
    b.clock.advance("61s");
    const renewed = await b.read();
    expect(renewed).toMatchObject({
      status: 200,
      text: "one",
      cache: "test; fwd=stale; fwd-status=304; stored",
    });
    expect(renewed.headers.get("x-new")).toBe("1");
    expect(renewed.headers.get("content-type")).toBe("text/plain");
    expect(await b.read()).toMatchObject({ text: "one", cache: "test; hit; ttl=30", age: "0" });
    expect(b.asked).toHaveLength(2);
  });

  it("a response that must be validated each time is stored, and never used unasked", async () => {
    const b = bench((request) =>
      request.headers.get("if-none-match") === '"a"'
        ? reply(null, { etag: '"a"', "cache-control": "no-cache" }, 304)
        : reply("one", { etag: '"a"', "cache-control": "no-cache" }),
    );
    await b.read();
    expect((await b.read()).cache).toBe("test; fwd=stale; fwd-status=304; stored");
    b.clock.advance("1h");
    expect(await b.read()).toMatchObject({ text: "one", cache: "test; fwd=stale; fwd-status=304; stored" });
  });

  it("while a response is being renewed the old one is served, for as long as it allows", async () => {
    const b = bench(counting({ "cache-control": "max-age=10, stale-while-revalidate=20" }));
    await b.read();
    b.clock.advance("15s");
    expect(await b.read()).toMatchObject({ text: "1", cache: "test; hit; ttl=-5", age: "15" });
    expect(await b.read()).toMatchObject({ text: "2", cache: "test; hit; ttl=10", age: "0" });
    b.clock.advance("31s");
    expect(await b.read()).toMatchObject({ text: "3" });
  });

  it("a request that limits the age gets nothing stale, though others do while it is being renewed", async () => {
    const b = bench(counting({ "cache-control": "max-age=10, stale-while-revalidate=100" }));
    await b.read();
    b.clock.advance("15s");
    const limited = await b.read(URL_A, { headers: { "cache-control": "max-age=1000" } });
    expect(limited).toMatchObject({ text: "2", cache: "test; fwd=stale; fwd-status=200; stored" });
  });

  it.each(["must-revalidate", "proxy-revalidate", "no-cache"])(
    "with %s nothing stale is served",
    async (word) => {
      const b = bench(
        counting({
          "cache-control": `max-age=10, stale-while-revalidate=20, stale-if-error=60, ${word}`,
          etag: '"a"',
        }),
      );
      await b.read();
      b.clock.advance("15s");
      expect(await b.read()).toMatchObject({ text: "2" });
      b.clock.advance("15s");
      b.origin = () => reply("no", {}, 503);
      expect(await b.read()).toMatchObject({ status: 503, text: "no" });
    },
  );

  it("must-revalidate does not keep a fresh response from being used", async () => {
    const b = bench(counting({ "cache-control": "max-age=10, must-revalidate" }));
    await b.read();
    expect((await b.read()).cache).toBe("test; hit; ttl=10");
  });

  it("an error of the origin gives way to an old response, if that allows it", async () => {
    const b = bench(counting({ "cache-control": "max-age=10, stale-if-error=60" }));
    await b.read();
    b.clock.advance("20s");
    b.origin = () => reply("broken", {}, 503);
    expect(await b.read()).toMatchObject({
      status: 200,
      text: "1",
      cache: "test; fwd=stale; fwd-status=503; detail=stale-if-error",
    });
    expect((await b.read()).cache).toBe("test; hit; ttl=-10; detail=stale-if-error");
    b.clock.advance("2s");
    b.origin = () => Promise.reject(new Error("unreachable"));
    expect(await b.read()).toMatchObject({ text: "1", cache: "test; fwd=stale; detail=stale-if-error" });
    b.clock.advance("60s");
    await expect(b.read()).rejects.toThrow("unreachable");
  });

  it("what is kept for its validator alone does not hide errors", async () => {
    const b = bench(counting({ "cache-control": "max-age=10", etag: '"a"' }));
    await b.read();
    b.clock.advance("20s");
    b.origin = () => reply("broken", {}, 503);
    expect(await b.read()).toMatchObject({ status: 503, text: "broken" });
    b.clock.advance("20s");
    b.origin = () => Promise.reject(new Error("unreachable"));
    await expect(b.read()).rejects.toThrow("unreachable");
  });
});
