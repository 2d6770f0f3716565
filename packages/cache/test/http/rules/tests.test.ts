import { describe, expect, it } from "vitest";
import type { RequestTest, ResponseTest } from "../../../src/http/index.ts";
import { Bench, reply } from "../support/origin.ts";

const HOST = "https://shop.example";
const policy = { ttl: "1m" } as const;

/** Whether a request fits a test. */
async function fits(when: RequestTest, path: string, init: RequestInit = {}): Promise<boolean> {
  const b = new Bench(() => reply("x"), { rules: [{ when, policy, key: { body: true } }] });
  const { cache } = await b.read(HOST + path, init);
  return !/no-rule|fwd=method/.test(cache!);
}

describe("a test of requests", () => {
  it.each<[RequestTest, string, RequestInit, boolean]>([
    [{}, "/", {}, true],
    [{ method: "get" }, "/", {}, true],
    [{ method: "GET" }, "/", { method: "HEAD" }, true],
    [{ method: ["POST"] }, "/", {}, false],
    [{ method: "POST" }, "/", { method: "POST", body: "x" }, true],
    [{ path: "/items/{id}" }, "/items/7?x=1", {}, true],
    [{ path: ["/a", "/items/{id:\\d+}"] }, "/items/x", {}, false],
    [{ header: { "X-A": "1" } }, "/", { headers: { "x-a": "1" } }, true],
    [{ header: { "x-a": "1" } }, "/", {}, false],
    [{ header: { "x-a": true } }, "/", { headers: { "x-a": "" } }, true],
    [{ header: { "x-a": false } }, "/", {}, true],
    [{ header: { "x-a": (value) => value === null } }, "/", {}, true],
    [{ header: { "x-a": { in: ["1", "2"] } } }, "/", { headers: { "x-a": "2" } }, true],
    [
      { header: { "x-a": { contains: "b", startsWith: "a", regex: "c$" } } },
      "/",
      { headers: { "x-a": "abc" } },
      true,
    ],
    [{ header: { "x-a": { contains: "b", startsWith: "b" } } }, "/", { headers: { "x-a": "abc" } }, false],
    [{ header: { "x-a": { regex: /B/gi } } }, "/", { headers: { "x-a": "abc" } }, true],
    [{ query: { q: { exists: false } } }, "/?p=1", {}, true],
    [{ query: { q: "2" } }, "/?q=1&q=2", {}, true],
    [{ query: { q: { eq: "3" } } }, "/?q=1&q=2", {}, false],
    [{ not: { path: "/a" } }, "/a", {}, false],
    [{ any: [{ path: "/a" }, { path: "/b" }] }, "/b", {}, true],
    [{ any: [] }, "/b", {}, false],
    [{ all: [{ path: "/{x}" }, { not: { path: "/b" } }] }, "/c", {}, true],
    [
      { method: "POST", body: { contains: "ell", startsWith: "h", regex: "o$" } },
      "/",
      { method: "POST", body: "hello" },
      true,
    ],
    [{ method: "POST", body: { maxBytes: 4 } }, "/", { method: "POST", body: "hello" }, false],
    [
      { method: "POST", body: { json: { "user.roles.0": "admin" } } },
      "/",
      post({ user: { roles: ["admin"] } }),
      true,
    ],
    [
      { method: "POST", body: { json: { "user.id": { in: [1, 2] } } } },
      "/",
      post({ user: { id: 3 } }),
      false,
    ],
    [{ method: "POST", body: { json: { a: { exists: false }, b: null } } }, "/", post({ b: null }), true],
    [{ method: "POST", body: { json: { constructor: { exists: true } } } }, "/", post({}), false],
    [{ method: "POST", body: { json: {}, contains: "}" } }, "/", { method: "POST", body: "{" }, false],
  ])("%j of %s: case %#", async (when, path, init, expected) => {
    expect(await fits(when, path, init)).toBe(expected);
  });
});

describe("a test of responses", () => {
  it.each<[ResponseTest, number, boolean]>([
    [{ status: 404 }, 404, true],
    [{ status: [200, 404] }, 500, false],
    [{ status: ["2xx", "4xx"] }, 410, true],
    [{ status: { from: 400, to: 404 } }, 404, true],
    [{ status: { from: 400, to: 404 } }, 405, false],
    [{ header: { "x-kind": "list" } }, 200, true],
    [{ header: { "x-kind": { contains: "z" } } }, 200, false],
    [{ body: { contains: "items" } }, 200, true],
    [{ body: { contains: "error" } }, 200, false],
    [{ not: { body: { contains: "error" } } }, 200, true],
    [{ any: [{ status: 500 }, { body: { json: { count: 2 } } }] }, 200, true],
    [{ any: [{ status: 500 }, { body: { json: { count: 3 } } }] }, 200, false],
    [{ all: [{ status: "2xx" }, { not: { status: 200 } }] }, 200, false],
  ])("%j of status %i: %s", async (store, status, expected) => {
    const b = new Bench(() => reply('{"items":[],"count":2}', { "x-kind": "list" }, status), {
      rules: [{ store, policy }],
    });
    await b.read();
    expect((await b.read()).cache?.includes("hit")).toBe(expected);
  });

  it("lets the body through before it has been looked at", async () => {
    let close = (): void => {};
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("first"));
        close = () => controller.close();
      },
    });
    const b = new Bench(() => new Response(body), {
      rules: [{ store: { body: { contains: "x" } }, policy }],
    });
    const reader = (await b.ask()).body!.getReader();
    expect((await reader.read()).done).toBe(false);
    close();
    await b.settled();
    expect(b.cache.entries.size).toBe(0);
  });

  it("is by default that the status is 2xx", async () => {
    const b = new Bench(() => reply("x", {}, 404), { rules: [{ policy }] });
    expect((await b.read()).cache).toBe("test; fwd=miss; fwd-status=404; detail=rule");
  });
});

function post(value: unknown): RequestInit {
  return { method: "POST", body: JSON.stringify(value) };
}
