import { describe, expectTypeOf, test } from "vitest";
import type { CallOptions } from "../../src/call-options.ts";
import type { Command } from "../../src/commands/command.ts";
import type { Commands } from "../../src/commands/commands.generated.ts";
import { commands } from "../../src/commands/commands.ts";
import type { StreamEntry } from "../../src/commands/types.ts";
import type { Outcome } from "../../src/errors.ts";
import { type Route, routes } from "../../src/route.ts";

// Checked by the compiler; run, these only make command values.
const client = commands as unknown as Commands<"promise">;

test("a method gives a promise on a client, and a command as a value", () => {
  expectTypeOf(client.get("k")).toEqualTypeOf<Promise<string | null>>();
  expectTypeOf(commands.get("k")).toEqualTypeOf<Command<string | null>>();
});

test("text comes as text or as bytes", () => {
  expectTypeOf(client.get("k", { reply: "text" })).resolves.toEqualTypeOf<string | null>();
  expectTypeOf(client.get("k", { reply: "bytes" })).resolves.toEqualTypeOf<Buffer | null>();
  expectTypeOf(client.get("k", { timeoutMs: 5 })).resolves.toEqualTypeOf<string | null>();
  const reply = "text" as "text" | "bytes";
  expectTypeOf(client.get("k", { reply })).resolves.toEqualTypeOf<string | Buffer | null>();
  expectTypeOf(client.mget(["a"], { reply: "bytes" })).resolves.toEqualTypeOf<(Buffer | null)[]>();
  expectTypeOf(client.hgetall("k")).resolves.toEqualTypeOf<Record<string, string>>();
  expectTypeOf(client.hgetall("k", { reply: "bytes" })).resolves.toEqualTypeOf<Map<Buffer, Buffer>>();
  expectTypeOf(client.mset({ a: 1 }, { reply: "bytes" })).resolves.toEqualTypeOf<"OK">();
  expectTypeOf(client.dump("k")).resolves.toEqualTypeOf<Buffer | null>();
});

test("SET's reply depends on what was asked for", () => {
  expectTypeOf(client.set("k", "v")).resolves.toEqualTypeOf<"OK">();
  expectTypeOf(client.set("k", "v", { ex: 5 })).resolves.toEqualTypeOf<"OK">();
  expectTypeOf(client.set("k", "v", { nx: true })).resolves.toEqualTypeOf<"OK" | null>();
  expectTypeOf(client.set("k", "v", { nx: true, get: true })).resolves.toEqualTypeOf<string | null>();
  expectTypeOf(client.set("k", "v", { get: true, reply: "bytes" })).resolves.toEqualTypeOf<Buffer | null>();
  const nx: boolean = Math.random() > 2;
  expectTypeOf(client.set("k", "v", { nx })).resolves.toEqualTypeOf<"OK" | null>();
});

test("a count makes a list", () => {
  expectTypeOf(client.lpop("k")).resolves.toEqualTypeOf<string | null>();
  expectTypeOf(client.lpop("k", { count: 2 })).resolves.toEqualTypeOf<string[] | null>();
  expectTypeOf(client.spop("k", { count: 2, reply: "bytes" })).resolves.toEqualTypeOf<Buffer[]>();
  expectTypeOf(client.lpos("k", "e")).resolves.toEqualTypeOf<number | null>();
  expectTypeOf(client.lpos("k", "e", { count: 0, rank: 1 })).resolves.toEqualTypeOf<number[]>();
  expectTypeOf(client.zpopmin("k")).resolves.toEqualTypeOf<[member: string, score: number] | null>();
  expectTypeOf(client.zpopmin("k", { count: 1 })).resolves.toEqualTypeOf<[member: string, score: number][]>();
  expectTypeOf(client.hrandfield("k", { count: 1 })).resolves.toEqualTypeOf<string[]>();
  expectTypeOf(client.hrandfield("k", { count: 1, withvalues: true })).resolves.toEqualTypeOf<
    [field: string, value: string][]
  >();
});

