import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { Agent, interceptors, request, fetch as undiciFetch } from "undici";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cachedFetch, undiciCacheStore } from "../../../src/http/index.ts";
import { FakeCache, ManualClock } from "../support/fake-cache.ts";
import { answerOf, until } from "../support/origin.ts";

let server: Server;
let url: string;
let handle: (req: IncomingMessage, res: ServerResponse) => void;
let asked: string[];

beforeEach(async () => {
  asked = [];
  server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`);
    handle(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("a cached fetch", () => {
  const clock = new ManualClock();
  const cached = () => cachedFetch(new FakeCache(clock), { name: "test", clock })(fetch);

  it("answers from the cache, and says which URL it is of", async () => {
    handle = (_, res) => res.writeHead(200, { "cache-control": "max-age=60" }).end("hello");
    const get = cached();
    const first = await get(`${url}/a`);
    expect(first.url).toBe(`${url}/a`);
    expect(await answerOf(first)).toMatchObject({
      text: "hello",
      cache: "test; fwd=uri-miss; fwd-status=200; stored",
    });
    const second = await get(new URL(`${url}/a#part`));
    expect(second.url).toBe(`${url}/a#part`);
    expect(await answerOf(second)).toMatchObject({ text: "hello", cache: "test; hit; ttl=60" });
    expect(asked).toHaveLength(1);
  });

  it("keeps compressed responses in the form that fetch gives them", async () => {
    handle = (_, res) =>
      res
        .writeHead(200, { "cache-control": "max-age=60", "content-encoding": "gzip" })
        .end(gzipSync("hello"));
    const get = cached();
    for (const status of ["test; fwd=uri-miss; fwd-status=200; stored", "test; hit; ttl=60"]) {
      const answer = await answerOf(await get(url));
      expect(answer).toMatchObject({ text: "hello", cache: status });
      expect(answer.headers.has("content-encoding")).toBe(false);
    }
  });

  it("does not store what a redirection led to", async () => {
    handle = (req, res) =>
      req.url === "/from"
        ? res.writeHead(302, { location: "/to" }).end()
        : res.writeHead(200, { "cache-control": "max-age=60" }).end("there");
    const get = cached();
    const response = await get(`${url}/from`);
    expect([response.redirected, response.url]).toEqual([true, `${url}/to`]);
    await get(`${url}/from`);
    expect(asked).toEqual(["GET /from", "GET /to", "GET /from", "GET /to"]);
  });

  it("respects the cache mode of a request", async () => {
    handle = (_, res) => res.writeHead(200, { "cache-control": "max-age=60" }).end(String(asked.length));
    const get = cached();
    await get(url);
    expect(await (await get(url, { cache: "no-store" } as RequestInit)).text()).toBe("2");
    expect(await (await get(url)).text()).toBe("1");
    expect(await (await get(url, { cache: "reload" } as RequestInit)).text()).toBe("3");
    expect(await (await get(url)).text()).toBe("3");
  });

  it("sends bodies, and drops what they change", async () => {
    handle = (req, res) => {
      if (req.method === "GET") res.writeHead(200, { "cache-control": "max-age=60" }).end("x");
      else void text(req).then((body) => res.end(`got ${body}`));
    };
    const get = cached();
    await (await get(url)).text();
    expect(await (await get(url, { method: "PUT", body: "new" })).text()).toBe("got new");
    await get(url);
    expect(asked.filter((each) => each === "GET /")).toHaveLength(2);
  });

  it("throws what fetch throws", async () => {
    const get = cached();
    await expect(get("http://127.0.0.1:1/")).rejects.toThrow("fetch failed");
    handle = () => {};
    await expect(get(url, { signal: AbortSignal.timeout(20) })).rejects.toThrow("timeout");
  });
});

