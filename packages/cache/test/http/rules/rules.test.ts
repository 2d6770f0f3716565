import { describe, expect, it } from "vitest";
import type { Rule } from "../../../src/http/index.ts";
import { Bench, reply } from "../support/origin.ts";

const HOST = "https://shop.example";
const policy = { ttl: "1m" } as const;

describe("a key", () => {
  /** Whether the second request is answered with the response to the first. */
  async function same(rule: Partial<Rule>, a: string | Request, b: string | Request): Promise<boolean> {
    const bench = new Bench(() => reply("x"), { rules: [{ policy, ...rule } as Rule] });
    await bench.read(a);
    return (await bench.read(b)).cache!.includes("hit");
  }
  const request = (headers: Record<string, string>) => new Request(`${HOST}/a`, { headers });

  it.each<[string, Rule extends infer R ? Partial<R> : never, string | Request, string | Request, boolean]>([
    ["has the whole URL", {}, `${HOST}/a?x=1`, `${HOST}/a?x=2`, false],
    ["has the host", {}, `${HOST}/a`, "https://other.example/a", false],
    ["has parameters in any order", {}, `${HOST}/a?x=1&y=2`, `${HOST}/a?y=2&x=1`, true],
    ["has parameters of one name in theirs", {}, `${HOST}/a?x=1&x=2`, `${HOST}/a?x=2&x=1`, false],
    ["has what is no UTF-8", {}, `${HOST}/a?x=%C4`, `${HOST}/a?x=%E3`, false],
    [
      "has what is no UTF-8 of some parameters",
      { key: { query: ["x"] } },
      `${HOST}/a?x=%C4`,
      `${HOST}/a?x=%E3`,
      false,
    ],
    ["may leave out the host", { key: { host: false } }, `${HOST}/a`, "https://other.example/a", true],
    [
      "may have some parameters only",
      { key: { query: ["x"] } },
      `${HOST}/a?x=1&y=1`,
      `${HOST}/a?x=1&y=2`,
      true,
    ],
    [
      "tells a missing parameter from an empty one",
      { key: { query: ["x"] } },
      `${HOST}/a`,
      `${HOST}/a?x=`,
      false,
    ],
    [
      "tells a list from a text like it",
      { key: { query: ["x"] } },
      `${HOST}/?x=1&x=2`,
      `${HOST}/?x=["1","2"]`,
      false,
    ],
    [
      "may have parts of the path",
      { when: { path: "/{lang}/{id}" }, key: { path: ["id"] } },
      `${HOST}/en/7`,
      `${HOST}/de/7`,
      true,
    ],
    [
      "may have headers",
      { key: { header: ["x-a"] } },
      request({ "x-a": "1" }),
      request({ "x-a": "2" }),
      false,
    ],
    [
      "may change values",
      { key: { header: { "x-a": ["lowercase", { truncate: 2 }] } } },
      request({ "x-a": "EN-us" }),
      request({ "x-a": "en-GB" }),
      true,
    ],
    [
      "may shout",
      { key: { header: { "x-a": "uppercase" } } },
      request({ "x-a": "a" }),
      request({ "x-a": "A" }),
      true,
    ],
    [
      "may hash",
      { key: { header: { "x-a": "hash" } } },
      request({ "x-a": "a" }),
      request({ "x-a": "A" }),
      false,
    ],
  ])("%s", async (_, rule, a, b, expected) => {
    expect(await same(rule, a, b)).toBe(expected);
  });

  it("may have the body: then POST is cached, and the origin gets the body all the same", async () => {
    const bodies: string[] = [];
    const b = new Bench(
      async (request) => {
        bodies.push(await request.text());
        return reply("x");
      },
      { rules: [{ when: { method: "POST" }, key: { body: true }, policy }] },
    );
    await b.read(HOST, { method: "POST", body: "a" });
    expect((await b.read(HOST, { method: "POST", body: "b" })).cache).toContain("fwd=miss");
    expect((await b.read(HOST, { method: "POST", body: "a" })).cache).toContain("hit");
    expect(bodies).toEqual(["a", "b"]);
  });

  it("may have parts of a JSON body", async () => {
    const rules: Rule[] = [{ when: { method: "POST" }, key: { body: ["q.text"] }, policy }];
    const b = new Bench(() => reply("x"), { rules });
    await b.read(HOST, post({ q: { text: "a" }, at: 1 }));
    expect((await b.read(HOST, post({ q: { text: "a" }, at: 2 }))).cache).toContain("hit");
    expect((await b.read(HOST, post({ q: { text: "b" }, at: 2 }))).cache).toContain("fwd=miss");
    expect((await b.read(HOST, { method: "POST", body: "no" })).cache).toContain(
      "fwd=bypass; fwd-status=200; detail=body",
    );
  });

  it("can't have a body that is too large: it goes to the origin whole", async () => {
    const bodies: string[] = [];
    const rules: Rule[] = [{ when: { method: "POST" }, key: { body: true, maxBodyBytes: 4 }, policy }];
    const b = new Bench(
      async (request) => {
        bodies.push(await request.text());
        return reply("x");
      },
      { rules },
    );
    expect((await b.read(HOST, { method: "POST", body: "12345" })).cache).toContain("detail=body");
    expect(bodies).toEqual(["12345"]);
  });
});

