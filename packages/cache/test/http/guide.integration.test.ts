import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { HttpCache } from "../../src/http/index.ts";
import { type Cache, createCache, memory } from "../../src/index.ts";
import { answerOf, reply } from "./support/origin.ts";

const GUIDE = readFileSync(new URL("../../../../docs/guide/http-cache.md", import.meta.url), "utf8");
const blocks = (language: string): readonly string[] =>
  [...GUIDE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, of]) => of === language)
    .map(([, , code]) => code!);
const [FIRST, RULES, FILE] = blocks("js");

const MODULES: Readonly<Record<string, () => Promise<object>>> = {
  express: () => import("express"),
  "fairlead-cache": () => import("../../src/index.ts"),
  "fairlead-cache/http": () => import("../../src/http/index.ts"),
  "fairlead-cache/http/config": () => import("../../src/http/config/index.ts"),
};

/** Runs a block of the guide; `given` is what it takes for granted, `wanted` what is looked at afterwards. */
async function run<T>(
  block: string | undefined,
  wanted: string,
  given: Readonly<Record<string, unknown>>,
): Promise<T> {
  const code = block!
    .replace(/^import \{(.*)\} from "(.*)";$/gm, 'const {$1} = await load("$2");')
    .replace(/^import (\w+) from "(.*)";$/gm, 'const { default: $1 } = await load("$2");');
  const load = (name: string) => MODULES[name]!();
  const Async = Object.getPrototypeOf(async () => {}).constructor as FunctionConstructor;
  const names = Object.keys(given).filter((name) => !code.includes(`const { ${name}`));
  const body = `${code}\nreturn ${wanted};`;
  return Async("load", ...names, body)(load, ...names.map((name) => given[name])) as Promise<T>;
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function newCache(): Cache {
  const cache = createCache({ backend: memory(), defaults: { ttl: "5m" } });
  closing.push(() => cache.close());
  return cache;
}

async function listen(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("the guide to caching HTTP", () => {
  it("begins with a server that works", async () => {
    const { app, cache } = await run<{ app: RequestListener; cache: Cache }>(FIRST, "{ app, cache }", {});
    closing.push(() => cache.close());
    const url = await listen(app);
    const first = await answerOf(await fetch(`${url}/items/7`));
    expect(first).toMatchObject({ text: '{"id":"7"}', cache: "shop; fwd=uri-miss; fwd-status=200; stored" });
    const second = await answerOf(await fetch(`${url}/items/7`));
    expect(second.text).toBe('{"id":"7"}');
    expect(second.cache).toMatch(/^shop; hit; ttl=(59|60)$/);
  });

  it("has rules that do what it says", async () => {
    const http = await run<HttpCache>(RULES, "http", { cache: newCache() });
    const ask = async (path: string, init: RequestInit = {}, text = "{}") =>
      (await answerOf(await http(new Request(`http://shop.example${path}`, init), async () => reply(text))))
        .cache;
    const german = { headers: { "accept-language": "DE-at" } };
    await ask("/items/7?lang=de&utm=1", german);
    expect(await ask("/items/7?lang=de&utm=2", { headers: { "accept-language": "de-CH" } })).toContain("hit");
    expect(await ask("/items/7?lang=en", german)).toContain("fwd=miss");
    expect(await ask("/items/x")).toContain("detail=no-rule");
    expect(await ask("/items/8?draft=1")).toContain("detail=no-rule");
    expect(await ask("/live/a/b")).toContain("detail=rule");
    await ask("/items/9", {}, '{"error":1}');
    expect(await ask("/items/9")).toContain("fwd=miss");
    await ask("/search", { method: "POST", body: "a" });
    expect(await ask("/search", { method: "POST", body: "a" })).toContain("hit");
  });

  it("has a file that is read as it says", async () => {
    const { httpCache } = await import("../../src/http/index.ts");
    const [yaml] = blocks("yaml");
    const http = await run<HttpCache>(FILE, "http", { text: yaml, cache: newCache(), httpCache });
    const ask = async (path: string) =>
      (await answerOf(await http(new Request(`http://shop.example${path}`), async () => reply("x")))).cache;
    await ask("/items/7?a=1");
    expect(await ask("/items/7?a=2")).toMatch(/^shop; hit; ttl=(9|10)$/);
    expect(await ask("/live/x")).toBe("shop; fwd=bypass; fwd-status=200; detail=rule");
    await expect(run(FILE, "http", { text: "nam: x", cache: newCache(), httpCache })).rejects.toThrow(
      'nam is not known; did you mean "name"?',
    );
  });

  it("names only what there is", async () => {
    const http = Object.keys(await import("../../src/http/index.ts"));
    const named = [...GUIDE.matchAll(/\b(\w+(?:Middleware|Plugin|Fetch|CacheStore))\(/g)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(4);
    expect(http).toEqual(expect.arrayContaining(named));
  });
});
