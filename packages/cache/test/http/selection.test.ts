import { describe, expect, it } from "vitest";
import { Bench, counting, KINDS, type Origin, reply, URL_A, until } from "./support/origin.ts";

describe.each(KINDS)("which response answers a request (over a cache: %s)", (kind) => {
  const bench = (origin: Origin, options = {}): Bench => new Bench(origin, options, kind);

  it("each variant that Vary tells apart is kept", async () => {
    const b = bench((request) => {
      const language = request.headers.get("accept-language") ?? "none";
      return reply(language, { "cache-control": "max-age=60", vary: "Accept-Language" });
    });
    const ask = (language: string) => b.read(URL_A, { headers: { "accept-language": language } });
    expect((await ask("en")).cache).toBe("test; fwd=uri-miss; fwd-status=200; stored");
    expect((await ask("de")).cache).toBe("test; fwd=vary-miss; fwd-status=200; stored");
    expect(await ask("en")).toMatchObject({ text: "en", cache: "test; hit; ttl=60" });
    expect(await ask("de")).toMatchObject({ text: "de", cache: "test; hit; ttl=60" });
    expect(await b.read()).toMatchObject({ text: "none" });
    expect(b.asked).toHaveLength(3);
  });

  it("a header that comes to Vary later tells variants apart from then on", async () => {
    let vary = "accept";
    const b = bench(({ headers }) =>
      reply(`${headers.get("accept")} ${headers.get("x-plan")}`, { "cache-control": "max-age=60", vary }),
    );
    const ask = (accept: string, plan: string) => b.read(URL_A, { headers: { accept, "x-plan": plan } });
    await ask("a", "free");
    vary = "accept, x-plan";
    expect((await ask("b", "free")).text).toBe("b free");
    expect((await ask("b", "paid")).text).toBe("b paid");
    expect((await ask("b", "free")).cache).toContain("hit");
    expect((await ask("a", "paid")).text).toBe("a paid");
  });

  it("variants of an old index stay out of reach after an invalidation", async () => {
    let text = "old";
    const b = bench(() => reply(text, { "cache-control": "max-age=60", vary: "accept" }));
    const ask = (accept: string) => b.read(URL_A, { headers: { accept } });
    await ask("a");
    await ask("b");
    await b.http.invalidate(URL_A);
    text = "new";
    expect((await ask("a")).text).toBe("new");
    expect((await ask("b")).text).toBe("new");
  });

  it("a client that has the response already gets a 304 from the cache", async () => {
    const b = bench(counting({ "cache-control": "max-age=60", etag: 'W/"a"', "x-other": "1" }));
    const fresh = await b.read(URL_A, { headers: { "if-none-match": '"b", "a"' } });
    expect(fresh).toMatchObject({
      status: 304,
      text: "",
      cache: "test; fwd=uri-miss; fwd-status=200; stored",
    });
    expect(b.asked[0]?.headers.has("if-none-match")).toBe(false);
    const again = await b.read(URL_A, { headers: { "if-none-match": '"a"' } });
    expect(again).toMatchObject({ status: 304, cache: "test; hit; ttl=60", age: "0" });
    expect(again.headers.get("etag")).toBe('W/"a"');
    expect(again.headers.has("x-other")).toBe(false);
    expect((await b.read(URL_A, { headers: { "if-none-match": '"c"' } })).status).toBe(200);
    expect(b.asked).toHaveLength(1);
  });

  it("a client that has the response already gets the cookies that come with it, and the older header", async () => {
    const cookies = ["a=1", "b=2"];
    const b = bench(
      () =>
        new Response("x", {
          headers: [
            ["etag", '"a"'],
            ["cache-control", "max-age=60"],
            ...cookies.map((c) => ["set-cookie", c]),
          ] as [string, string][],
        }),
      { legacyHeader: "x-older" },
    );
    const ask = () => b.read(URL_A, { headers: { "if-none-match": '"a"' } });
    const first = await ask();
    expect(first).toMatchObject({ status: 304 });
    expect(first.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    cookies.length = 0;
    expect((await ask()).headers.get("x-older")).toBe("MISS");
    expect((await ask()).headers.get("x-older")).toBe("HIT");
  });

  it("a client that has it since it was modified gets a 304 too", async () => {
    const modified = "Wed, 01 Jan 2025 00:00:00 GMT";
    const b = bench(counting({ "cache-control": "max-age=60", "last-modified": modified }));
    await b.read();
    expect((await b.read(URL_A, { headers: { "if-modified-since": modified } })).status).toBe(304);
    const before = "Tue, 31 Dec 2024 00:00:00 GMT";
    expect((await b.read(URL_A, { headers: { "if-modified-since": before } })).status).toBe(200);
  });

  it("HEAD is answered from what GET has stored, and else forwarded and not stored", async () => {
    const b = bench((request) =>
      reply(request.method === "HEAD" ? null : "one", { "cache-control": "max-age=60", "x-a": "1" }),
    );
    expect((await b.read(URL_A, { method: "HEAD" })).cache).toBe("test; fwd=uri-miss; fwd-status=200");
    expect((await b.read()).cache).toBe("test; fwd=uri-miss; fwd-status=200; stored");
    const head = await b.read(URL_A, { method: "HEAD" });
    expect(head).toMatchObject({ text: "", cache: "test; hit; ttl=60" });
    expect(head.headers.get("x-a")).toBe("1");
  });

  it.each(["no-cache", "max-age=5", "min-fresh=55"])(
    "a request with %s wants a fresher one, which is stored",
    async (directive) => {
      const b = bench(counting({ "cache-control": "max-age=60" }));
      await b.read();
      b.clock.advance("10s");
      const fresher = await b.read(URL_A, { headers: { "cache-control": directive } });
      expect(fresher).toMatchObject({ text: "2", cache: "test; fwd=request; fwd-status=200; stored" });
      expect(await b.read()).toMatchObject({ text: "2", cache: "test; hit; ttl=60" });
    },
  );

  it("a request with only-if-cached is never forwarded", async () => {
    const b = bench(counting({ "cache-control": "max-age=60" }));
    const only = { headers: { "cache-control": "only-if-cached" } };
    expect(await b.read(URL_A, only)).toMatchObject({
      status: 504,
      cache: "test; fwd=uri-miss; detail=only-if-cached",
    });
    await b.read();
    expect(await b.read(URL_A, only)).toMatchObject({ status: 200, cache: "test; hit; ttl=60" });
    expect(b.asked).toHaveLength(1);
  });

  it("a request with no-store is neither answered from the cache nor stored", async () => {
    const b = bench(counting({ "cache-control": "max-age=60" }));
    const init = { headers: { "cache-control": "no-store" } };
    expect((await b.read(URL_A, init)).cache).toBe("test; fwd=request; fwd-status=200; detail=no-store");
    expect((await b.read()).text).toBe("2");
  });

  it("a request for a part goes to the origin as it is", async () => {
    const b = bench(() =>
      reply("on", { "cache-control": "max-age=60", "content-range": "bytes 0-1/3" }, 206),
    );
    expect((await b.read(URL_A, { headers: { range: "bytes=0-1" } })).status).toBe(206);
    expect(b.asked[0]?.headers.get("range")).toBe("bytes=0-1");
    expect(b.cache.entries.size).toBe(0);
  });

  it("an unsafe method drops what it may have changed: its URL, and those of Location and Content-Location", async () => {
    const b = bench(counting({ "cache-control": "max-age=60" }));
    const urls = [URL_A, "https://shop.example/items", "https://shop.example/new", "https://other.example/"];
    for (const url of urls) await b.read(url);
    b.origin = () => reply(null, { location: "/new", "content-location": "https://other.example/" }, 201);
    const posted = await b.read("https://shop.example/items", { method: "POST", body: "x" });
    expect(posted.cache).toBe("test; fwd=method; fwd-status=201");
    b.origin = counting({ "cache-control": "max-age=60" });
    const after = await Promise.all(urls.map(async (url) => (await b.read(url)).cache?.includes("hit")));
    expect(after).toEqual([true, false, false, true]);
  });

  it("an unsafe method that failed drops nothing", async () => {
    const b = bench(counting({ "cache-control": "max-age=60" }));
    await b.read();
    b.origin = () => reply("no", {}, 409);
    await b.read(URL_A, { method: "DELETE", headers: { "if-match": '"a"' } });
    expect((await b.read()).cache).toContain("hit");
    b.origin = () => reply(null, {}, 204);
    await b.read(URL_A, { method: "DELETE", headers: { "if-match": '"a"' } });
    b.origin = counting({});
    expect((await b.read()).cache).not.toContain("hit");
  });

  it("what was asked for again before an unsafe method is not stored after it", async () => {
    let price = "old";
    let go = (): void => {};
    const b = bench(async ({ method }) => {
      if (method === "POST") price = "new";
      const text = price;
      if (method === "GET" && b.asked.length === 1) await new Promise<void>((resolve) => (go = resolve));
      return reply(text, { "cache-control": "max-age=60" });
    });
    const reloading = b.read(URL_A, { headers: { "cache-control": "max-age=0" } });
    await until(() => b.asked.length === 1);
    await b.read(URL_A, { method: "POST" });
    go();
    expect((await reloading).text).toBe("old");
    expect((await b.read()).text).toBe("new");
  });

  it("headers of the connection are not kept", async () => {
    const b = bench(
      counting({
        "cache-control": "max-age=60",
        connection: "x-hop, keep-alive",
        "x-hop": "1",
        "keep-alive": "timeout=5",
      }),
    );
    await b.read();
    const { headers } = await b.read();
    expect([headers.has("x-hop"), headers.has("keep-alive"), headers.has("connection")]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("a stored response has a date, that of its arrival if the origin gave none", async () => {
    const b = bench(counting({ "cache-control": "max-age=60" }));
    const arrival = new Date(b.clock.now()).toUTCString();
    await b.read();
    b.clock.advance("9s");
    expect((await b.read()).headers.get("date")).toBe(arrival);
  });

  it("the Cache-Status of a cache before this one stays before its own", async () => {
    const b = bench(counting({ "cache-control": "max-age=60", "cache-status": "origin; hit" }));
    expect((await b.read()).cache).toBe("origin; hit, test; fwd=uri-miss; fwd-status=200; stored");
    expect((await b.read()).cache).toBe("origin; hit, test; hit; ttl=60");
  });
});
