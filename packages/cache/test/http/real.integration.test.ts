import { startServer } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { REMOVAL_BYTES } from "../../src/codec/pack.ts";
import { type HttpCacheOptions, httpCache } from "../../src/http/index.ts";
import { compose, createCache, memory, redis } from "../../src/index.ts";
import { answerOf, reply, until } from "./support/origin.ts";

const URL_A = "https://shop.example/a";
const closing: { close(): Promise<unknown> }[] = [];
const use = <T extends { close(): Promise<unknown> }>(resource: T): T => {
  closing.unshift(resource);
  return resource;
};
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});

describe("two processes at one Redis", () => {
  async function start(options: HttpCacheOptions = {}) {
    const server = use(await startServer());
    const open = () => {
      const backend = compose(memory(), redis({ url: server.url }));
      return use(createCache({ backend, defaults: { ttl: "1m", write: "await" } }));
    };
    return { a: httpCache(open(), options), b: httpCache(open(), options), server };
  }

  it("answer from what the other one has stored, byte for byte", async () => {
    const { a, b, server } = await start();
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    const headers = { "cache-control": "max-age=60", "content-type": "image/x", vary: "accept" };
    const origin = async () => new Response(bytes, { headers });
    await (await a(new Request(URL_A), origin)).arrayBuffer();
    const entries = async (): Promise<number> => {
      const keys = (await server.command("KEYS", "*")) as string[];
      const lengths = await Promise.all(keys.map((each) => server.command("STRLEN", each)));
      return lengths.filter((length) => (length as number) > REMOVAL_BYTES).length;
    };
    await until(async () => (await entries()) === 2);
    const response = await b(new Request(URL_A), async () => reply("not asked"));
    expect(response.headers.get("cache-status")).toMatch(/^fairlead; hit; ttl=(59|60)$/);
    expect(response.headers.get("content-type")).toBe("image/x");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  it("hear of what the other one has dropped", async () => {
    const { a, b } = await start({ rules: [{ policy: { ttl: "1m" } }] });
    const origin = async () => reply("old");
    await answerOf(await a(new Request(URL_A), origin));
    await until(async () => {
      const { cache } = await answerOf(await b(new Request(URL_A), origin));
      return cache!.includes("hit");
    });
    await a(new Request(URL_A, { method: "DELETE" }), async () => reply(null, {}, 204));
    await until(
      async () => (await answerOf(await b(new Request(URL_A), async () => reply("new")))).text === "new",
    );
  });

  it("answer all the same when the server is away, and when the cache is closed", async () => {
    const server = use(await startServer());
    const cache = createCache({ backend: redis({ url: server.url }), defaults: { ttl: "1m" } });
    const http = httpCache(cache);
    const origin = async () => reply("x", { "cache-control": "max-age=60" });
    await server.close();
    expect(await answerOf(await http(new Request(URL_A), origin))).toMatchObject({ status: 200, text: "x" });
    await cache.close();
    expect(await answerOf(await http(new Request(URL_A), origin))).toMatchObject({
      text: "x",
      cache: "fairlead; fwd=bypass; fwd-status=200; detail=closed",
    });
  });
});
