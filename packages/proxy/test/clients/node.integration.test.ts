import { createHash } from "node:crypto";
import { until } from "fairlead-harness";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFront } from "./support/front.ts";
import { ADD, type NodeClient } from "./support/node-client.ts";
import { NODE_CLIENTS } from "./support/node-clients.ts";

const front = await startFront();
afterAll(() => front.close());

const KEYS = Array.from({ length: 100 }, (_, n) => `key:${n}`);
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, n) => n));

describe.each(NODE_CLIENTS.map(({ name, open }) => [name, open] as const))("%s", (_, open) => {
  let client: NodeClient;
  beforeEach(async () => {
    client = await open(front.port);
    await client.send("FLUSHALL");
  });
  afterEach(() => client.close());

  it("sets, gets and counts, text and bytes", async () => {
    expect(await client.get("none")).toBeNull();
    expect(await client.set("text", "Grüße")).toBe("OK");
    expect(await client.get("text")).toBe("Grüße");
    await client.set("bytes", BYTES);
    expect(await client.getBytes("bytes")).toEqual(BYTES);
    await client.set("large", "x".repeat(1_000_000));
    expect(await client.get("large")).toHaveLength(1_000_000);
    await expect(client.send("INCR", "text")).rejects.toThrow(/not an integer/);
  });

  it("spreads keys of any slots over the servers", async () => {
    await client.mset(Object.fromEntries(KEYS.map((key) => [key, key])));
    expect(await client.mget([...KEYS, "none"])).toEqual([...KEYS, null]);
    const sizes = await Promise.all(front.cluster.nodes.map((node) => node.command("DBSIZE")));
    expect(sizes.filter((size) => Number(size) > 0)).toHaveLength(3);
    expect(sizes.reduce<number>((sum, size) => sum + Number(size), 0)).toBe(KEYS.length);
  });

  it("pipelines over all servers, with replies in order", async () => {
    expect(await client.pipeline([...KEYS, ...KEYS])).toEqual([...KEYS.map(() => 1), ...KEYS.map(() => 2)]);
  });

  it("runs transactions", async () => {
    for (const key of ["a", "b", "c"]) expect(await client.transaction(key)).toEqual(["OK", 2, "2"]);
  });

  it("runs no transaction whose watched key has changed", async ({ skip }) => {
    const { watched } = client;
    if (watched === undefined) return skip("the library has no WATCH for clusters");
    const other = await open(front.port);
    expect(await watched("key", "1", () => client.get("key"))).toBe(true);
    expect(await watched("key", "2", () => other.set("key", "another's"))).toBe(false);
    expect(await client.get("key")).toBe("another's");
    expect(await watched("key", "3", () => other.set("other", "1"))).toBe(true);
    await other.close();
  });

  it("waits for an element of a list, and delays nobody", async () => {
    const popped = client.pop("list", 5);
    await until(async () => /cmd=blpop/i.test(String(await client.send("CLIENT", "LIST"))), {
      what: "a session that waits",
    });
    expect(await client.set("other", "1")).toBe("OK");
    await client.send("RPUSH", "list", "element");
    expect(await popped).toBe("element");
    expect(await client.pop("list", 0.05)).toBeNull();
  });

  it("hears messages", async () => {
    const heard: string[] = [];
    const end = await client.subscribe("news", (message) => heard.push(`news ${message}`));
    const endAll = await client.psubscribe("n*", (message) => heard.push(`n* ${message}`));
    for (const n of [1, 2, 3]) {
      await client.publish("news", String(n));
      await until(() => heard.length === 2 * n, { what: "both to hear it" });
    }
    expect(heard.filter((each) => each.startsWith("news"))).toEqual(["news 1", "news 2", "news 3"]);
    heard.length = 0;
    await Promise.all(KEYS.map((key) => client.publish("news", key)));
    await until(() => heard.length === 2 * KEYS.length, { what: "both to hear all" });
    expect(heard.filter((each) => each.startsWith("news"))).toEqual(KEYS.map((key) => `news ${key}`));
    await Promise.all([end(), endAll()]);
    expect(String(await client.send("CLIENT", "LIST"))).not.toContain("sub=1 ");
  });

  it("finds every key once", async () => {
    await client.pipeline(KEYS);
    await client.set("other", "1");
    expect((await client.scan("key:*")).sort()).toEqual([...KEYS].sort());
  });

  it("runs scripts by their hash, also where no server knows them", async () => {
    await client.send("SCRIPT", "FLUSH");
    const hash = createHash("sha1").update(ADD).digest("hex");
    await expect(client.send("EVALSHA", hash, "1", "a", "5")).rejects.toThrow(/NOSCRIPT/);
    for (const key of ["a", "b", "c"]) {
      expect(await client.add(key, 5)).toBe(5);
      expect(await client.add(key, 2)).toBe(7);
    }
  });

  it("comes back when the proxy has been started anew", async () => {
    const heard: string[] = [];
    const end = await client.subscribe("news", (message) => heard.push(message));
    await client.set("kept", "1");
    await front.restart();
    await until(async () => (await client.get("kept").catch(() => null)) === "1", {
      what: "the client to come back",
    });
    await until(
      async () => {
        await client.publish("news", "again").catch(() => undefined);
        return heard.length > 0;
      },
      { what: "its subscription to come back" },
    );
    await end();
  });
});