describe("a store for undici", () => {
  function agentOver(cache: FakeCache, maxBytes?: number): Agent {
    const store = undiciCacheStore(cache, maxBytes === undefined ? {} : { maxBytes });
    return new Agent().compose(interceptors.cache({ store })) as Agent;
  }
  const cacheOf = (json: boolean): FakeCache => {
    // undici looks at the system's clock.
    const clock = { now: () => Date.now() } as ManualClock;
    return new FakeCache(clock, { json });
  };

  it.each([false, true])("keeps what undici may answer again (as JSON: %s)", async (json) => {
    handle = (_, res) => res.writeHead(200, { "cache-control": "max-age=60", "x-a": "1" }).end("héllo");
    const cache = cacheOf(json);
    const dispatcher = agentOver(cache);
    const first = await request(url, { dispatcher });
    expect(await first.body.text()).toBe("héllo");
    await until(() => cache.entries.size === 1);
    const second = await request(url, { dispatcher });
    expect(second.headers["x-a"]).toBe("1");
    expect(second.headers).toHaveProperty("age");
    expect(await second.body.text()).toBe("héllo");
    expect(await (await undiciFetch(url, { dispatcher })).text()).toBe("héllo");
    expect(asked).toHaveLength(1);
  });

  it("keeps variants beside one another", async () => {
    handle = (req, res) =>
      res
        .writeHead(200, { "cache-control": "max-age=60", vary: "accept-language" })
        .end(req.headers["accept-language"] ?? "none");
    const cache = cacheOf(true);
    const dispatcher = agentOver(cache);
    const ask = async (language: string) => {
      const before = cache.entries.size;
      const { body } = await request(url, { dispatcher, headers: { "accept-language": language } });
      const answer = await body.text();
      return { answer, before };
    };
    await ask("en");
    await until(() => cache.entries.size === 2);
    await ask("de");
    await until(() => cache.entries.size === 3);
    expect((await ask("en")).answer).toBe("en");
    expect((await ask("de")).answer).toBe("de");
    expect(asked).toHaveLength(2);
  });

  it("validates again what is stale", async () => {
    handle = (req, res) => {
      const headers = { "cache-control": "max-age=60", etag: '"a"' };
      if (req.headers["if-none-match"] === '"a"') res.writeHead(304, headers).end();
      else
        res
          .writeHead(200, { ...headers, age: "59", "cache-control": "max-age=59, stale-if-error=60" })
          .end("one");
    };
    const cache = cacheOf(false);
    const dispatcher = agentOver(cache);
    await (await request(url, { dispatcher })).body.text();
    const again = await request(url, { dispatcher, headers: { "cache-control": "no-cache" } });
    expect(await again.body.text()).toBe("one");
    expect(asked).toHaveLength(2);
  });

  it("drops what an unsafe method changes", async () => {
    handle = (_, res) => res.writeHead(200, { "cache-control": "max-age=60" }).end("x");
    const cache = cacheOf(false);
    const dispatcher = agentOver(cache);
    await (await request(url, { dispatcher })).body.text();
    await until(() => cache.entries.size === 1);
    await (await request(url, { dispatcher, method: "POST" })).body.text();
    await until(() => cache.entries.size === 0);
    await (await request(url, { dispatcher })).body.text();
    expect(asked).toEqual(["GET /", "POST /", "GET /"]);
  });

  it("keeps no body that is too large", async () => {
    handle = (_, res) => res.writeHead(200, { "cache-control": "max-age=60" }).end("12345");
    const cache = cacheOf(false);
    const dispatcher = agentOver(cache, 4);
    for (let n = 0; n < 2; n++) expect(await (await request(url, { dispatcher })).body.text()).toBe("12345");
    expect(asked).toHaveLength(2);
    expect(cache.entries.size).toBe(0);
  });

  it("refuses a limit that is none", () => {
    expect(() => undiciCacheStore(cacheOf(false), { maxBytes: -1 })).toThrow(
      "maxBytes is no number of bytes: -1",
    );
  });
});
