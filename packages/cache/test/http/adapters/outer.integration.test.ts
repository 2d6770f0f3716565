import type { AddressInfo } from "node:net";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  fastifyPlugin,
  type HttpCache,
  honoMiddleware,
  httpCache,
  nodeMiddleware,
} from "../../../src/http/index.ts";
import { FakeCache } from "../support/fake-cache.ts";
import { until } from "../support/origin.ts";

type Ask = (init?: RequestInit) => Promise<Response>;

/** Servers with a hook before the cache that numbers the answers, and a handler that has a header of its own. */
const SERVERS: Readonly<Record<string, (http: HttpCache, headers: Record<string, string>) => Promise<Ask>>> =
  {
    express: async (http, headers) => {
      let count = 0;
      const app = express();
      app.use((_req, res, next) => {
        res.set("x-count", String(++count));
        next();
      });
      app.use(nodeMiddleware(http));
      app.get("/", (_req, res) => void res.set(headers).send("hello"));
      const server = app.listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      onTestFinished(() => void server.close());
      return (init) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, init);
    },

    fastify: async (http, headers) => {
      let count = 0;
      const app = fastify({ forceCloseConnections: true });
      app.addHook("onRequest", async (_request, reply) => void reply.header("x-count", String(++count)));
      await app.register(fastifyPlugin(http));
      app.get("/", (_request, reply) => reply.headers(headers).send("hello"));
      const url = await app.listen({ port: 0, host: "127.0.0.1" });
      onTestFinished(() => app.close());
      return (init) => fetch(url, init);
    },

    "hono, by header()": async (http, headers) =>
      hono(http, (c, count) => c.header("x-count", count), headers),
    "hono, by res": async (http, headers) =>
      hono(http, (c, count) => c.res.headers.set("x-count", count), headers),
  };

type Context = Parameters<Parameters<Hono["use"]>[1]>[0];

function hono(
  http: HttpCache,
  set: (c: Context, count: string) => void,
  headers: Record<string, string>,
): Ask {
  let count = 0;
  const app = new Hono();
  app.use(async (c, next) => {
    set(c, String(++count));
    await next();
  });
  app.use(honoMiddleware(http, app));
  app.get("/", (c) => c.text("hello", 200, headers));
  return async (init) => app.fetch(new Request("http://127.0.0.1/", init));
}

describe.each(Object.keys(SERVERS))("a header that was set before the cache (%s)", (name) => {
  const KEPT = { "cache-control": "max-age=10, stale-while-revalidate=60", etag: '"a"', "x-own": "1" };
  const read = async (ask: Ask, init?: RequestInit) => {
    const { headers, body, status } = await ask(init);
    await body?.pipeTo(new WritableStream());
    const count = Number(headers.get("x-count"));
    return { status, count, own: headers.get("x-own"), cache: headers.get("cache-status") };
  };

  it("goes with each answer as it was set for that one", async () => {
    const cache = new FakeCache();
    const ask = await SERVERS[name]!(httpCache(cache, { name: "test", clock: cache.clock }), KEPT);
    expect(await read(ask)).toMatchObject({ count: 1, own: "1", cache: expect.stringContaining("stored") });
    await until(() => cache.entries.size === 1);
    expect(await read(ask)).toMatchObject({ count: 2, own: "1", cache: "test; hit; ttl=10" });
    // Without a Cache-Control of its own `fetch` would ask for no stored answer.
    const known = { headers: { "if-none-match": '"a"', "cache-control": "max-stale" } };
    expect(await read(ask, known)).toMatchObject({ status: 304, count: 3, cache: "test; hit; ttl=10" });
  });

  it("is not stored when what is stale is renewed", async () => {
    const cache = new FakeCache();
    const ask = await SERVERS[name]!(httpCache(cache, { name: "test", clock: cache.clock }), KEPT);
    await read(ask);
    await until(() => cache.entries.size === 1);
    cache.clock.advance("15s");
    const stale = await read(ask);
    expect(stale).toMatchObject({ count: 2, cache: "test; hit; ttl=-5" });
    await until(() => cache.background.size === 0);
    const renewed = await read(ask);
    expect(renewed).toMatchObject({ own: "1", cache: "test; hit; ttl=10" });
    expect(renewed.count).toBeGreaterThan(stale.count);
    expect(JSON.stringify([...cache.entries.values()])).not.toContain("x-count");
  });
});
