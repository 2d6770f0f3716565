import { describe, expect, test } from "vitest";
import type { Command } from "../../src/commands/command.ts";
import { commands as c } from "../../src/commands/commands.ts";

const bytes = new Uint8Array([0, 255]);

/** A call, and what it puts on the wire: words with blanks between, or a list where a word is empty or bytes. */
const CALLS: readonly (readonly [Command, string | readonly unknown[]])[] = [
  // Fixed arguments, in every number of them.
  [c.dbsize(), "DBSIZE"],
  [c.get("k"), "GET k"],
  [c.get(bytes), ["GET", bytes]],
  [c.set("k", "v"), "SET k v"],
  [c.set("k", ""), ["SET", "k", ""]],
  [c.set("k", 1.5), "SET k 1.5"],
  [c.set("k", -0), "SET k 0"],
  [c.set("k", 2n ** 64n), "SET k 18446744073709551616"],
  [c.set("k", bytes), ["SET", "k", bytes]],
  [c.incr("k"), "INCR k"],
  [c.hget("k", "f"), "HGET k f"],
  [c.lrange("k", 0, -1), "LRANGE k 0 -1"],
  [c.setex("k", 10, "v"), "SETEX k 10 v"],
  [c.linsert("k", "before", "p", "e"), "LINSERT k BEFORE p e"],
  [c.lmove("a", "b", "left", "right"), "LMOVE a b LEFT RIGHT"],
  [c.blmove("a", "b", "left", "right", 0.5), "BLMOVE a b LEFT RIGHT 0.5"],
  [c.bitop("xor", "d", ["a", "b"]), "BITOP XOR d a b"],
  [c.copy("a", "b"), "COPY a b"],
  [c.echo("hello"), "ECHO hello"],
  [c.swapdb(0, 1), "SWAPDB 0 1"],
  // Containers.
  [c.configGet("maxmemory"), "CONFIG GET maxmemory"],
  [c.configGet(["maxmemory", "save"]), "CONFIG GET maxmemory save"],
  [c.configSet({ maxmemory: "1gb", save: "" }), ["CONFIG", "SET", "maxmemory", "1gb", "save", ""]],
  [c.objectEncoding("k"), "OBJECT ENCODING k"],
  [c.clusterCountFailureReports("id"), "CLUSTER COUNT-FAILURE-REPORTS id"],
  [c.clusterSetConfigEpoch(1), "CLUSTER SET-CONFIG-EPOCH 1"],
  [c.memoryUsage("k", { samples: 5 }), "MEMORY USAGE k SAMPLES 5"],
  [c.xinfoStream("s"), "XINFO STREAM s"],
  [c.xinfoStream("s", { full: true }), "XINFO STREAM s FULL"],
  [c.xinfoStream("s", { full: true, count: 5 }), "XINFO STREAM s FULL COUNT 5"],
  // Options: flags, values, choices.
  [c.set("k", "v", {}), "SET k v"],
  [c.set("k", "v", { ex: 60 }), "SET k v EX 60"],
  [c.set("k", "v", { get: true, nx: true, px: 5 }), "SET k v NX GET PX 5"],
  [c.set("k", "v", { nx: false, xx: true }), "SET k v XX"],
  [c.set("k", "v", { keepttl: true }), "SET k v KEEPTTL"],
  [c.set("k", "v", { exat: 1_700_000_000n }), "SET k v EXAT 1700000000"],
  [c.getex("k", { persist: true }), "GETEX k PERSIST"],
  [c.expire("k", 5, { gt: true }), "EXPIRE k 5 GT"],
  [c.flushall({ async: true }), "FLUSHALL ASYNC"],
  [c.copy("a", "b", { db: 1, replace: true }), "COPY a b DB 1 REPLACE"],
  [
    c.restore("k", 0, bytes, { replace: true, freq: 3 }),
    ["RESTORE", "k", "0", bytes, "REPLACE", "FREQ", "3"],
  ],
  [c.clientPause(100, { write: true }), "CLIENT PAUSE 100 WRITE"],
  [c.clientKill({ id: 5, skipme: "no" }), "CLIENT KILL ID 5 SKIPME NO"],
  [c.clientList({ id: [1, 2] }), "CLIENT LIST ID 1 2"],
  [c.clientList({ type: "normal" }), "CLIENT LIST TYPE NORMAL"],
  [c.functionLoad("code", { replace: true }), "FUNCTION LOAD REPLACE code"],
  [c.functionLoad("code"), "FUNCTION LOAD code"],
  [c.functionRestore(bytes, { flush: true }), ["FUNCTION", "RESTORE", bytes, "FLUSH"]],
  [
    c.lcs("a", "b", { idx: true, minmatchlen: 4, withmatchlen: true }),
    "LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN",
  ],
  [c.lpos("k", "e", { rank: -1, count: 0, maxlen: 100 }), "LPOS k e RANK -1 COUNT 0 MAXLEN 100"],
  [c.aclLog({ count: 5 }), "ACL LOG 5"],
  [c.aclLog({ reset: true }), "ACL LOG RESET"],
  [c.clusterReset({ hard: true }), "CLUSTER RESET HARD"],
  [c.clusterMeet("::1", 7000, { clusterBusPort: 17000 }), "CLUSTER MEET ::1 7000 17000"],
  [c.shutdown({ nosave: true, now: true, force: true }), "SHUTDOWN NOSAVE NOW FORCE"],
  [c.shutdown({ abort: true }), "SHUTDOWN ABORT"],
  [c.commandList({ filterby: { pattern: "x*" } }), "COMMAND LIST FILTERBY PATTERN x*"],
  [c.failover({ to: { host: "h", port: 1, force: true }, timeout: 5 }), "FAILOVER TO h 1 FORCE TIMEOUT 5"],
  [c.clusterSetslot(5, { migrating: "id" }), "CLUSTER SETSLOT 5 MIGRATING id"],
  [c.clusterSetslot(5, { stable: true, timeout: 9 }), "CLUSTER SETSLOT 5 STABLE TIMEOUT 9"],
  [c.clusterSlotStats({ orderby: "cpu-usec" }), "CLUSTER SLOT-STATS ORDERBY cpu-usec"],
  [
    c.clusterSlotStats({ orderby: { metric: "cpu-usec", limit: 3, desc: true } }),
    "CLUSTER SLOT-STATS ORDERBY cpu-usec LIMIT 3 DESC",
  ],
  [c.clusterSlotStats({ slotsrange: { startSlot: 0, endSlot: 9 } }), "CLUSTER SLOT-STATS SLOTSRANGE 0 9"],
  [c.replicaof("NO", "ONE"), "REPLICAOF NO ONE"],
  // Optional positional values are options too.
  [c.lpop("k"), "LPOP k"],
  [c.lpop("k", { count: 3 }), "LPOP k 3"],
  [c.spop("k", { count: 3 }), "SPOP k 3"],
  [c.ping(), "PING"],
  [c.ping({ message: "hi" }), "PING hi"],
  [c.slowlogGet({ count: 5 }), "SLOWLOG GET 5"],
  [c.hrandfield("k", { count: -2, withvalues: true }), "HRANDFIELD k -2 WITHVALUES"],
  [c.bitcount("k"), "BITCOUNT k"],
  [c.bitcount("k", { start: 0 }), "BITCOUNT k 0"],
  [c.bitcount("k", { start: 0, end: -1, unit: "bit" }), "BITCOUNT k 0 -1 BIT"],
  [c.bitpos("k", 1, { start: 2, end: 3 }), "BITPOS k 1 2 3"],
  [c.xpending("s", "g"), "XPENDING s g"],
  [c.xpending("s", "g", { start: "-", end: "+", count: 5 }), "XPENDING s g - + 5"],
  [
    c.xpending("s", "g", { idle: 9, start: "-", end: "+", count: 5, consumer: "c" }),
    "XPENDING s g IDLE 9 - + 5 c",
  ],
  [c.geodist("k", "a", "b", { unit: "km" }), "GEODIST k a b KM"],
  // Options of the call leave no trace.
  [c.get("k", { timeoutMs: 5, reply: "bytes", idempotent: true }), "GET k"],
  [c.set("k", "v", { ex: 1, signal: AbortSignal.abort() }), "SET k v EX 1"],
  // One or several.
  [c.del("a"), "DEL a"],
  [c.del(["a", "b"]), "DEL a b"],
  [c.mget(["a", bytes]), ["MGET", "a", bytes]],
  [c.lpush("k", "a"), "LPUSH k a"],
  [c.lpush("k", ["a", 1, 2n]), "LPUSH k a 1 2"],
  [c.sadd("k", ["a", "b"]), "SADD k a b"],
  [c.hdel("k", ["a", "b"]), "HDEL k a b"],
  [c.sunionstore("d", ["a", "b"]), "SUNIONSTORE d a b"],
  [c.blpop(["a", "b"], 1), "BLPOP a b 1"],
  [c.blpop("a", 1), "BLPOP a 1"],
  [c.xack("s", "g", ["1-0", "2-0"]), "XACK s g 1-0 2-0"],
  [
    c.xclaim("s", "g", "c", 5, ["1-0"], { retrycount: 2, justid: true }),
    "XCLAIM s g c 5 1-0 RETRYCOUNT 2 JUSTID",
  ],
  [c.scriptExists(["a", "b"]), "SCRIPT EXISTS a b"],
  [c.clusterAddslots([1, 2]), "CLUSTER ADDSLOTS 1 2"],
  // Lists that may be empty, or left out with the options in their place.
  [c.info(), "INFO"],
  [c.info("server"), "INFO server"],
  [c.info(["server", "clients"]), "INFO server clients"],
  [c.info([]), "INFO"],
  [c.info({ timeoutMs: 5 }), "INFO"],
  [c.info("server", { timeoutMs: 5 }), "INFO server"],
  [c.pfadd("k"), "PFADD k"],
  [c.pfadd("k", ["a", "b"]), "PFADD k a b"],
  [c.pfadd("k", { timeoutMs: 5 }), "PFADD k"],
  [c.aclSetuser("u", ["on", ">p", "~*"]), "ACL SETUSER u on >p ~*"],
  [c.commandGetkeys("GET", ["k"]), "COMMAND GETKEYS GET k"],
  [c.latencyReset(), "LATENCY RESET"],
  // Counted lists.
  [c.zunion(["a", "b"]), "ZUNION 2 a b"],
  [c.zunion("a"), "ZUNION 1 a"],
  [
    c.zinter(["a", "b"], { weights: [1, 0.5], aggregate: "max", withscores: true }),
    "ZINTER 2 a b WEIGHTS 1 0.5 AGGREGATE MAX WITHSCORES",
  ],
  [c.zunionstore("d", ["a", "b"], { aggregate: "sum" }), "ZUNIONSTORE d 2 a b AGGREGATE SUM"],
  [c.sintercard(["a", "b"], { limit: 1 }), "SINTERCARD 2 a b LIMIT 1"],
  [c.lmpop(["a", "b"], "left", { count: 2 }), "LMPOP 2 a b LEFT COUNT 2"],
  [c.blmpop(0, "a", "right"), "BLMPOP 0 1 a RIGHT"],
  [c.bzmpop(1.5, ["a"], "min"), "BZMPOP 1.5 1 a MIN"],
  [c.eval("return 1"), ["EVAL", "return 1", "0"]],
  [c.eval("s", { keys: ["a", "b"], args: [1, "x"] }), "EVAL s 2 a b 1 x"],
  [c.eval("s", { args: "x" }), "EVAL s 0 x"],
  [c.evalsha_ro("abc", { keys: "a" }), "EVALSHA_RO abc 1 a"],
  [c.fcall("f", { keys: ["a"], timeoutMs: 5 }), "FCALL f 1 a"],
  [c.hexpire("k", 5, ["a", "b"], { nx: true }), "HEXPIRE k 5 NX FIELDS 2 a b"],
  [c.httl("k", "a"), "HTTL k FIELDS 1 a"],
  // Pairs.
  [c.hset("k", { a: 1, b: "2" }), "HSET k a 1 b 2"],
  [c.hset("k", new Map([["a", bytes]])), ["HSET", "k", "a", bytes]],
  [c.hset("k", [["a", 1]]), "HSET k a 1"],
  [c.hset("k", [[bytes, "v"]]), ["HSET", "k", bytes, "v"]],
  [c.mset({ a: 1, b: 2 }), "MSET a 1 b 2"],
  [c.zadd("k", { m: 1, n: 2.5 }), "ZADD k 1 m 2.5 n"],
  [c.zadd("k", [["m", Number.NEGATIVE_INFINITY]]), "ZADD k -Infinity m"],
  [c.zadd("k", new Map([[bytes, "1e3"]])), ["ZADD", "k", "1e3", bytes]],
  [c.zadd("k", { m: 1 }, { nx: true, ch: true, incr: true }), "ZADD k NX CH INCR 1 m"],
  [c.zadd("k", { m: 1 }, { xx: true, gt: true }), "ZADD k XX GT 1 m"],
  [c.geoadd("k", { Palermo: [13.36, 38.11] }), "GEOADD k 13.36 38.11 Palermo"],
  [c.geoadd("k", [["a", [1, 2]]], { xx: true }), "GEOADD k XX 1 2 a"],
  [
    c.clusterAddslotsrange([
      [0, 5],
      [7, 9],
    ]),
    "CLUSTER ADDSLOTSRANGE 0 5 7 9",
  ],
  [c.xadd("s", "*", { a: 1, b: 2 }), "XADD s * a 1 b 2"],
  [c.xread({ s: "0", t: "$" }), "XREAD STREAMS s t 0 $"],
  [
    c.xread(new Map([[bytes, "0"]]), { count: 1, block: 0 }),
    ["XREAD", "COUNT", "1", "BLOCK", "0", "STREAMS", bytes, "0"],
  ],
  [c.xreadgroup("g", "c", { s: ">" }, { noack: true }), "XREADGROUP GROUP g c NOACK STREAMS s >"],
  // Objects as values, and one value in their stead.
  [c.zrange("k", 0, -1, { rev: true, withscores: true }), "ZRANGE k 0 -1 REV WITHSCORES"],
  [
    c.zrange("k", "(1", "+inf", { byscore: true, limit: { offset: 0, count: 5 } }),
    "ZRANGE k (1 +inf BYSCORE LIMIT 0 5",
  ],
  [
    c.xadd("s", "*", { f: "v" }, { nomkstream: true, maxlen: { approx: true, threshold: 1000 } }),
    "XADD s NOMKSTREAM MAXLEN ~ 1000 * f v",
  ],
  [c.xadd("s", "1-1", { f: "v" }, { maxlen: 5 }), "XADD s MAXLEN 5 1-1 f v"],
  [c.xtrim("s", { minid: { exact: true, threshold: "5-0" } }), "XTRIM s MINID = 5-0"],
  [c.xtrim("s", { maxlen: { approx: true, threshold: 5, limit: 9 } }), "XTRIM s MAXLEN ~ 5 LIMIT 9"],
  [
    c.geosearch("k", { frommember: "m", byradius: { radius: 5, unit: "km" }, count: 3, any: true }),
    "GEOSEARCH k FROMMEMBER m BYRADIUS 5 KM COUNT 3 ANY",
  ],
  [
    c.geosearch("k", {
      fromlonlat: { longitude: 1, latitude: 2 },
      bybox: { width: 3, height: 4, unit: "m" },
      asc: true,
      withdist: true,
    }),
    "GEOSEARCH k FROMLONLAT 1 2 BYBOX 3 4 M ASC WITHDIST",
  ],
  [
    c.georadius("k", 1, 2, 3, "km", { withcoord: true, store: "d" }),
    "GEORADIUS k 1 2 3 KM WITHCOORD STORE d",
  ],
  [c.migrate("h", 1, "", 0, 5, { keys: ["a", "b"] }), ["MIGRATE", "h", "1", "", "0", "5", "KEYS", "a", "b"]],
  [
    c.migrate("h", 1, "k", 0, 5, { copy: true, auth2: { username: "u", password: "p" } }),
    "MIGRATE h 1 k 0 5 COPY AUTH2 u p",
  ],
  // A token before each of several.
  [
    c.sort("k", {
      by: "w_*",
      limit: { offset: 0, count: 5 },
      get: ["#", "o_*"],
      desc: true,
      alpha: true,
      store: "d",
    }),
    "SORT k BY w_* LIMIT 0 5 GET # GET o_* DESC ALPHA STORE d",
  ],
  [c.sort_ro("k", { get: "#" }), "SORT_RO k GET #"],
  [
    c.bitfield_ro("k", {
      get: [
        { encoding: "u8", offset: 0 },
        { encoding: "i4", offset: "#1" },
      ],
    }),
    "BITFIELD_RO k GET u8 0 GET i4 #1",
  ],
  [
    c.moduleLoadex("p", {
      config: [
        { name: "a", value: 1 },
        { name: "b", value: 2 },
      ],
      args: ["x", "y"],
    }),
    "MODULE LOADEX p CONFIG a 1 CONFIG b 2 ARGS x y",
  ],
  // A list of objects.
  [
    c.bitfield("k", [
      { get: { encoding: "u8", offset: 0 } },
      { overflow: "sat", incrby: { encoding: "u8", offset: "#1", increment: 5 } },
      { set: { encoding: "i8", offset: 0, value: 1 } },
    ]),
    "BITFIELD k GET u8 0 OVERFLOW SAT INCRBY u8 #1 5 SET i8 0 1",
  ],
  [c.bitfield("k", { timeoutMs: 5 }), "BITFIELD k"],
];