describe("rules", () => {
  it("decide in their order, and one may say not to cache", async () => {
    const b = new Bench(() => reply("x", { "cache-control": "max-age=9" }), {
      rules: [
        { when: { path: "/live/{tail}*" }, cache: false },
        { when: { path: "/items/{id}" }, policy: { ttl: "1m" } },
      ],
      rfc9111: true,
    });
    expect((await b.read(`${HOST}/live/1`)).cache).toBe("test; fwd=bypass; fwd-status=200; detail=rule");
    await b.read(`${HOST}/items/1`);
    expect((await b.read(`${HOST}/items/1`)).cache).toBe("test; hit; ttl=60");
    await b.read(`${HOST}/other`);
    expect((await b.read(`${HOST}/other`)).cache).toBe("test; hit; ttl=9");
  });

  it("leave alone what none of them names", async () => {
    const b = new Bench(() => reply("x", { "cache-control": "max-age=9" }), {
      rules: [{ when: { path: "/a" }, policy }],
    });
    expect((await b.read()).cache).toBe("test; fwd=bypass; fwd-status=200; detail=no-rule");
  });

  it("have their policies: stale is served and renewed, then asked for first, then served when the origin fails", async () => {
    let count = 0;
    const b = new Bench(() => reply(`${++count}`), {
      rules: [{ policy: { ttl: "60s", stale: "10s", staleIfError: "1h" } }],
    });
    await b.read();
    expect((await b.read()).cache).toBe("test; hit; ttl=10");
    b.clock.advance("15s");
    expect(await b.read()).toMatchObject({ text: "1", cache: "test; hit; ttl=-5", age: "15" });
    expect((await b.read()).text).toBe("2");
    b.clock.advance("61s");
    expect(await b.read()).toMatchObject({ text: "3", cache: "test; fwd=stale; fwd-status=200; stored" });
    b.clock.advance("61s");
    b.origin = () => reply("no", {}, 500);
    expect(await b.read()).toMatchObject({
      text: "3",
      cache: "test; fwd=stale; fwd-status=500; detail=stale-if-error",
    });
  });

  it("renew what is stale behind the answer, though the cache's own default is to renew it first", async () => {
    let count = 0;
    // The real cache of a bench has that default.
    const b = new Bench(
      () => reply(`${++count}`),
      { rules: [{ policy: { ttl: "60s", stale: "10s", jitter: 0 } }] },
      "real",
    );
    await b.read();
    b.clock.advance("15s");
    expect(await b.read()).toMatchObject({ text: "1", cache: "test; hit; ttl=-5" });
    expect(await b.read()).toMatchObject({ text: "2", cache: "test; hit; ttl=10" });
  });

  it("renew by validators what the origin can validate", async () => {
    const b = new Bench(
      ({ headers }) =>
        headers.get("if-none-match") ? reply(null, { etag: '"a"' }, 304) : reply("one", { etag: '"a"' }),
      { rules: [{ policy: { ttl: "1m", staleIfError: "1h" } }] },
    );
    await b.read();
    b.clock.advance("2m");
    expect(await b.read()).toMatchObject({ text: "one", cache: "test; fwd=stale; fwd-status=304; stored" });
    expect((await b.read()).cache).toBe("test; hit; ttl=60");
  });

  it("keep variants apart by Vary too", async () => {
    const b = new Bench(({ headers }) => reply(headers.get("accept")!, { vary: "Accept" }), {
      rules: [{ policy }],
    });
    const ask = (accept: string) => b.read(HOST, { headers: { accept } });
    await ask("a");
    expect(await ask("b")).toMatchObject({ text: "b", cache: "test; fwd=miss; fwd-status=200; stored" });
    expect(await ask("a")).toMatchObject({ text: "a", cache: "test; hit; ttl=60" });
  });

  it("drop what an unsafe method changes", async () => {
    const b = new Bench(() => reply("x"), {
      rules: [{ when: { path: "/items/{id}" }, policy: { ttl: "forever" } }],
    });
    await b.read(`${HOST}/items/1`);
    expect((await b.read(`${HOST}/items/1`)).cache).toBe("test; hit");
    await b.read(`${HOST}/items/1`, { method: "PUT", body: "x" });
    expect((await b.read(`${HOST}/items/1`)).cache).toContain("fwd=miss");
  });

  it("answer HEAD from what GET has stored", async () => {
    const b = new Bench(() => reply("x"), { rules: [{ policy }] });
    await b.read();
    expect(await b.read(undefined, { method: "HEAD" })).toMatchObject({ text: "", cache: "test; hit" });
  });

  it.each<[string, Rule[]]>([
    [
      'rules[1]: has the name of another: "a"',
      [
        { name: "a", policy },
        { name: "a", policy },
      ],
    ],
    ["rules[0]: has an empty name", [{ name: "", policy }]],
    ['rules[0]: has "id" in its key, which no path of it names', [{ key: { path: ["id"] }, policy }]],
    [
      "rules[0]: has a policy whose stale is not less than its ttl",
      [{ policy: { ttl: "1m", stale: "60s" } }],
    ],
    [
      'rules[0]: "cookie" in a key can be hashed, but not changed',
      [{ key: { header: { cookie: { truncate: 4 } } }, policy }],
    ],
    ["rules[0]: ( is no regular expression", [{ when: { header: { a: { regex: "(" } } }, policy }]],
    ['rules[0]: the path "/{" has a { that is not closed', [{ when: { path: "/{" }, policy }]],
    ...(
      [
        ["wehn", { wehn: { path: "/a" }, policy }],
        ["when.paths", { when: { paths: "/a" }, policy }],
        ["when.paths", { when: { any: [{ not: { paths: "/a" } }] }, cache: false }],
        ["when.accept.equals", { when: { header: { accept: { equals: "a" } } }, policy }],
        ["when.body.id.equals", { when: { body: { json: { id: { equals: 1 } } } }, policy }],
        ["store.code", { store: { code: 200 }, policy }],
        ["store.body.max", { store: { body: { max: 1 } }, policy }],
        ["key.headers", { key: { headers: ["a"] }, policy }],
      ] as const
    ).map(([key, rule]): [string, Rule[]] => [`rules[0]: there is no option "${key}"`, [rule as Rule]]),
    ["rules[0]: has no policy", [{ when: { path: "/a" } } as Rule]],
  ])("are refused: %s", (message, rules) => {
    expect(() => new Bench(() => reply("x"), { rules })).toThrow(
      expect.objectContaining({ message, code: "ERR_CACHE_OPTION" }),
    );
  });
});

