import { type Cluster, type MoveOptions, startCluster } from "fairlead-harness";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../../src/server/proxy.ts";
import { clientOf, proxyTo } from "../support/start.ts";

let cluster: Cluster;
let proxy: RunningProxy;
let stateful: RunningProxy;

beforeAll(async () => {
  cluster = await startCluster({ primaries: 3, replicas: 1 });
  proxy = await proxyTo(cluster.url);
  stateful = await proxyTo(cluster.url, "stateful");
});

afterAll(async () => {
  await stateful?.close();
  await proxy?.close();
  await cluster?.close();
});

async function slotOf(key: string): Promise<number> {
  return Number(await cluster.nodes[0]!.command("CLUSTER", "KEYSLOT", key));
}

/** Moves the key's slot to another primary. */
async function moveAway(key: string, options?: MoveOptions): Promise<void> {
  const slot = await slotOf(key);
  const from = await cluster.primaryOf(slot);
  const to = (await cluster.primaries()).find((node) => node !== from)!;
  await cluster.moveSlots([slot], from, to, options);
}

it("A session that watches goes on where its slot has moved to, and its transaction is dropped", async () => {
  await using client = await clientOf(proxy);
  await client.pipeline(["DEL {on}k {on}none {on}l", "SET {on}k 1", "WATCH {on}none"]);
  await moveAway("{on}k");
  const plain = ["GET {on}k", "INCR {on}k", "GET {on}k", "RPUSH {on}l a", "BLPOP {on}l 1"];
  expect(await client.pipeline(plain)).toEqual(["1", 2, "2", 1, ["{on}l", "a"]]);
  expect(await client.send("GET {on}k")).toBe("2");
  const transaction = ["MULTI", "INCR {on}k", "EXEC"];
  expect(await client.pipeline(transaction)).toEqual(["OK", "QUEUED", null]);
  expect(await client.pipeline(["WATCH {on}none", "GET {on}k", ...transaction])).toEqual([
    "OK",
    "2",
    "OK",
    "QUEUED",
    [3],
  ]);
});

it("A watch whose slot turns out to have moved says nothing of it but that the transaction is dropped", async () => {
  await using client = await clientOf(proxy);
  const all = ["WATCH {all}k", "GET {all}k", "MULTI", "INCR {all}k", "PING", "EXEC", "GET {all}k"];
  await client.send("SET {all}k 1");
  await moveAway("{all}k");
  expect(await client.pipeline(all)).toEqual(["OK", "1", "OK", "QUEUED", "QUEUED", null, "1"]);
  expect(await client.pipeline(all)).toEqual(["OK", "1", "OK", "QUEUED", "QUEUED", [2, "PONG"], "2"]);
});

it("A transaction whose slot moves once it is queued is dropped", async () => {
  await using client = await clientOf(proxy);
  expect(await client.pipeline(["WATCH {q}none", "MULTI", "SET {q}k 1"])).toEqual(["OK", "OK", "QUEUED"]);
  await moveAway("{q}k");
  expect(await client.pipeline(["EXEC", "GET {q}k"])).toEqual([null, null]);
});

it("A transaction without keys does not run either, once it is known that the slot has moved", async () => {
  await using client = await clientOf(proxy);
  await client.send("WATCH {empty}none");
  await moveAway("{empty}none");
  expect(await client.send("GET {empty}none")).toBe(null);
  expect(await client.pipeline(["MULTI", "PING", "EXEC"])).toEqual(["OK", "QUEUED", null]);
  expect(await client.pipeline(["MULTI", "PING", "EXEC"])).toEqual(["OK", "QUEUED", ["PONG"]]);
});

it("With UNWATCH, DISCARD or RESET a lost watch is over", async () => {
  await using client = await clientOf(proxy);
  for (const ends of [["UNWATCH"], ["MULTI", "DISCARD"], ["RESET"]]) {
    await client.send("WATCH {over}none");
    await moveAway("{over}none");
    expect(await client.send("GET {over}none")).toBe(null);
    await client.pipeline(ends);
    expect(await client.pipeline(["MULTI", "EXISTS {over}none", "EXEC"])).toEqual(["OK", "QUEUED", [0]]);
  }
});

