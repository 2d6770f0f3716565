import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type HttpCacheOptions, httpCache, nodeMiddleware } from "../../../src/http/index.ts";
import { createCache, memory } from "../../../src/index.ts";
import type { Policy } from "../../../src/policy.ts";

type Handler = (req: IncomingMessage, res: ServerResponse, error?: unknown) => void;

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A plain server with a cache before its handler. */
async function serverOf(handler: Handler, options: HttpCacheOptions = {}, defaults: Policy = {}) {
  const cache = createCache({ backend: memory(), defaults });
  const middleware = nodeMiddleware(httpCache(cache, { name: "test", ...options }));
  const server = createServer((req, res) => middleware(req, res, (error) => handler(req, res, error)));
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  /** The answer to a request that is written as it stands. */
  const raw = (head: string) =>
    new Promise<string>((resolve, reject) => {
      let answer = "";
      const socket = connect(port, "127.0.0.1", () => socket.write(`${head}\r\nConnection: close\r\n\r\n`));
      socket.on("data", (bytes) => {
        answer += bytes;
      });
      socket.on("close", () => resolve(answer)).on("error", reject);
    });
  return { url: `http://127.0.0.1:${port}`, port, raw };
}

describe("a request", () => {
  const echo: Handler = (req, res) => {
    res.setHeader("cache-control", "max-age=60");
    res.end(`<${req.url} of ${req.headers.host}>`);
  };
  const asked = (target: string, host: string) => `GET ${target} HTTP/1.1\r\nHost: ${host}`;
  const GOOD = asked("/items/7", "shop.example");

  it.each([
    ["has the host in its path, and an empty one", asked("/shop.example/items/7", "")],
    ["goes up in its path", asked("/other/../items/7", "shop.example")],
    ["goes up in an encoded way", asked("/other/%2E./items/7?a", "shop.example")],
    ["stays where it is", asked("/./items/7", "shop.example")],
    ["has a backslash", asked("/items\\7", "shop.example")],
    ["has a fragment", asked("/items/7#a", "shop.example")],
    ["names another host than its Host", asked("http://shop.example/items/7", "evil.example")],
    ["has slashes too many before its host", asked("http:////shop.example/items/7", "shop.example")],
    ["names another scheme", asked("https://shop.example/items/7", "shop.example")],
    ["has an encoded host", asked("/items/7", "%73hop.example")],
    ["has a host in capitals", asked("/items/7", "SHOP.example")],
    ["has a user in its host", asked("/items/7", "a@shop.example")],
  ])("that %s is not taken for the one that a URL would make of it", async (_, odd) => {
    const s = await serverOf(echo);
    expect(await s.raw(odd)).not.toContain("cache-status");
    expect(await s.raw(GOOD)).toContain("</items/7 of shop.example>");
  });

  it.each([
    ["its port, though it is the usual one", asked("/items/7?a=/../b", "shop.example:80")],
    ["scheme and host in its target", asked("http://shop.example/items/7?a=1", "shop.example")],
    ["a path that a URL encodes", asked('/items/"7"?a=\\', "shop.example")],
    ["dots in its path", asked("/items/...", "shop.example")],
  ])("that has %s is answered from the cache", async (_, good) => {
    const s = await serverOf(echo);
    const first = await s.raw(good);
    expect(await s.raw(good)).toContain("cache-status: test; hit");
    expect(first).toContain("stored");
  });
});

describe("a handler", () => {
  it("has what was put over writeHead called, as without a cache: it may set a cookie there", async () => {
    const s = await serverOf((_req, res) => {
      const { writeHead } = res;
      res.writeHead = ((...args: Parameters<typeof writeHead>) => {
        res.setHeader("set-cookie", "session=1");
        return writeHead.apply(res, args);
      }) as typeof writeHead;
      res.setHeader("cache-control", "max-age=60");
      res.end("hello");
    });
    const { headers } = await fetch(s.url);
    expect(headers.get("set-cookie")).toBe("session=1");
    expect(headers.get("cache-status")).toBe("test; fwd=uri-miss; fwd-status=200; detail=set-cookie");
  });

  it.each<[string, Handler]>([
    ["another head", (_req, res) => res.writeHead(500)],
    ["a header", (_req, res) => res.setHeader("x-error", "1")],
    ["one header less", (_req, res) => res.removeHeader("x-error")],
  ])("that wants %s when its body has begun is told that it is too late", async (_, change) => {
    let told: unknown;
    const s = await serverOf((req, res) => {
      res.setHeader("cache-control", "max-age=60");
      res.write("half of it");
      try {
        change(req, res);
        res.end(", and an error");
      } catch (error) {
        told = error;
        res.destroy();
      }
    });
    await expect(fetch(s.url).then((response) => response.text())).rejects.toThrow();
    expect(told).toMatchObject({ code: "ERR_HTTP_HEADERS_SENT" });
  });

  it("may use the memory of a chunk again when its write calls back", async () => {
    const s = await serverOf((_req, res) => {
      const chunk = Buffer.alloc(4);
      let count = 0;
      const more = (): void => {
        if (++count > 3) return void res.end();
        chunk.fill(String(count));
        res.write(chunk, more);
      };
      res.setHeader("cache-control", "max-age=60");
      more();
    });
    for (let round = 0; round < 2; round++) expect(await (await fetch(s.url)).text()).toBe("111122223333");
  });

  it("that gives a status which no response can have fails", async () => {
    const s = await serverOf((_req, res, error) => {
      res.statusCode = error === undefined ? 999 : 500;
      res.end(String(error));
    });
    const response = await fetch(s.url);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("no response can have the status 999");
  });
});
