import { expect } from "vitest";
import type { Command } from "../../src/commands/command.ts";
import { commands as c } from "../../src/commands/commands.ts";

const bytes = (text: string): Buffer => Buffer.from(text);
const entry = (id: string, fields: Record<string, string>): unknown => ({ id, fields });
const SICILY = { frommember: "p", byradius: { radius: 1_000, unit: "km" } } as const;
const LIBRARY = "#!lua name=lib\nredis.register_function('f', function() return 1 end)";

/** What the commands below ask about. */
export const SETUP: readonly Command[] = [
  c.hset("hash", [
    ["__proto__", 1],
    ["a", 2],
  ]),
  c.zadd("zset", { m: 1, n: 2.5, o: Number.POSITIVE_INFINITY }),
  c.zadd("withscores", { m: 1, n: 2 }),
  c.xadd("stream", "1-1", { a: 1, b: 2 }),
  c.xadd("stream", "2-1", { a: 1 }),
  c.xgroupCreate("stream", "g", "0"),
  c.xreadgroup("g", "c", { stream: ">" }),
  c.xdel("stream", "2-1"),
  c.geoadd("geo", { p: [13.361389, 38.115556], q: [15.087269, 37.502669] }),
  c.set("text", "v"),
  c.mset({ one: "ohmytext", two: "mynewtext" }),
  c.sadd("set", "a"),
  c.rpush("list", ["a", "b", "a"]),
  c.functionLoad(LIBRARY),
];

