import { type Cluster, startCluster, until } from "fairlead-harness";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../../src/server/proxy.ts";
import { clientOf, proxyTo } from "../support/start.ts";

// Slots of three primaries: 12539, 8338 and 3300.
const [A, B] = ["{foo0}", "{b}"] as const;

let cluster: Cluster;
let proxy: RunningProxy;

beforeAll(async () => {
  cluster = await startCluster({ primaries: 3, replicas: 0 });
  proxy = await proxyTo(cluster.url);
});

afterAll(async () => {
  await proxy?.close();
  await cluster?.close();
});

it("Keys of another slot may be watched right behind EXEC", async () => {
  await using client = await clientOf(proxy);
  for (let n = 0; n < 20; n++) {
    const replies = await client.pipeline([
      `WATCH ${A}w`,
      "MULTI",
      "EXEC",
      `WATCH ${B}w`,
      "HELLO 3",
      "UNWATCH",
    ]);
    expect(replies.slice(0, 4)).toEqual(["OK", "OK", [], "OK"]);
    await client.send("RESET");
  }
});

it("Requests over several slots neither overtake nor are overtaken by what a watching session does", async () => {
  await using client = await clientOf(proxy);
  for (let n = 1; n <= 50; n++) {
    const replies = await client.pipeline([
      `WATCH ${A}w`,
      "MULTI",
      `SET ${A}k ${n}`,
      "EXEC",
      `MGET ${A}k ${B}k`,
      `WATCH ${A}w`,
      `SET ${A}k changed`,
      `MGET ${A}k ${B}k`,
      `DEL ${A}k ${B}k`,
      `GET ${A}k`,
      "UNWATCH",
    ]);
    expect(replies.slice(3)).toEqual([
      ["OK"],
      [String(n), null],
      "OK",
      "OK",
      ["changed", null],
      1,
      null,
      "OK",
    ]);
  }
});

it("A large value that goes past a watching session's connection is in order with what is around it", async () => {
  await using client = await clientOf(proxy);
  const large = "x".repeat(3_000_000);
  for (let n = 0; n < 5; n++) {
    const replies = await client.pipeline([
      `WATCH ${A}w`,
      `GET ${B}large`,
      `SET ${B}large ${large}`,
      `STRLEN ${B}large`,
      `DEL ${B}large`,
      "MULTI",
      "EXEC",
      `SET ${B}large ${large}`,
      `STRLEN ${B}large`,
      `DEL ${B}large`,
    ]);
    expect(replies).toEqual(["OK", null, "OK", large.length, 1, "OK", [], "OK", large.length, 1]);
  }
});

it("What changes a session is in order with what is pipelined around it", async () => {
  await using client = await clientOf(proxy);
  for (let n = 0; n < 20; n++) {
    const replies = await client.pipeline(
      ["HELLO 3", "HGETALL none", "RESET", "HGETALL none", "CLIENT SETNAME me", "RESET", "CLIENT GETNAME"],
      7,
    );
    expect(replies.slice(1)).toEqual([{}, "RESET", [], "OK", "RESET", null]);
  }
});

it("A channel that is left right behind its subscription is left", async () => {
  await using client = await clientOf(proxy);
  const replies = await client.pipeline(["SUBSCRIBE news", "PING", "UNSUBSCRIBE news", "PING", "GET none"]);
  expect(replies).toEqual([["subscribe", "news", 1], ["pong", ""], ["unsubscribe", "news", 0], "PONG", null]);
});

it("Messages of one publisher arrive in their order", async () => {
  await using client = await clientOf(proxy);
  await using publisher = await clientOf(proxy);
  await client.send("SUBSCRIBE news");
  const numbers = Array.from({ length: 300 }, (_, n) => String(n));
  await publisher.pipeline(numbers.map((n) => `PUBLISH news ${n}`));
  for (const n of numbers) expect(await client.next()).toEqual(["message", "news", n]);
});

it("Whoever wants no replies gets none to that either", async () => {
  await using client = await clientOf(proxy);
  const lines = [
    "CLIENT REPLY SKIP",
    "PING",
    "ECHO a",
    "CLIENT REPLY OFF",
    "PING",
    "CLIENT REPLY ON",
    "ECHO b",
  ];
  expect(await client.pipeline(lines, 3)).toEqual(["a", "OK", "b"]);
});

it("A pop whose client is gone before it reaches a server takes nothing", async () => {
  await using pusher = await clientOf(proxy);
  for (let n = 0; n < 20; n++) {
    const client = await clientOf(proxy);
    client.socket.write(`*3\r\n$5\r\nBLPOP\r\n$6\r\nlist${10 + n}\r\n$1\r\n5\r\n`);
    if (n % 2 === 0) await pusher.send("PING");
    await client[Symbol.asyncDispose]();
    await until(async () => (await blocked()) === 0, { what: "nobody to be blocked" });
    expect(await pusher.send(`RPUSH list${10 + n} token`)).toBe(1);
    expect(await pusher.send(`LLEN list${10 + n}`)).toBe(1);
  }
});

async function blocked(): Promise<number> {
  const infos = await Promise.all(cluster.nodes.map((node) => node.command("INFO", "clients")));
  return infos.reduce<number>(
    (sum, info) => sum + Number(/blocked_clients:(\d+)/.exec(String(info))?.[1]),
    0,
  );
}

it("A client that is unblocked is told so in the server's words", async () => {
  await using client = await clientOf(proxy);
  await using other = await clientOf(proxy);
  const id = await client.send("CLIENT ID");
  const pop = client.send("BLPOP list 5");
  await until(async () => (await blocked()) === 1, { what: "the pop to wait" });
  expect(await other.send(`CLIENT UNBLOCK ${id} ERROR`)).toBe(1);
  expect(await pop).toBe("-UNBLOCKED client unblocked via CLIENT UNBLOCK");
});

it("A transaction that follows its slot is told nothing of the way", async () => {
  await using client = await clientOf(proxy);
  const slot = Number(await client.send(`CLUSTER KEYSLOT ${A}`));
  const from = (await cluster.shardOf(slot)).primary;
  const to = (await cluster.primaries()).find((node) => node !== from)!;
  await client.send(`SET ${A}n 1`);
  const seen: unknown[] = [];
  await cluster.moveSlots([slot], from, to, {
    onProgress: async () => {
      seen.push(await client.pipeline(["MULTI", `GET ${A}n`, `INCR ${A}n`, "EXEC"]));
    },
  });
  expect(seen).toEqual([2, 3].map((n) => ["OK", "QUEUED", "QUEUED", [String(n - 1), n]]));
});
