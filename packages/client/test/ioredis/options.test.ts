import { describe, expect, it } from "vitest";
import { commandTable } from "../../src/commands/table.ts";
import { argumentsOf } from "../../src/ioredis/arguments.ts";
import { redisOptions, resolveCluster, resolveRedis } from "../../src/ioredis/options.ts";
import { Redis } from "../../src/ioredis.ts";

describe("options of ioredis", () => {
  it.each([
    [[], "redis://localhost:6379", {}],
    [[6380], "redis://localhost:6380", {}],
    [["6380"], "redis://localhost:6380", {}],
    [[6380, "::1"], "redis://[::1]:6380", {}],
    [["example:6380"], "redis://example:6380", {}],
    [["/tmp/a b.sock"], "unix:///tmp/a%20b.sock", {}],
    [
      ["redis://ann:pa%40ss@example:1/3"],
      "redis://example:1",
      { database: 3, credentials: { username: "ann", password: "pa@ss" } },
    ],
    [["rediss://example", { db: 2, port: 9 }], "redis://example:6379", { database: 2, tls: true }],
    [
      [{ host: "h", username: null, password: "p", connectionName: "me" }],
      "redis://h:6379",
      { clientName: "me", credentials: { password: "p" } },
    ],
  ] as const)("%j are understood", (given, url, client) => {
    const resolved = resolveRedis(redisOptions(given));
    expect(resolved.urls).toEqual([url]);
    expect(resolved.client).toMatchObject({ mode: "standalone", protocol: 2, ...client });
  });

  it("of a cluster's nodes come from each and from all", () => {
    const resolved = resolveCluster([7000, { host: "b", port: 1 }, "redis://:secret@c"], {
      redisOptions: { tls: {}, maxRetriesPerRequest: null },
      keyPrefix: "app:",
      scaleReads: "slave",
    });
    expect(resolved.urls).toEqual(["redis://localhost:7000", "redis://b:1", "redis://c:6379"]);
    expect(resolved).toMatchObject({
      keyPrefix: "app:",
      waitsForever: true,
      client: { mode: "cluster", tls: {}, readFrom: "preferReplica" },
    });
  });

  it("that have no counterpart are refused, all at once, and those of nobody are ignored", () => {
    expect(() => new Redis({ natMap: {}, stringNumbers: true, skipVersionCheck: true })).toThrow(
      expect.objectContaining({
        code: "ERR_USAGE_OPTION",
        message: expect.stringMatching(/: natMap, stringNumbers$/),
      }),
    );
    expect(() =>
      resolveRedis({ readOnly: false, replyMapping: "legacy", enableAutoPipelining: true }),
    ).not.toThrow();
  });
});

describe("arguments", () => {
  it.each([
    ["get", ["k"], ["k"]],
    ["del", [["a", "b"], "c"], ["a", "b", "c"]],
    ["set", ["k", null, undefined, true, Number.NaN], ["k", "", "", "true", "NaN"]],
    ["HSET", ["k", { f: 1 }], ["k", "f", 1]],
    ["hset", ["k", new Map([["f", [1]]])], ["k", "f", "1"]],
    ["mset", [{ a: 1, b: false }], ["a", 1, "b", "false"]],
    ["hset", ["k", Buffer.from("f")], ["k", Buffer.from("f")]],
  ] as const)("of %s %j are taken apart as ioredis does", (name, given, expected) => {
    expect(argumentsOf(name, given)).toEqual(expected);
  });
});

it("every command has its methods", () => {
  const redis = new Redis({ lazyConnect: true }) as unknown as Record<string, unknown>;
  const names = [...commandTable().keys()].map((name) => name.split(" ", 1)[0]!.toLowerCase());
  const missing = names.filter((name) => typeof redis[name] !== "function");
  expect(missing).toEqual([]);
  expect(typeof redis["getBuffer"]).toBe("function");
});