test("scores come in pairs with their members", () => {
  type Scores = [member: string, score: number][];
  expectTypeOf(client.zrange("k", 0, -1)).resolves.toEqualTypeOf<string[]>();
  expectTypeOf(client.zrange("k", 0, -1, { rev: true, withscores: true })).resolves.toEqualTypeOf<Scores>();
  expectTypeOf(client.zunion(["a"], { withscores: true })).resolves.toEqualTypeOf<Scores>();
  const withscores: boolean = Math.random() > 2;
  expectTypeOf(client.zrange("k", 0, -1, { withscores })).resolves.toEqualTypeOf<string[] | Scores>();
  expectTypeOf(client.zadd("k", { m: 1 })).resolves.toEqualTypeOf<number>();
  expectTypeOf(client.zadd("k", { m: 1 }, { incr: true })).resolves.toEqualTypeOf<number | null>();
  expectTypeOf(client.zrank("k", "m")).resolves.toEqualTypeOf<number | null>();
  expectTypeOf(client.zrank("k", "m", { withscore: true })).resolves.toEqualTypeOf<
    [rank: number, score: number] | null
  >();
});

test("other options that decide the reply", () => {
  const by = { frommember: "m", byradius: { radius: 1, unit: "km" } } as const;
  expectTypeOf(client.geosearch("k", by)).resolves.toEqualTypeOf<string[]>();
  expectTypeOf(client.geosearch("k", { ...by, withdist: true })).resolves.toEqualTypeOf<
    [member: string, number][]
  >();
  expectTypeOf(client.georadius("k", 1, 2, 3, "km", { store: "d" })).resolves.toEqualTypeOf<number>();
  expectTypeOf(client.sort("k")).resolves.toEqualTypeOf<(string | null)[]>();
  expectTypeOf(client.sort("k", { store: "d" })).resolves.toEqualTypeOf<number>();
  expectTypeOf(client.lcs("a", "b")).resolves.toEqualTypeOf<string>();
  expectTypeOf(client.lcs("a", "b", { len: true })).resolves.toEqualTypeOf<number>();
  expectTypeOf(client.lcs("a", "b", { idx: true })).resolves.toHaveProperty("matches");
  expectTypeOf(client.xadd("s", "*", { a: 1 })).resolves.toEqualTypeOf<string>();
  expectTypeOf(client.xadd("s", "*", { a: 1 }, { nomkstream: true })).resolves.toEqualTypeOf<string | null>();
  expectTypeOf(client.xrange("s", "-", "+")).resolves.toEqualTypeOf<StreamEntry[]>();
  expectTypeOf(client.xclaim("s", "g", "c", 0, "1-1", { justid: true })).resolves.toEqualTypeOf<string[]>();
  expectTypeOf(client.xread({ s: "0" })).resolves.toEqualTypeOf<Record<string, StreamEntry[]> | null>();
  expectTypeOf(client.ping()).resolves.toEqualTypeOf<"PONG">();
  expectTypeOf(client.ping({ message: "x" })).resolves.toEqualTypeOf<string>();
  expectTypeOf(client.eval("s", { keys: "k", args: [1] })).resolves.toEqualTypeOf<unknown>();
});

