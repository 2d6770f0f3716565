import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import {
  checkHttpConfig,
  type HttpConfigProblem,
  httpConfigSchema,
  type JsonSchema,
  readHttpConfig,
} from "../../../src/http/config/index.ts";
import { Bench, reply } from "../support/origin.ts";

const EXAMPLE = `
name: shop
legacyHeader: x-cache
maxBytes: 65536
backgroundTimeout: 10s
showKey: false
rfc9111: { shared: true, heuristic: 0, retain: 1h, ignore: [cookie], policy: { tags: [shop], softTimeout: 1s } }
rules:
  - name: live
    when:
      any:
        - path: /live/{tail}*
        - query: { nocache: { exists: true } }
    cache: false
  - name: items
    when:
      method: [GET]
      path: ["/items/{id:\\\\d+}", "/things/{id}"]
      header: { authorization: false, accept: { contains: json, regex: "^application/" } }
      not: { query: { draft: "1" } }
    store:
      status: [2xx, 404, { from: 410, to: 412 }]
      header: { x-kind: { in: [a, b] } }
      body: { maxBytes: 1000, json: { error: { exists: false } } }
    key: { host: false, path: [id], query: { lang: [lowercase, { truncate: 2 }] }, header: [accept] }
    policy: { ttl: 1m, stale: 10s, onStale: background, staleIfError: 1h, jitter: 0.1, tags: [items], lock: true }
    maxBytes: 1000
    ignore: [cookie]
  - when: { method: POST, path: /search, body: { json: { kind: search } }, all: [{ header: { x-a: "1" } }] }
    key: { body: [q], maxBodyBytes: 1000 }
    policy: { ttl: forever }
`;

describe("a configuration", () => {
  it("in YAML is the same options as in code, and works", async () => {
    const read = readHttpConfig(EXAMPLE);
    if ("problems" in read) throw new Error(JSON.stringify(read.problems));
    expect(read.options).toEqual(parse(EXAMPLE));
    const b = new Bench(() => reply("{}", { "x-kind": "a" }), read.options);
    const ask = (lang: string) =>
      b.read(`https://shop.example/items/7?lang=${lang}`, { headers: { accept: "application/json" } });
    await ask("EN-us");
    expect((await ask("en-gb")).cache).toBe("shop; hit; ttl=10");
    expect((await b.read("https://shop.example/live/x")).cache).toContain("detail=rule");
  });

  it("may be JSON, or nothing", () => {
    expect(readHttpConfig('{"rfc9111": false}')).toEqual({ options: { rfc9111: false } });
    expect(readHttpConfig("")).toEqual({ options: {} });
  });

  it("that was read already is checked the same", () => {
    expect(checkHttpConfig({ maxBytes: 1 })).toEqual({ options: { maxBytes: 1 } });
    expect(checkHttpConfig({ maxByte: 1 })).toEqual({
      problems: [{ path: "maxByte", line: 0, column: 0, message: 'is not known; did you mean "maxBytes"?' }],
    });
  });

  it.each<[string, string, string]>([
    ["nam: x", "nam", 'is not known; did you mean "name"?'],
    ["rules: [{ polcy: { ttl: 1m } }]", "rules[0].polcy", 'is not known; did you mean "policy"?'],
    ["rules: [{ policy: { tll: 1m } }]", "rules[0].policy.ttl", "is required"],
    ["rules: [{ policy: { tll: 1m } }]", "rules[0].policy.tll", 'is not known; did you mean "ttl"?'],
    ["rules: [{}]", "rules[0].policy", "is required"],
    ["rules: [{ cache: false, policy: { ttl: 1m } }]", "rules[0].policy", "has no meaning if cache is false"],
    [
      "rules: [{ policy: { ttl: 1x } }]",
      "rules[0].policy.ttl",
      'must be a number of milliseconds, a text such as "30s", or "forever"',
    ],
    [
      "rules: [{ policy: { ttl: 1m, onStale: backgroud } }]",
      "rules[0].policy.onStale",
      'must be "return", "revalidate" or "background"; did you mean "background"?',
    ],
    [
      "rules: [{ when: { path: '/{' }, policy: { ttl: 1m } }]",
      "rules[0].when.path",
      "is no pattern of paths",
    ],
    [
      "rules: [{ when: { path: [/a, '/{'] }, policy: { ttl: 1m } }]",
      "rules[0].when.path[1]",
      "is no pattern of paths",
    ],
    [
      "rules: [{ when: { header: { a: { contain: x } } }, policy: { ttl: 1m } }]",
      "rules[0].when.header.a.contain",
      'is not known; did you mean "contains"?',
    ],
    [
      "rules: [{ when: { all: [{ not: { quer: {} } }] }, policy: { ttl: 1m } }]",
      "rules[0].when.all[0].not.quer",
      'is not known; did you mean "query"?',
    ],
    [
      "rules: [{ when: { query: { a: { regex: '(' } } }, policy: { ttl: 1m } }]",
      "rules[0].when.query.a.regex",
      "is no regular expression",
    ],
    [
      "rules: [{ store: { status: 2x }, policy: { ttl: 1m } }]",
      "rules[0].store.status",
      'must be a status, a class such as "2xx", a range, or a list of them',
    ],
    [
      "rules: [{ key: { header: { a: upper } }, policy: { ttl: 1m } }]",
      "rules[0].key.header.a",
      "must be true or what is done to it",
    ],
    [
      "rules: [{ key: { path: [id] }, policy: { ttl: 1m } }]",
      "rules[0]",
      'has "id" in its key, which no path of it names',
    ],
    [
      "rules: [{ policy: { ttl: 1m, stale: 2m } }]",
      "rules[0]",
      "has a policy whose stale is not less than its ttl",
    ],
    ["rfc9111: { share: true }", "rfc9111.share", 'is not known; did you mean "shared"?'],
    [
      "rfc9111: { ignore: [cookies] }",
      "rfc9111.ignore[0]",
      'must be "authorization" or "cookie"; did you mean "cookie"?',
    ],
    ["maxBytes: -1", "maxBytes", "must be at least 0"],
    ["maxBytes: many", "maxBytes", "must be a number"],
    ["name: 7", "name", "must be a text; quote what looks like something else"],
  ])("%s: tells what is wrong with %s", (text, path, message) => {
    expect(problemsOf(text)).toContainEqual(expect.objectContaining({ path, message }));
  });

  it("says where each problem stands, in the order of the text", () => {
    const text = "rules:\n  - polcy:\n      ttl: 1m\n    name: ''\nmaxByte: 7\n";
    expect(problemsOf(text).map(({ path, line, column }) => `${line}:${column} ${path}`)).toEqual([
      "2:5 rules[0].polcy",
      "2:5 rules[0].policy",
      "4:11 rules[0].name",
      "5:1 maxByte",
    ]);
  });

  it.each([
    ["a: [", "is not valid YAML here"],
    ["a: 1\na: 2", "is not valid YAML here"],
    [
      `a: &a [x]\n${"b: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]"}`,
      "alias",
    ],
  ])("%j is refused", (text, message) => {
    expect(problemsOf(text)[0]?.message).toContain(message);
  });
});

