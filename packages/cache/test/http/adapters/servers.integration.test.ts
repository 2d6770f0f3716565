import { execFile } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { type CacheLike, type HttpCacheOptions, httpCache } from "../../../src/http/index.ts";
import { createCache, memory } from "../../../src/index.ts";
import { FakeCache, ManualClock } from "../support/fake-cache.ts";
import { answerOf, until } from "../support/origin.ts";
import { type Handler, type Running, SERVERS } from "./servers.ts";

const run = promisify(execFile);
const KEPT = { "cache-control": "max-age=60" };
const open: Running[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

describe.each(Object.keys(SERVERS))("%s", (framework) => {
  async function start(handler: Handler, options: HttpCacheOptions = {}, real?: typeof createCache) {
    const clock = new ManualClock();
    const cache = new FakeCache(clock);
    const store: CacheLike = real?.({ backend: memory(), clock }) ?? cache;
    let count = 0;
    const counted: Handler = (asked) => {
      count++;
      return handler(asked);
    };
    const http = httpCache(store, { name: "test", clock, ...options });
    const server = await SERVERS[framework]!(http, counted);
    open.push(server);
    const ask = async (path = "/", init: RequestInit = {}) => answerOf(await fetch(server.url + path, init));
    return { url: server.url, clock, cache, ask, count: () => count };
  }

  it("answers the second time from the cache, with headers that were set before it", async () => {
    const s = await start(() => ({ headers: { ...KEPT, "content-type": "text/plain" }, body: "hello" }));
    const first = await s.ask("/a?x=1");
    expect(first).toMatchObject({
      text: "hello",
      cache: "test; fwd=uri-miss; fwd-status=200; stored",
      age: null,
    });
    s.clock.advance("7s");
    const second = await s.ask("/a?x=1");
    expect(second).toMatchObject({ text: "hello", cache: "test; hit; ttl=53", age: "7" });
    for (const { headers } of [first, second]) {
      expect(headers.get("x-outer")).toBe("1");
      expect(headers.get("content-type")).toContain("text/plain");
    }
    expect(second.headers.get("content-length")).toBe("5");
    expect(s.count()).toBe(1);
  });

  it("is the same to curl", async () => {
    const s = await start(() => ({ headers: { ...KEPT, etag: '"a"' }, body: "hello\n" }));
    const curl = async (...args: string[]) =>
      (await run("curl", ["-sS", "-m", "10", ...args, `${s.url}/c`])).stdout;
    expect(await curl("-i")).toMatch(
      /^HTTP\/1.1 200 OK\r\n[\s\S]*cache-status: test; fwd=uri-miss; fwd-status=200; stored\r\n[\s\S]*\r\n\r\nhello\n$/i,
    );
    expect(await curl("-i")).toMatch(
      /^HTTP\/1.1 200 OK\r\n[\s\S]*cache-status: test; hit; ttl=60\r\n[\s\S]*\r\n\r\nhello\n$/i,
    );
    expect(await curl("-I")).toMatch(
      /^HTTP\/1.1 200 OK\r\n[\s\S]*cache-status: test; hit; ttl=60\r\n[\s\S]*\r\n\r\n$/i,
    );
    expect(await curl("-i", "-H", 'If-None-Match: "a"')).toMatch(
      /^HTTP\/1.1 304 Not Modified\r\n[\s\S]*etag: "a"\r\n[\s\S]*\r\n\r\n$/i,
    );
    expect(await curl("-o", "/dev/null", "-w", "%{http_code}", "-H", "Cache-Control: only-if-cached")).toBe(
      "200",
    );
    expect(s.count()).toBe(1);
  });

  it("sends bytes as they come", async () => {
    let go = (): void => {};
    async function* parts(): AsyncGenerator<string> {
      yield "first ";
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      yield "last";
    }
    const s = await start(() => ({ headers: KEPT, body: parts() }));
    const response = await fetch(s.url);
    const reader = response.body!.getReader();
    const first = await reader.read();
    expect(Buffer.from(first.value!).toString()).toBe("first ");
    expect(s.cache.entries.size).toBe(0);
    go();
    const last = await reader.read();
    expect(Buffer.from(last.value!).toString()).toBe("last");
    await until(() => s.cache.entries.size === 1);
    expect(await s.ask()).toMatchObject({ text: "first last", cache: "test; hit; ttl=60" });
  });

  it("passes on a large body whole, and keeps none of it", async () => {
    const part = "x".repeat(65_536);
    async function* parts(): AsyncGenerator<string> {
      for (let n = 0; n < 64; n++) yield part;
    }
    const s = await start(() => ({ headers: KEPT, body: parts() }), { maxBytes: 100_000 });
    expect((await s.ask()).text).toHaveLength(64 * 65_536);
    expect(s.cache.entries.size).toBe(0);
  });

  it("renews what is stale when the client has its answer", async () => {
    let version = 1;
    const s = await start(({ header }) => {
      const tag = `"${version}"`;
      if (header("if-none-match") === tag) return { status: 304, headers: { etag: tag } };
      return {
        headers: { "cache-control": "max-age=10, stale-while-revalidate=60", etag: tag },
        body: `version ${version}`,
      };
    });
    await s.ask();
    version = 2;
    s.clock.advance("15s");
    expect(await s.ask()).toMatchObject({ text: "version 1", cache: "test; hit; ttl=-5" });
    await until(() => s.count() === 2 && s.cache.background.size === 0);
    expect(await s.ask()).toMatchObject({ text: "version 2", cache: "test; hit; ttl=10" });
  });

  it("asks the handler whether what is stale still holds", async () => {
    const s = await start(({ header }) =>
      header("if-none-match") === '"a"'
        ? { status: 304, headers: { etag: '"a"', ...KEPT } }
        : { headers: { ...KEPT, etag: '"a"' }, body: "one" },
    );
    await s.ask();
    s.clock.advance("61s");
    expect(await s.ask()).toMatchObject({
      status: 200,
      text: "one",
      cache: "test; fwd=stale; fwd-status=304; stored",
    });
    expect(await s.ask()).toMatchObject({ text: "one", cache: "test; hit; ttl=60" });
  });

  it("keeps users apart, and never stores what sets a cookie", async () => {
    const s = await start(({ header, path }) =>
      path === "/login"
        ? { headers: { ...KEPT, "set-cookie": ["a=1", "b=2"] }, body: "in" }
        : { headers: KEPT, body: `for ${header("authorization")}` },
    );
    const users = ["ann", "bob", "cem", "dee"];
    const asked = await Promise.all(users.map((user) => s.ask("/me", { headers: { authorization: user } })));
    expect(asked.map(({ text }) => text)).toEqual(users.map((user) => `for ${user}`));
    for (let time = 0; time < 2; time++) {
      const login = await s.ask("/login");
      expect(login.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
      expect(login.cache).toBe("test; fwd=uri-miss; fwd-status=200; detail=set-cookie");
    }
    expect(s.cache.entries.size).toBe(0);
  });

  it("gives the handler the body that its rules have looked at", async () => {
    const s = await start(({ body }) => ({ body: `got ${body}` }), {
      rules: [
        {
          when: { method: "POST", body: { json: { kind: "search" } } },
          key: { body: true },
          policy: { ttl: "1m" },
        },
      ],
    });
    const post = (body: string) =>
      s.ask("/", { method: "POST", body, headers: { "content-type": "text/plain" } });
    expect(await post('{"kind":"search","q":1}')).toMatchObject({
      text: 'got {"kind":"search","q":1}',
      cache: "test; fwd=miss; fwd-status=200; stored",
    });
    expect((await post('{"kind":"search","q":1}')).cache).toBe("test; hit; ttl=60");
    expect((await post('{"kind":"search","q":2}')).text).toBe('got {"kind":"search","q":2}');
    expect(await post('{"kind":"order"}')).toMatchObject({
      text: 'got {"kind":"order"}',
      cache: "test; fwd=method; fwd-status=200",
    });
    const large = "x".repeat(100_000);
    expect((await post(large)).text).toBe(`got ${large}`);
  });

  it("passes on an error of the handler, and asks again", async () => {
    let fails = true;
    const s = await start(() => {
      if (fails) throw new Error("broken");
      return { headers: KEPT, body: "well" };
    });
    expect((await s.ask()).status).toBe(500);
    fails = false;
    expect(await s.ask()).toMatchObject({ status: 200, text: "well" });
    expect((await s.ask()).cache).toBe("test; hit; ttl=60");
  });

  it("serves an old response when the handler is slow, and stores the new one when it comes", async () => {
    const held: (() => void)[] = [];
    let version = 1;
    const s = await start(
      async () => {
        if (version > 1) await new Promise<void>((resolve) => held.push(resolve));
        return { body: `version ${version}` };
      },
      { rules: [{ policy: { ttl: "10s", staleIfError: "1h", softTimeout: 10 } }] },
      createCache,
    );
    await s.ask();
    version = 2;
    s.clock.advance("20s");
    expect(await s.ask()).toMatchObject({
      text: "version 1",
      cache: "test; fwd=stale; detail=stale-if-error",
    });
    await until(() => held.length === 1);
    await until(async () => {
      for (const release of held.splice(0)) release();
      return (await s.ask()).text === "version 2";
    });
  });

  it("has a handler that renews see nothing of the old response", async () => {
    let version = 1;
    const s = await start(
      () => ({
        headers: version === 1 ? { "x-old": "1", vary: "x-a" } : { "x-new": "1" },
        body: `v${version}`,
      }),
      { rules: [{ policy: { ttl: "1m", stale: "10s" } }] },
    );
    await s.ask();
    version = 2;
    s.clock.advance("15s");
    expect((await s.ask()).text).toBe("v1");
    await until(async () => (await s.ask()).text === "v2");
    const { headers } = await s.ask();
    expect([headers.get("x-new"), headers.get("x-old"), headers.get("vary")]).toEqual(["1", null, null]);
  });

  it("tells the client when its time is over", async () => {
    const held: (() => void)[] = [];
    const s = await start(
      async () => {
        await new Promise<void>((resolve) => held.push(resolve));
        return { body: "late" };
      },
      { rules: [{ policy: { ttl: "10s", hardTimeout: 20 } }] },
      createCache,
    );
    expect((await s.ask()).status).toBe(500);
    for (const release of held) release();
  });

  it("stores nothing of a body that broke off, and lets the client see it", async () => {
    async function* parts(): AsyncGenerator<string> {
      yield "half";
      throw new Error("cut");
    }
    const s = await start(() => ({ headers: KEPT, body: parts() }));
    const end = await fetch(s.url).then(
      (response) => response.text().catch(() => "cut"),
      () => "cut",
    );
    expect(end).toBe("cut");
    expect(s.cache.entries.size).toBe(0);
  });

  it("lets those who wait go on when the client that was first leaves", async () => {
    const held: (() => void)[] = [];
    const s = await start(async () => {
      await new Promise<void>((resolve) => held.push(resolve));
      return { headers: KEPT, body: "late" };
    });
    const leaving = new AbortController();
    const first = fetch(s.url, { signal: leaving.signal });
    await until(() => s.count() === 1);
    const second = s.ask();
    await until(() => s.cache.waiting === 1);
    leaving.abort();
    await expect(first).rejects.toThrow();
    await until(() => s.count() === 2);
    for (const release of held) release();
    expect((await second).text).toBe("late");
  });

  it("answers 404 of its own, HEAD, and OPTIONS, as without a cache", async () => {
    const s = await start(({ method }) => ({ status: 404, headers: { "x-method": method }, body: "none" }));
    expect(await s.ask("/x")).toMatchObject({ status: 404, text: "none" });
    expect(await s.ask("/x", { method: "HEAD" })).toMatchObject({ status: 404, text: "" });
    const options = await s.ask("/x", { method: "OPTIONS" });
    expect(options.headers.get("x-method")).toBe("OPTIONS");
    expect(options.cache).toBe("test; fwd=method; fwd-status=404");
  });

  it("bears requests that ask for odd things", async () => {
    const s = await start(() => ({ headers: KEPT, body: "hello" }));
    const { port } = new URL(s.url);
    const raw = (request: string) =>
      new Promise<string>((resolve, reject) => {
        let answer = "";
        const socket = connect(Number(port), "127.0.0.1", () => socket.end(request));
        socket.on("data", (bytes) => {
          answer += bytes;
        });
        socket.on("close", () => resolve(answer)).on("error", reject);
      });
    for (const head of [
      "GET //evil/x HTTP/1.1\r\nHost: a",
      "GET /x HTTP/1.1\r\nHost: a@b/c?d",
      "GET http://o/x HTTP/1.1\r\nHost: a",
    ]) {
      expect(await raw(`${head}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 (200|400|404)/);
    }
  });
});