describe("a reply follows its call's route", () => {
  const many = routes.allNodes;
  const one = routes.byAddress("h", 1);
  const any = one as Route;

  test("from one node it is as without a route", () => {
    expectTypeOf(client.get("k", { route: one })).resolves.toEqualTypeOf<string | null>();
    expectTypeOf(client.info({ route: routes.anyPrimary })).resolves.toEqualTypeOf<string>();
    expectTypeOf(client.dbsize({ route: routes.slotKey("k") })).resolves.toEqualTypeOf<number>();
    expectTypeOf(client.get("k", { partial: false })).resolves.toEqualTypeOf<string | null>();
  });

  test("from many nodes it is a map by address", () => {
    expectTypeOf(client.info({ route: many })).resolves.toEqualTypeOf<Map<string, string>>();
    expectTypeOf(client.info("server", { route: many })).resolves.toEqualTypeOf<Map<string, string>>();
    expectTypeOf(client.configGet("x", { route: { kind: "allPrimaries" } })).resolves.toEqualTypeOf<
      Map<string, Record<string, string>>
    >();
    expectTypeOf(client.mget("k", { route: many })).resolves.toEqualTypeOf<Map<string, (string | null)[]>>();
    expectTypeOf(client.exists("k", { route: many })).resolves.toEqualTypeOf<Map<string, number>>();
    expectTypeOf(client.lolwut({ version: 5, route: many, reply: "bytes" })).resolves.toEqualTypeOf<
      Map<string, Buffer>
    >();
    expectTypeOf(client.set("k", "v", { route: many, get: true })).resolves.toEqualTypeOf<
      Map<string, string | null>
    >();
  });

  test("from many nodes it is one reply where replies are combined", () => {
    expectTypeOf(client.dbsize({ route: many })).resolves.toEqualTypeOf<number>();
    expectTypeOf(client.keys("*", { route: routes.allPrimaries })).resolves.toEqualTypeOf<string[]>();
    expectTypeOf(client.flushall({ async: true, route: many })).resolves.toEqualTypeOf<"OK">();
    expectTypeOf(client.ping({ route: many })).resolves.toEqualTypeOf<"PONG">();
  });

  test("with partial it is every node's outcome by address", () => {
    expectTypeOf(client.info({ route: many, partial: true })).resolves.toEqualTypeOf<
      Map<string, Outcome<string>>
    >();
    expectTypeOf(client.dbsize({ partial: true })).resolves.toEqualTypeOf<Map<string, Outcome<number>>>();
    expectTypeOf(client.mget("k", { partial: true, reply: "bytes" })).resolves.toEqualTypeOf<
      Map<string, Outcome<(Buffer | null)[]>>
    >();
  });

  test("where the options leave it open it is any of these", () => {
    expectTypeOf(client.info({ route: any })).resolves.toEqualTypeOf<string | Map<string, string>>();
    expectTypeOf(client.dbsize({ route: any })).resolves.toEqualTypeOf<number>();
    expectTypeOf(client.dbsize({ partial: true as boolean })).resolves.toEqualTypeOf<
      number | Map<string, Outcome<number>>
    >();
    expectTypeOf(client.strlen("k", {} as CallOptions)).resolves.toEqualTypeOf<
      number | Map<string, number> | Map<string, Outcome<number>>
    >();
  });

  test("of a command as a value as well", () => {
    expectTypeOf(commands.info({ route: many })).toEqualTypeOf<Command<Map<string, string>>>();
    expectTypeOf(commands.info({ route: one })).toEqualTypeOf<Command<string>>();
    expectTypeOf(commands.dbsize({ route: many, partial: true })).toEqualTypeOf<
      Command<Map<string, Outcome<number>>>
    >();
  });
});

test("what the methods take", () => {
  expectTypeOf(client.del).toBeCallableWith("a");
  expectTypeOf(client.del).toBeCallableWith(["a", new Uint8Array()] as const);
  expectTypeOf(client.hset).toBeCallableWith("k", { f: 1 });
  expectTypeOf(client.hset).toBeCallableWith("k", new Map([["f", "v"]]));
  expectTypeOf(client.info).toBeCallableWith({ timeoutMs: 5 });
  expectTypeOf(client.info).toBeCallableWith("server", { timeoutMs: 5 });
});

test("the compiler refuses mistakes", () => {
  const mistakes = [
    // @ts-expect-error: no such option
    () => client.set("k", "v", { exx: 1 }),
    // @ts-expect-error: no such option beside one that exists
    () => client.set("k", "v", { ex: 1, nxx: true }),
    // @ts-expect-error: an option of another type
    () => client.set("k", "v", { ex: "soon" }),
    // @ts-expect-error: a value is missing
    () => client.set("k"),
    // @ts-expect-error: a value that can't be sent
    () => client.set("k", { a: 1 }),
    // @ts-expect-error: no such form
    () => client.get("k", { reply: "json" }),
    // @ts-expect-error: several arguments instead of an array
    () => client.del("a", "b"),
    // @ts-expect-error: no such route
    () => client.get("k", { route: "allNodes" }),
    // @ts-expect-error: no such word
    () => client.lmove("a", "b", "up", "down"),
    // @ts-expect-error: pairs in the order of the wire
    () => client.zadd("k", [[1, "m"]]),
    // @ts-expect-error: one of its options is needed
    () => client.xtrim("k"),
    // @ts-expect-error: it has an interface of its own
    () => client.subscribe("ch"),
  ];
  expectTypeOf(mistakes).toBeArray();
});