it("While a slot moves, keys that are on neither side can be read and written, and transactions are dropped", async () => {
  await using client = await clientOf(proxy);
  await client.send("SET {ask}k 1");
  const seen: unknown[] = [];
  await moveAway("{ask}k", {
    onProgress: async ({ movedKeys }) => {
      if (movedKeys > 0) return;
      seen.push(await client.pipeline(["WATCH {ask}k", "GET {ask}none", "SET {ask}new x", "GET {ask}new"]));
      seen.push(await client.pipeline(["MULTI", "SET {ask}k 2", "EXEC", "GET {ask}k"]));
      seen.push(await client.pipeline(["WATCH {ask}none2", "MULTI", "SET {ask}k 2", "EXEC", "GET {ask}k"]));
    },
  });
  expect(seen).toEqual([
    ["OK", null, "OK", "x"],
    ["OK", "QUEUED", null, "1"],
    ["OK", "OK", "QUEUED", null, "1"],
  ]);
  expect(await client.pipeline(["GET {ask}k", "GET {ask}new"])).toEqual(["1", "x"]);
});

it("The same holds when a replica has taken over from the node that watches", async () => {
  await using client = await clientOf(proxy);
  await client.pipeline(["SET {fail}k 1", "WATCH {fail}k"]);
  const { replicas } = await cluster.shardOf(await slotOf("{fail}k"));
  await cluster.promote(replicas[0]!);
  expect(await client.pipeline(["GET {fail}k", "INCR {fail}k"])).toEqual(["1", 2]);
  expect(await client.pipeline(["MULTI", "INCR {fail}k", "EXEC"])).toEqual(["OK", "QUEUED", null]);
  expect(await client.pipeline(["MULTI", "INCR {fail}k", "EXEC"])).toEqual(["OK", "QUEUED", [3]]);
});

it("A stateful session follows its slot, and only a transaction with a watch is dropped", async () => {
  await using client = await clientOf(stateful);
  expect(await client.pipeline(["SET {st}k 1", "GET {st}k"])).toEqual(["OK", "1"]);
  await moveAway("{st}k");
  expect(await client.pipeline(["GET {st}k", "INCR {st}k", "MULTI", "INCR {st}k", "EXEC"])).toEqual([
    "1",
    2,
    "OK",
    "QUEUED",
    [3],
  ]);
  expect(await client.pipeline(["WATCH {st}k", "GET {st}k"])).toEqual(["OK", "3"]);
  await moveAway("{st}k");
  expect(await client.send("GET {st}k")).toBe("3");
  expect(await client.pipeline(["MULTI", "INCR {st}k", "EXEC"])).toEqual(["OK", "QUEUED", null]);
  expect(await client.pipeline(["MULTI", "INCR {st}k", "EXEC"])).toEqual(["OK", "QUEUED", [4]]);
});

it("A stateful session has its connection where its slot is from then on", async () => {
  await using client = await clientOf(stateful);
  await client.send("SET {home}k 1");
  const from = await cluster.primaryOf(await slotOf("{home}k"));
  const refused = async () =>
    Number(/errorstat_MOVED:count=(\d+)/.exec(String(await from.command("INFO", "errorstats")))?.[1] ?? 0);
  await moveAway("{home}k");
  expect(await client.send("GET {home}k")).toBe("1");
  const before = await refused();
  for (let n = 0; n < 5; n++) expect(await client.send("GET {home}k")).toBe("1");
  expect(await refused()).toBe(before);
});

it("A stateful session keeps its connection while its slot is on the way", async () => {
  await using client = await clientOf(stateful);
  await client.send("SET {way}k 1");
  const from = await cluster.primaryOf(await slotOf("{way}k"));
  const connected = async () => {
    const info = String(await from.command("INFO", "stats"));
    return Number(/total_connections_received:(\d+)/.exec(info)?.[1]);
  };
  await moveAway("{way}k", {
    onProgress: async ({ movedKeys }) => {
      if (movedKeys > 0) return;
      expect(await client.send("GET {way}none")).toBe(null);
      const before = await connected();
      for (let n = 0; n < 5; n++) expect(await client.send("GET {way}none")).toBe(null);
      expect(await client.send("GET {way}k")).toBe("1");
      expect(await connected()).toBe(before);
    },
  });
});
