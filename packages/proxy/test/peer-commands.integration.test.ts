import { type Cluster, startCluster, until } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../src/server/proxy.ts";
import type { RawClient } from "./support/raw-client.ts";
import { clientOf, proxyTo } from "./support/start.ts";

let cluster: Cluster;
let proxy: RunningProxy;

beforeAll(async () => {
  cluster = await startCluster({ primaries: 3, replicas: 1 });
  proxy = await proxyTo(`redis://127.0.0.1:${cluster.nodes[0]!.port}`);
});

afterAll(async () => {
  await proxy?.close();
  await cluster?.close();
});

const open = (): Promise<RawClient> => clientOf(proxy);

describe("commands that other proxies do not know, or answer wrongly", () => {
  it("MSETNX over slots writes nothing and says so", async () => {
    await using client = await open();
    await client.send("DEL m1 m2");
    expect(await client.send("MSETNX m1 1 m2 2")).toBe(
      "-CROSSSLOT Keys in request don't hash to the same slot",
    );
    expect(await client.send("EXISTS m1 m2")).toBe(0);
  });

  it("an UNSUBSCRIBE of everything has a confirmation for each channel", async () => {
    await using client = await open();
    await client.pipeline(["SUBSCRIBE a b c"], 3);
    const replies = await client.pipeline(["UNSUBSCRIBE", "GET nothing"], 4);
    expect(replies.slice(0, 3).map((reply) => (reply as unknown[])[2])).toEqual([2, 1, 0]);
    expect(replies[3]).toBeNull();
  });

  it("PING and GET while subscribed are answered as the server answers them", async () => {
    await using client = await open();
    await client.send("SUBSCRIBE a");
    expect(await client.send("PING")).toEqual(["pong", ""]);
    expect(await client.send("GET a")).toMatch(/^-ERR Can't execute 'get': only \(P\|S\)SUBSCRIBE/);
  });

  it("BRPOPLPUSH, like everything that blocks, holds up nobody else", async () => {
    await using waiting = await open();
    await using other = await open();
    const popped = waiting.send("BRPOPLPUSH {b}from {b}to 5");
    const started = performance.now();
    await other.send("SET {b}x 1");
    expect(performance.now() - started).toBeLessThan(1000);
    await other.send("LPUSH {b}from element");
    expect(await popped).toBe("element");
  });

  it("DBSIZE, KEYS, ECHO and AUTH in a pipeline have their replies in order", async () => {
    await using client = await open();
    const replies = await client.pipeline(["SET p 1", "DBSIZE", "ECHO e", "KEYS p", "AUTH x", "GET p"]);
    expect(replies.slice(0, 1)).toEqual(["OK"]);
    expect(replies[1]).toBeGreaterThan(0);
    expect(replies.slice(2)).toEqual([
      "e",
      ["p"],
      expect.stringMatching(/^-ERR AUTH <password> called without/),
      "1",
    ]);
  });

  it("a scan ends, has one cursor, and finds every key", async () => {
    await using client = await open();
    await client.pipeline(Array.from({ length: 200 }, (_, n) => `SET scan:${n} ${n}`));
    const seen = new Set<string>();
    let cursor = "0";
    do {
      await using page = await open();
      const [next, keys] = (await page.send(`SCAN ${cursor} MATCH scan:* COUNT 20`)) as [string, string[]];
      for (const key of keys) seen.add(key);
      expect(next).toMatch(/^(0|[1-9]\d*)$/);
      cursor = next;
    } while (cursor !== "0");
    expect(seen.size).toBe(200);
  });

  it("an element is not lost when the client that waits for it has gone", async () => {
    await using waiting = await open();
    await using other = await open();
    void waiting.send("BLPOP gone 0");
    await until(async () => ((await other.send("CLIENT LIST")) as string).includes("holds=blocked"), {
      what: "the client is blocked",
    });
    waiting.socket.destroy();
    await waiting.ended;
    await until(async () => !((await other.send("CLIENT LIST")) as string).includes("holds=blocked"), {
      what: "the client is gone",
    });
    await other.send("RPUSH gone element");
    expect(await other.send("LPOP gone")).toBe("element");
  });

  it("WAIT tells of replicas what is true", async () => {
    await using client = await open();
    await client.send("SET waited 1");
    expect(await client.send("WAIT 1 2000")).toBe(1);
    expect(await client.send("WAIT 2 50")).toBe(1);
  });
});
