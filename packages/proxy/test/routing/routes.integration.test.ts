import { type Cluster, type Server, startCluster, startServer, until } from "fairlead-harness";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Proxy as Running } from "../../src/server/proxy.ts";
import type { RawClient } from "../support/raw-client.ts";
import { clientOf, proxyOf } from "../support/start.ts";

const CROSS_SLOT = "-CROSSSLOT Keys in request don't hash to the same slot";

describe("several backends behind one listener", () => {
  let cluster: Cluster;
  let a: Server;
  let b: Server;
  let proxy: Running;
  let talk: RawClient;

  beforeAll(async () => {
    [cluster, a, b] = await Promise.all([startCluster({ replicas: 0 }), startServer(), startServer()]);
    proxy = await proxyOf(`
      listeners:
        - address: 127.0.0.1:0
          backend: rest
          routes:
            - { prefix: "a:", backend: a }
            - { prefix: "a:b:", backend: b }
            - { prefix: "b:", backend: b }
      backends:
        rest: { urls: ${cluster.url} }
        a: { urls: ${a.url} }
        b: { urls: ${b.url} }
    `);
  });

  beforeEach(async () => {
    talk = await clientOf(proxy);
    await talk.say("FLUSHALL");
  });

  afterAll(async () => {
    await proxy.close();
    await Promise.all([cluster.close(), a.close(), b.close()]);
  });

  it("send commands of one key to the backend of its longest prefix", async () => {
    await talk.pipeline(["SET a:1 x", "SET a:b:1 y", "SET b:1 z", "SET c v", "INCR a:n"]);
    expect(await a.command("MGET", "a:1", "a:n", "a:b:1")).toEqual(["x", "1", null]);
    expect(await b.command("MGET", "a:b:1", "b:1", "a:1")).toEqual(["y", "z", null]);
    expect(await talk.pipeline(["GET a:1", "GET a:b:1", "GET b:1", "GET c"])).toEqual(["x", "y", "z", "v"]);
  });

  it("split commands of many keys, and join their replies in the arguments' order", async () => {
    expect(await talk.send("MSET c 1 a:1 2 b:1 3 d 4 a:2 5 a:b:1 6")).toBe("OK");
    expect(await talk.send("MGET a:b:1 d none a:2 c a:1 b:1 a:none")).toEqual([
      "6",
      "4",
      null,
      "5",
      "1",
      "2",
      "3",
      null,
    ]);
    expect(await talk.send("EXISTS c a:1 a:1 b:1 none b:none")).toBe(4);
    expect(await talk.send("DEL a:1 c b:1 none")).toBe(3);
    expect(await talk.send("UNLINK a:2 d a:b:1")).toBe(3);
    expect(await talk.send("DBSIZE")).toBe(0);
  });

  it("refuse other commands whose keys belong to several", async () => {
    expect(await talk.send("RENAME a:1 b:1")).toBe(CROSS_SLOT);
    expect(await talk.send("SUNION a:1 b:1")).toBe(CROSS_SLOT);
    expect(await talk.send("BLPOP a:1 b:1 1")).toBe(CROSS_SLOT);
    expect(await talk.send("MSETNX c 1 a:1 2")).toBe(CROSS_SLOT);
    expect(await talk.pipeline(["SET a:1 x", "RENAME a:1 a:2", "GET a:2"])).toEqual(["OK", "OK", "x"]);
    expect(await talk.pipeline(["SET a:b:1 y", "RENAME a:b:1 b:2", "GET b:2"])).toEqual(["OK", "OK", "y"]);
  });

  it("combine fan-outs over all of them", async () => {
    const keys = ["a:1", "a:b:1", "b:1", "c", "d", "e"];
    for (const key of keys) await talk.say("SET", key, "x");
    expect(await talk.send("DBSIZE")).toBe(6);
    expect([...((await talk.send("KEYS *")) as string[])].sort()).toEqual(keys);
    const sha = await talk.say("SCRIPT", "LOAD", "return 1");
    expect(await a.command("SCRIPT", "EXISTS", sha as string)).toEqual([1]);
    expect(await talk.say("SCRIPT", "EXISTS", sha as string)).toEqual([1]);
    await b.command("SCRIPT", "FLUSH");
    expect(await talk.say("SCRIPT", "EXISTS", sha as string)).toEqual([0]);
    expect(await talk.send("INFO keyspace")).toMatch(/db0:keys=6,/);
    expect(await talk.send("FLUSHALL")).toBe("OK");
    expect(await Promise.all([a, b].map((server) => server.command("DBSIZE")))).toEqual([0, 0]);
  });

  it("scan all of them, with a cursor that another session can carry on", async () => {
    const keys = Array.from({ length: 600 }, (_, n) => `${["a:", "b:", "a:b:", ""][n % 4]}${n}`);
    await talk.say("MSET", ...keys.flatMap((key) => [key, "x"]));
    const other = await clientOf(proxy);
    const found = new Set<string>();
    let cursor = "0";
    for (let page = 0; page === 0 || cursor !== "0"; page++) {
      const reply = await (page % 2 === 0 ? talk : other).send(`SCAN ${cursor} COUNT 50`);
      const [next, some] = reply as [string, string[]];
      cursor = next;
      for (const key of some) found.add(key);
    }
    expect([...found].sort()).toEqual(keys.sort());
  });

  it("run a transaction at the backend of its first key, and refuse keys of others in it", async () => {
    expect(await talk.pipeline(["MULTI", "SET a:1 x", "INCR a:n", "PUBLISH a:news hi", "EXEC"])).toEqual([
      "OK",
      "QUEUED",
      "QUEUED",
      "QUEUED",
      ["OK", 1, 0],
    ]);
    expect(await a.command("GET", "a:1")).toBe("x");
    const replies = await talk.pipeline(["MULTI", "SET a:1 y", "SET b:1 y", "EXEC"]);
    expect(replies.slice(0, 3)).toEqual(["OK", "QUEUED", CROSS_SLOT]);
    expect(replies[3]).toMatch(/^-EXECABORT/);
    expect(await talk.pipeline(["MULTI", "SET c y", "PUBLISH a:news y", "DISCARD"])).toEqual([
      "OK",
      "QUEUED",
      CROSS_SLOT,
      "OK",
    ]);
    expect(await talk.pipeline(["MULTI", "PUBLISH news y", "SET c y", "EXEC"])).toEqual([
      "OK",
      "QUEUED",
      "QUEUED",
      [0, "OK"],
    ]);
  });

  it("watch keys of one backend", async () => {
    expect(await talk.send("WATCH a:1 a:2")).toBe("OK");
    expect(await talk.send("WATCH b:1")).toBe(CROSS_SLOT);
    await a.command("SET", "a:2", "changed");
    expect(await talk.pipeline(["MULTI", "SET a:1 x", "EXEC"])).toEqual(["OK", "QUEUED", null]);
    expect(await talk.pipeline(["WATCH b:1", "GET a:2", "GET b:1", "MULTI", "SET b:1 x", "EXEC"])).toEqual([
      "OK",
      "changed",
      null,
      "OK",
      "QUEUED",
      ["OK"],
    ]);
    expect(await b.command("GET", "b:1")).toBe("x");
  });

  it("block at the backend of the key", async () => {
    const popped = talk.send("BLPOP b:list 5");
    const other = await clientOf(proxy);
    expect(await other.send("RPUSH b:list x")).toBe(1);
    expect(await popped).toEqual(["b:list", "x"]);
  });

  it("publish to channels by prefix, and subscribe patterns everywhere", async () => {
    const listener = await clientOf(proxy);
    expect(await listener.send("SUBSCRIBE a:news")).toEqual(["subscribe", "a:news", 1]);
    expect(await listener.send("PSUBSCRIBE *news")).toEqual(["psubscribe", "*news", 2]);
    expect(await talk.send("PUBLISH a:news one")).toBe(2);
    expect([await listener.next(), await listener.next()].map(String).sort()).toEqual([
      "message,a:news,one",
      "pmessage,*news,a:news,one",
    ]);
    expect(await b.command("PUBLISH", "b:news", "two")).toBe(1);
    expect(await listener.next()).toEqual(["pmessage", "*news", "b:news", "two"]);
    await talk.send("PUBLISH news three");
    expect(await listener.next()).toEqual(["pmessage", "*news", "news", "three"]);
    expect(await talk.send("PUBSUB NUMPAT")).toBe(3);
  });

  it("tell of changes to what a session has read, wherever that is", async () => {
    await talk.send("HELLO 3");
    expect(await talk.pipeline(["CLIENT TRACKING ON", "GET a:1", "GET b:1", "GET c"])).toEqual([
      "OK",
      null,
      null,
      null,
    ]);
    await a.command("SET", "a:1", "x");
    await b.command("SET", "b:1", "x");
    await until(() => talk.pushes.length === 2, { what: "both to be told of" });
    expect(talk.pushes).toEqual(
      expect.arrayContaining([
        ["invalidate", ["a:1"]],
        ["invalidate", ["b:1"]],
      ]),
    );
  });

  it("run scripts without keys at the listener's own backend, others where their keys are", async () => {
    expect(await talk.say("EVAL", "return redis.call('SET', KEYS[1], 'x')", 1, "b:1")).toBe("OK");
    expect(await b.command("GET", "b:1")).toBe("x");
    const before = await calls(a, "eval");
    expect(await talk.say("EVAL", "return 7", 0)).toBe(7);
    expect(await calls(a, "eval")).toBe(before);
  });

  it("wait for the replicas of all of them", async () => {
    await talk.pipeline(["SET a:1 x", "SET c x"]);
    expect(await talk.send("WAIT 0 100")).toBe(0);
  });

  it("know no databases if one of them is a cluster", async () => {
    expect(await talk.send("SELECT 1")).toBe("-ERR SELECT is not allowed in cluster mode");
  });

  it("say which parts failed when a backend is away", async () => {
    await b.kill();
    await talk.send("SET a:1 x");
    const reply = await talk.send("DEL a:1 b:1");
    expect(reply).toMatch(/^-ERR proxy: partial failure, 1 of 2 parts failed/);
    expect(await talk.send("DBSIZE")).toMatch(/^-ERR proxy: partial failure, 1 of 3 parts failed/);
    expect(await talk.send("GET a:1")).toBe(null);
    await b.restart();
    expect(await talk.send("SET b:1 x")).toBe("OK");
  }, 30_000);
});

async function calls(server: Server, command: string): Promise<number> {
  const text = String(await server.command("INFO", "commandstats"));
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
}