describe("a call puts on the wire", () => {
  test.each(CALLS)("$0.spec.name $0.args", (command, expected) => {
    const wire = [
      ...command.spec.name.split(" "),
      ...command.args.map((arg) => (typeof arg === "object" ? arg : `${arg}`)),
    ];
    expect(wire).toEqual(typeof expected === "string" ? expected.split(" ") : expected);
  });
});

test("words may be given in either case", () => {
  const left = "LEFT" as "left";
  expect(c.lmove("a", "b", left, "right").args).toEqual(["a", "b", "LEFT", "RIGHT"]);
});

test("an array of keys that changes afterwards does not change the command", () => {
  const keys = ["a", "b"];
  const command = c.del(keys);
  keys.push("c");
  expect(command.args).toEqual(["a", "b"]);
});

test("a command value keeps the options of its call", () => {
  expect(c.get("k", { timeoutMs: 5 }).options).toEqual({ timeoutMs: 5 });
  expect(c.get("k").options).toBeUndefined();
});

test("serialized values always come as bytes, and words of the server always as text", () => {
  expect(c.dump("k").options).toEqual({ reply: "bytes" });
  expect(c.dump("k", { timeoutMs: 5, reply: "text" }).options).toEqual({ timeoutMs: 5, reply: "bytes" });
  expect(c.mset({ a: 1 }, { reply: "bytes" }).options).toEqual({ reply: "text" });
});
