import { startServer } from "fairlead-harness";
import { Redis as IORedis } from "ioredis";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { Redis } from "../../src/ioredis.ts";

type Calls = readonly (readonly [method: string, ...args: unknown[]])[];

/** Calls that are made one after the other, by title. Replies and errors must be the same. */
const CASES: Readonly<Record<string, Calls>> = {
  strings: [
    ["set", "k", "v"],
    ["set", "k", "w", "EX", 100, "NX"],
    ["set", "k", "w", "EX", 100],
    ["get", "k"],
    ["get", "none"],
    ["getBuffer", "k"],
    ["setBuffer", "k", Buffer.from([0xff, 0])],
    ["getBuffer", "k"],
    ["mset", { a: 1, b: "2" }],
    ["mset", new Map([["a", 3]])],
    ["mset", "a", 1, "b", null],
    ["msetnx", { a: 1 }],
    ["mget", ["a", "b", "none"]],
    ["mget", "a", "b"],
    ["mgetBuffer", "a", "none"],
    ["incrby", "a", 5],
    ["incrbyfloat", "a", 0.5],
    ["append", "k", true],
    ["strlen", "k"],
    ["getrange", "k", 0, 1],
    ["setbit", "bits", 7, 1],
    ["bitfield", "bits", "GET", "u8", 0],
    ["set", "big", "9007199254740992"],
    ["incr", "big"],
    ["lcs", "a", "b", "IDX"],
  ],
  hashes: [
    ["hset", "h", { f: 1, g: "two" }],
    ["hset", "h", new Map([["m", 1]])],
    ["hset", "h", "x", 1, "y", 2],
    ["hmset", "h", { z: 3 }],
    ["hget", "h", "f"],
    ["hgetall", "h"],
    ["hgetallBuffer", "h"],
    ["hgetall", "none"],
    ["hset", "proto", "__proto__", "safe"],
    ["hgetall", "proto"],
    ["hmget", "h", ["f", "none"]],
    ["hkeys", "h"],
    ["hscan", "h", 0],
    ["hrandfield", "proto", -1, "WITHVALUES"],
    ["hincrbyfloat", "h", "f", 1.5],
    ["hexists", "h", "f"],
  ],
  "lists and sets": [
    ["rpush", "l", ["a", "b", "c"]],
    ["lrange", "l", 0, -1],
    ["lpop", "l", 2],
    ["lpop", "none"],
    ["lpos", "l", "c"],
    ["blpop", "l", 1],
    ["blpop", "none", 0.01],
    ["lmpop", 1, "none", "LEFT"],
    ["sadd", "s", ["a"]],
    ["smembers", "s"],
    ["smismember", "s", "a", "b"],
    ["sscan", "s", 0, "COUNT", 10],
    ["spop", "s", 1],
  ],
  "sorted sets": [
    ["zadd", "z", 1.5, "a", 2, "b", "inf", "c"],
    ["zadd", "z", "INCR", 1, "a"],
    ["zrange", "z", 0, -1],
    ["zrange", "z", 0, -1, "WITHSCORES"],
    ["zrangeBuffer", "z", 0, 0, "WITHSCORES"],
    ["zrevrangebyscore", "z", "+inf", "-inf", "WITHSCORES", "LIMIT", 0, 2],
    ["zscore", "z", "a"],
    ["zscore", "z", "none"],
    ["zmscore", "z", "a", "none"],
    ["zincrby", "z", 0.1, "a"],
    ["zrandmember", "z", 3, "WITHSCORES"],
    ["zscan", "z", 0],
    ["zpopmin", "z"],
    ["zpopmax", "z", 2],
    ["zmpop", 1, "none", "MIN"],
    ["zadd", "z", 1, "a"],
    ["zmpop", 1, "z", "MIN"],
    ["zadd", "z", 1, "a"],
    ["bzpopmin", "z", 1],
    ["bzpopmin", "z", 0.01],
    ["zunion", 2, "z", "none", "WITHSCORES"],
    ["geoadd", "geo", 13.361389, 38.115556, "Palermo"],
    ["geopos", "geo", "Palermo", "none"],
    ["geosearch", "geo", "FROMLONLAT", 13, 38, "BYRADIUS", 100, "km", "WITHDIST", "WITHCOORD"],
  ],
  streams: [
    ["xadd", "x", "1-1", "f", "v", "g", "w"],
    ["xrange", "x", "-", "+"],
    ["xread", "COUNT", 2, "STREAMS", "x", "0"],
    ["xread", "BLOCK", 10, "STREAMS", "x", "$"],
    ["xgroup", "CREATE", "x", "group", "0"],
    ["xgroup", "CREATE", "x", "group", "0"],
    ["xreadgroup", "GROUP", "group", "c", "STREAMS", "x", ">"],
    ["xpending", "x", "group"],
    ["xack", "x", "group", "1-1"],
    ["xlen", "x"],
    ["xautoclaim", "x", "group", "c", 0, "0"],
    ["xtrim", "x", "MAXLEN", 0],
  ],
  "keys and servers": [
    ["set", "k", "v", "PX", 100_000],
    ["exists", "k", "none"],
    ["expire", "k", 100],
    ["ttl", "k"],
    ["type", "k"],
    ["object", "ENCODING", "k"],
    ["scan", 0, "MATCH", "k*", "COUNT", 100],
    ["scan", "0", "TYPE", "string"],
    ["keys", "*"],
    ["del", ["k", "none"]],
    ["ping"],
    ["echo", "hello"],
    ["config", "GET", "maxmemory-policy"],
    ["client", "GETNAME"],
    ["command", "COUNT"],
    ["call", "SET", "k", "v"],
    ["call", "get", ["k"]],
    ["callBuffer", "get", "k"],
    ["pubsub", "NUMSUB", "news"],
    ["publish", "news", "hello"],
    ["dbsize"],
  ],
  scripts: [
    ["eval", "return {1, ARGV[1], KEYS[1], false}", 1, "k", "v"],
    ["eval", "return redis.status_reply('FINE')", 0],
    ["script", "LOAD", "return 1"],
    ["evalsha", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", [0]],
    ["evalsha", "0000000000000000000000000000000000000000", 0],
    ["script", "EXISTS", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db"],
    ["eval", "return redis.error_reply('MINE it is')", 0],
  ],
  errors: [
    ["set", "k", "v"],
    ["lpush", "k", "v"],
    ["incr", "k"],
    ["get"],
    ["call", "NOSUCH", "thing"],
    ["zadd", "z", "abc", "m"],
  ],
};

const server = await startServer();
const theirs = new IORedis(server.port, "127.0.0.1");
const ours = new Redis(server.port, "127.0.0.1");
afterAll(async () => {
  await Promise.all([theirs.quit(), ours.quit()]);
  await server.close();
});

type Any = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** The outcomes of calls, an error as what code looks at. */
async function outcomesOf(client: Any, calls: Calls): Promise<unknown[]> {
  await client["flushall"]!();
  const outcomes: unknown[] = [];
  for (const [method, ...args] of calls) outcomes.push(await client[method]!(...args).catch(seen));
  return outcomes;
}

function seen(error: Error): unknown {
  // The server repeats arguments; ours leaves them out, since they may be secret.
  return { name: error.name, message: error.message.replace(/,? with args beginning with:.*/s, "") };
}

describe("replies are those of ioredis:", () => {
  it.each(Object.entries(CASES))("%s", async (_title, calls) => {
    const [a, b] = [
      await outcomesOf(theirs as unknown as Any, calls),
      await outcomesOf(ours as unknown as Any, calls),
    ];
    expect(calls.map((call, at) => [call, b[at]])).toEqual(calls.map((call, at) => [call, a[at]]));
  });
});

describe.each(["pipeline", "multi"] as const)("%s gives what ioredis gives", (kind) => {
  beforeEach(() => theirs.flushall());

  const exec = (client: Any, calls: Calls): Promise<unknown> => {
    const batch = (client[kind] as unknown as (calls: Calls) => { exec(): Promise<unknown> }).call(
      client,
      calls,
    );
    return batch.exec().then(plain, (error: Error) => ({ ...(seen(error) as object), thrown: true }));
  };
  const plain = (results: unknown): unknown =>
    (results as [Error | null, unknown][] | null)?.map(([error, reply]) =>
      error ? [seen(error)] : [null, reply],
    ) ?? null;

  it.each<[string, Calls]>([
    ["nothing", []],
    [
      "replies in order",
      [
        ["set", "k", "v"],
        ["get", "k"],
        ["getBuffer", "k"],
        ["hset", "h", { f: 1 }],
        ["hgetall", "h"],
      ],
    ],
    [
      "an error at its place",
      [
        ["set", "k", "v"],
        ["lpush", "k", "v"],
        ["get", "k"],
      ],
    ],
    [
      "a command the server refuses",
      [
        ["set", "k", "v"],
        ["call", "NOSUCH"],
        ["get", "k"],
      ],
    ],
  ])("for %s", async (_title, calls) => {
    const expected = await exec(theirs as unknown as Any, calls);
    await theirs.flushall();
    expect(await exec(ours as unknown as Any, calls)).toEqual(expected);
  });
});

describe("scripts", () => {
  const definition = { numberOfKeys: 1, lua: "return {redis.call('incr', KEYS[1]), ARGV[1]}" };

  it("run by name, in any form of arguments", async () => {
    for (const client of [theirs, ours]) {
      await client.flushall();
      client.defineCommand("count", definition);
      const { count, countBuffer } = client as unknown as Any;
      expect(await count!.call(client, "n", "a")).toEqual([1, "a"]);
      expect(await count!.call(client, ["n", "b"])).toEqual([2, "b"]);
      expect(await countBuffer!.call(client, "n", "c")).toEqual([3, Buffer.from("c")]);
    }
  });

  it("run in pipelines and transactions although the server forgot them", async () => {
    await ours.flushall();
    ours.defineCommand("count", definition);
    await ours.script("FLUSH");
    const multi = ours.multi([
      ["count", "n", "a"],
      ["count", "n", "b"],
    ]);
    expect(await multi.exec()).toEqual([
      [null, [1, "a"]],
      [null, [2, "b"]],
    ]);
    await ours.script("FLUSH");
    expect(await ours.pipeline([["count", "n", "c"]]).exec()).toEqual([[null, [3, "c"]]]);
    await ours.script("FLUSH");
    expect(await ours.pipeline([["count", "n", "d"]]).exec()).toEqual([[null, [4, "d"]]]);
  });
});