describe("the JSON Schema", () => {
  const SCHEMA = httpConfigSchema();
  const isValid = (text: string): boolean =>
    z.fromJSONSchema(SCHEMA as Parameters<typeof z.fromJSONSchema>[0]).safeParse(parse(text)).success;

  // Out of date: npx vitest run packages/cache/test/http/config/config.test.ts -u
  it("is the published one", async () => {
    const text = `${JSON.stringify(SCHEMA, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../../../schema/fairlead-http-cache.schema.json");
  });

  it("takes a file that says everything", () => {
    expect(isValid(EXAMPLE)).toBe(true);
    const used = new Set<string>();
    collect(parse(EXAMPLE), used);
    for (const { name } of keysOf(SCHEMA, SCHEMA))
      expect([...used, "eq", "startsWith", "hardTimeout", "retryAfter"]).toContain(name);
  });

  it.each([
    "nothing: 1",
    "rules: [{ policy: { ttl: many } }]",
    "maxBytes: x",
    "rules: [{ when: { path: 7 } }]",
  ])("refuses a file with %s", (text) => expect(isValid(text)).toBe(false));

  it("describes every key", () => {
    const keys = keysOf(SCHEMA, SCHEMA);
    expect(keys.length).toBeGreaterThan(50);
    for (const { name, schema } of keys) {
      const referred = SCHEMA.definitions?.[schema.$ref?.split("/").at(-1) ?? ""];
      expect(schema.description ?? referred?.description, name).toMatch(/\.$/);
    }
  });
});

function problemsOf(text: string): readonly HttpConfigProblem[] {
  const read = readHttpConfig(text);
  return "problems" in read ? read.problems : [];
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    names.add(name);
    collect(part, names);
  }
}

function keysOf(schema: JsonSchema, root: JsonSchema): { name: string; schema: JsonSchema }[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => [
    { name, schema: part },
    ...keysOf(part, root),
  ]);
  const inner = [schema.items, schema.additionalProperties, ...(schema.anyOf ?? [])];
  const definitions = schema === root ? Object.values(root.definitions ?? {}) : [];
  return [
    ...own,
    ...[...inner, ...definitions].flatMap((part) => (typeof part === "object" ? keysOf(part, root) : [])),
  ];
}