/** A command that changes nothing, and its reply in either protocol. */
export const REPLIES: readonly (readonly [Command, unknown])[] = [
  // Maps with any names.
  [
    c.hgetall("hash"),
    Object.fromEntries([
      ["__proto__", "1"],
      ["a", "2"],
    ]),
  ],
  [
    c.hgetall("hash", { reply: "bytes" }),
    new Map([
      [bytes("__proto__"), bytes("1")],
      [bytes("a"), bytes("2")],
    ]),
  ],
  [c.hgetall("nothing"), {}],
  [c.hgetall("nothing", { reply: "bytes" }), new Map()],
  [c.configGet(["port", "maxmemory"]), { port: expect.any(String), maxmemory: "0" }],
  [c.pubsubNumsub(["a", "b"]), { a: 0, b: 0 }],
  // Maps with known names.
  [c.xinfoGroups("stream"), [expect.objectContaining({ name: "g", consumers: 1, pending: 2 })]],
  [
    c.xinfoGroups("stream", { reply: "bytes" }),
    [expect.objectContaining({ name: bytes("g"), consumers: 1 })],
  ],
  [c.xinfoConsumers("stream", "g"), [expect.objectContaining({ name: "c", pending: 2 })]],
  [c.aclGetuser("default"), expect.objectContaining({ passwords: [], keys: "~*", selectors: [] })],
  [c.aclGetuser("nobody"), null],
  [c.clientTrackinginfo(), { flags: ["off"], redirect: -1, prefixes: [] }],
  [c.memoryStats(), expect.objectContaining({ "peak.percentage": expect.any(Number), "keys.count": 10 })],
  [
    c.memoryStats(),
    expect.objectContaining({
      "db.0": expect.objectContaining({ "overhead.hashtable.expires": expect.any(Number) }),
    }),
  ],
  [
    c.functionList({ withcode: true }),
    [
      {
        library_name: "lib",
        engine: "LUA",
        functions: [{ name: "f", description: null, flags: [] }],
        library_code: LIBRARY,
      },
    ],
  ],
  [c.functionStats(), { running_script: null, engines: { LUA: { libraries_count: 1, functions_count: 1 } } }],
  [c.latencyHistogram("geoadd"), { geoadd: { calls: 1, histogram_usec: expect.objectContaining({}) } }],
  // Doubles.
  [c.zscore("zset", "n"), 2.5],
  [c.zscore("zset", "o"), Number.POSITIVE_INFINITY],
  [c.zscore("zset", "nobody"), null],
  [c.zmscore("zset", ["m", "nobody"]), [1, null]],
  [c.zadd("zset", { m: 1 }, { nx: true, incr: true }), null],
  [c.zincrby("zset", 0, "m"), 1],
  [c.geodist("geo", "p", "q", { unit: "km" }), 166.2742],
  [c.geodist("geo", "p", "nobody"), null],
  [c.geopos("geo", ["p", "nobody"]), [[13.361389338970184, 38.1155563954963], null]],
  // Pairs.
  [c.zrange("zset", 0, 1), ["m", "n"]],
  [
    c.zrange("zset", 0, 1, { withscores: true }),
    [
      ["m", 1],
      ["n", 2.5],
    ],
  ],
  [c.zrange("zset", 0, 0, { withscores: true, reply: "bytes" }), [[bytes("m"), 1]]],
  [c.zrange("nothing", 0, 1, { withscores: true }), []],
  [c.zrevrangebyscore("zset", "2", "(1"), []],
  [c.zunion(["withscores"]), ["m", "n"]],
  [
    c.zunion(["withscores"], { withscores: true }),
    [
      ["m", 1],
      ["n", 2],
    ],
  ],
  [c.zrandmember("withscores", { count: 5 }), expect.arrayContaining(["m", "n"])],
  [
    c.zrandmember("withscores", { count: 5, withscores: true }),
    expect.arrayContaining([
      ["m", 1],
      ["n", 2],
    ]),
  ],
  [c.zrandmember("nothing"), null],
  [
    c.hrandfield("hash", { count: 5, withvalues: true }),
    expect.arrayContaining([
      ["a", "2"],
      ["__proto__", "1"],
    ]),
  ],
  [c.hrandfield("hash", { count: 5 }), expect.arrayContaining(["a", "__proto__"])],
  [c.zpopmin("nothing"), null],
  [c.zpopmin("nothing", { count: 2 }), []],
  [c.zmpop("nothing", "min"), null],
  // Streams.
  [c.xrange("stream", "-", "+"), [entry("1-1", { a: "1", b: "2" })]],
  [
    c.xrange("stream", "-", "+", { reply: "bytes" }),
    [
      {
        id: bytes("1-1"),
        fields: new Map([
          [bytes("a"), bytes("1")],
          [bytes("b"), bytes("2")],
        ]),
      },
    ],
  ],
  [c.xread({ stream: "0" }), { stream: [entry("1-1", { a: "1", b: "2" })] }],
  [c.xread({ stream: "9" }), null],
  [
    c.xreadgroup("g", "c", { stream: "0" }),
    { stream: [entry("1-1", { a: "1", b: "2" }), { id: "2-1", fields: null }] },
  ],
  [c.xpending("stream", "g"), [2, "1-1", "2-1", [["c", 2]]]],
  [
    c.xpending("stream", "g", { start: "-", end: "+", count: 1 }),
    [["1-1", "c", expect.any(Number), expect.any(Number)]],
  ],
  [c.xclaim("stream", "g", "c", 0, "1-1"), [entry("1-1", { a: "1", b: "2" })]],
  [c.xclaim("stream", "g", "c", 0, "1-1", { justid: true }), ["1-1"]],
  [c.xautoclaim("stream", "g", "c", 0, "0", { count: 1 }), ["2-1", [entry("1-1", { a: "1", b: "2" })], []]],
  [
    c.xinfoStream("stream"),
    expect.objectContaining({
      groups: 1,
      "first-entry": entry("1-1", { a: "1", b: "2" }),
      "last-generated-id": "2-1",
    }),
  ],
  [
    c.xinfoStream("stream", { full: true }),
    expect.objectContaining({
      entries: [entry("1-1", { a: "1", b: "2" })],
      groups: [expect.objectContaining({ name: "g", consumers: [expect.objectContaining({ name: "c" })] })],
    }),
  ],
  // Places.
  [c.geosearch("geo", SICILY), ["p", "q"]],
  [
    c.geosearch("geo", { ...SICILY, withdist: true }),
    [
      ["p", 0],
      ["q", 166.2742],
    ],
  ],
  [
    c.geosearch("geo", { ...SICILY, count: 1, withdist: true, withhash: true, withcoord: true }),
    [["p", 0, 3479099956230698, [13.361389338970184, 38.1155563954963]]],
  ],
  // What other options ask for.
  [c.lcs("one", "two"), "mytext"],
  [c.lcs("one", "two", { len: true }), 6],
  [
    c.lcs("one", "two", { idx: true, minmatchlen: 4, withmatchlen: true }),
    { matches: [[[4, 7], [5, 8], 4]], len: 6 },
  ],
  [c.set("text", "v", { nx: true }), null],
  [c.set("text", "v", { get: true }), "v"],
  [c.set("text", "v", { get: true, reply: "bytes" }), bytes("v")],
  [c.lpos("list", "a"), 0],
  [c.lpos("list", "a", { count: 0 }), [0, 2]],
  [c.lpos("list", "nobody"), null],
  [c.lpop("nothing"), null],
  [c.lpop("nothing", { count: 1 }), null],
  [c.spop("nothing", { count: 1 }), []],
  [c.sort("list", { alpha: true, get: "nothing_*" }), [null, null, null]],
  // What stays as it comes.
  [c.smembers("set"), ["a"]],
  [c.sismember("set", "a"), 1],
  [c.smismember("set", ["a", "b"]), [1, 0]],
  [c.type("nothing"), "none"],
  [c.objectEncoding("nothing"), null],
  [c.objectFreq("nothing"), null],
  [c.lmove("nothing", "nothing", "left", "right"), null],
  [c.dump("nothing"), null],
  [c.dump("text"), expect.any(Buffer)],
  [c.mset({ text: "v" }, { reply: "bytes" }), "OK"],
  [c.role(), ["master", 0, []]],
  // What contains itself.
  [
    c.commandInfo(["get", "nothing"]),
    [
      expect.arrayContaining([
        "get",
        [
          expect.objectContaining({
            begin_search: { type: "index", spec: { index: 1 } },
            find_keys: { type: "range", spec: { lastkey: 0, keystep: 1, limit: 0 } },
          }),
        ],
      ]),
      null,
    ],
  ],
  [
    c.commandDocs("zrange"),
    {
      zrange: expect.objectContaining({
        group: "sorted-set",
        arguments: expect.arrayContaining([
          expect.objectContaining({
            token: "LIMIT",
            arguments: [
              expect.objectContaining({ name: "offset" }),
              expect.objectContaining({ name: "count" }),
            ],
          }),
        ]),
      }),
    },
  ],
  [
    c.commandDocs("object"),
    {
      object: expect.objectContaining({
        subcommands: expect.objectContaining({ "object|freq": expect.anything() }),
      }),
    },
  ],
];