describe("options", () => {
  it.each([
    [{ rule: [] }, 'there is no option "rule"'],
    [{ rfc9111: { share: true } }, 'there is no option "rfc9111.share"'],
    [{ maxBytes: -1 }, "maxBytes is no number of bytes: -1"],
    [{ rfc9111: { heuristic: 2 } }, "rfc9111.heuristic must be from 0 to 1: 2"],
    [{ backgroundTimeout: "1" }, 'backgroundTimeout is no duration: "1"'],
  ])("%j are refused", (options, message) => {
    expect(() => new Bench(() => reply("x"), options as object)).toThrow(
      expect.objectContaining({ message, code: "ERR_CACHE_OPTION" }),
    );
  });

  it("say the key, and the older header, if asked to", async () => {
    const b = new Bench(() => reply("x"), {
      rules: [{ name: "all", policy }],
      showKey: true,
      legacyHeader: true,
    });
    const first = await b.read(`${HOST}/a`);
    expect(first.cache).toBe(
      'test; fwd=miss; fwd-status=200; stored; key="http-rule:1:host=https%3A%2F%2Fshop.example&path=%2Fa&rule=all"',
    );
    expect(first.headers.get("x-cache-status")).toBe("MISS");
    expect((await b.read(`${HOST}/a`)).headers.get("x-cache-status")).toBe("HIT");
  });
});

function post(value: unknown): RequestInit {
  return { method: "POST", body: JSON.stringify(value) };
}
