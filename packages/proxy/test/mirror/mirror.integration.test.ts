import { type Cluster, type Server, startCluster, startServer, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MirrorStats } from "../../src/mirror/mirror-stats.ts";
import type { Proxy as Running } from "../../src/server/proxy.ts";
import type { RawClient } from "../support/raw-client.ts";
import { clientOf, proxyOf } from "../support/start.ts";

describe("mirroring", () => {
  let main: Server;
  let other: Server;
  let cluster: Cluster;
  let proxy: Running;
  let talk: RawClient;

  beforeAll(async () => {
    [main, other, cluster] = await Promise.all([startServer(), startServer(), startCluster({ replicas: 0 })]);
  });

  beforeEach(async () => {
    for (const server of [main, other, ...cluster.nodes]) await server.command("FLUSHALL");
  });

  afterEach(() => proxy.close());

  afterAll(() => Promise.all([main.close(), other.close(), cluster.close()]));

  const start = async (to: string, options: string, more = ""): Promise<MirrorStats> => {
    proxy = await proxyOf(`
      listeners: [{ name: one, address: 127.0.0.1:0, backend: main, mirror: { backend: other, ${options} } ${more} }]
      backends: { main: { urls: ${main.url} }, other: { urls: ${to} } }
    `);
    talk = await clientOf(proxy);
    return proxy.mirrors.get("one") as MirrorStats;
  };

  const settled = (stats: MirrorStats) =>
    until(() => stats.pending === 0, { what: "the mirror to catch up" });

  it("sends writes to the second backend as well, and compares the replies", async () => {
    const stats = await start(other.url, "writes: 1, compare: true");
    await other.command("SET", "n", "5");
    expect(await talk.pipeline(["SET k v", "GET k", "INCR n", "LPUSH k x", "SADD s a b c"])).toEqual([
      "OK",
      "v",
      1,
      "-WRONGTYPE Operation against a key holding the wrong kind of value",
      3,
    ]);
    await settled(stats);
    expect(await other.command("MGET", "k", "n")).toEqual(["v", "6"]);
    expect(stats).toMatchObject({
      sent: 4,
      same: 3,
      different: { INCR: 1 },
      errors: 1,
      failed: 0,
      dropped: 0,
    });
  });

  it("sends large values, too, up to what it may be behind by, and counts those that are larger", async () => {
    const stats = await start(other.url, "writes: 1, compare: true");
    const [large, huge] = [2, 17].map((mebibytes) => "v".repeat(mebibytes * 1024 * 1024));
    expect(await talk.pipeline([`SET k ${large}`, `SET l ${huge}`, "STRLEN l"])).toEqual([
      "OK",
      "OK",
      huge!.length,
    ]);
    await settled(stats);
    expect(await other.command("STRLEN", "k")).toBe(large!.length);
    expect(stats).toMatchObject({ sent: 1, same: 1, dropped: 1 });
  });

  it("compares reads, those of sets in any order, and none that differ by nature", async () => {
    const stats = await start(other.url, "reads: 1, compare: true");
    await main.command("SADD", "s", ..."abcdefghij");
    await other.command("SADD", "s", ..."jihgfedcba");
    await main.command("SET", "k", "v");
    await talk.pipeline(["SMEMBERS s", "SRANDMEMBER s", "GET k", "MGET k none", "SET w 1"]);
    await settled(stats);
    expect(stats).toMatchObject({ sent: 4, same: 1, different: { GET: 1, MGET: 1 }, uncompared: 1 });
    expect(await other.command("EXISTS", "w")).toBe(0);
  });

  it("sends transactions whole, those with watched keys once they have run", async () => {
    const stats = await start(other.url, "writes: 1, compare: true");
    await talk.pipeline(["MULTI", "SET k v", "INCR n", "EXEC"]);
    await talk.pipeline(["WATCH k", "MULTI", "INCR n", "EXEC"]);
    await talk.send("WATCH k");
    await main.command("SET", "k", "changed");
    expect(await talk.pipeline(["MULTI", "INCR n", "EXEC"])).toEqual(["OK", "QUEUED", null]);
    await talk.pipeline(["WATCH k", "INCR n", "MULTI", "INCR n", "DISCARD"]);
    await settled(stats);
    expect(await other.command("MGET", "k", "n")).toEqual(["v", "3"]);
    expect(stats).toMatchObject({ sent: 3, same: 3, different: {} });
    const commands = String(await other.command("INFO", "commandstats"));
    expect(commands).toMatch(/cmdstat_exec:calls=2,/);
    expect(commands).not.toMatch(/cmdstat_watch/);
  });

  it("drops a transaction with watched keys that is too large, and keeps no more of it than that takes", async () => {
    const stats = await start(other.url, "writes: 1");
    const value = "v".repeat(1_000_000);
    await talk.pipeline(["WATCH k", "MULTI", "SET k v"]);
    for (let n = 0; n < 18; n++) expect(await talk.send(`SET k ${value}`)).toBe("QUEUED");
    expect(await talk.pipeline(["SET k last", "EXEC", "SET other v"])).toMatchObject(["QUEUED", {}, "OK"]);
    await settled(stats);
    expect(await other.command("MGET", "k", "other")).toEqual([null, "v"]);
    expect(stats).toMatchObject({ sent: 1, dropped: 1 });
  });

  it("finds a cluster's nodes where the backend is one server, and splits what belongs to several", async () => {
    const stats = await start(cluster.url, "writes: 1, reads: 1, compare: true");
    await talk.send("MSET a 1 b 2 c 3 d 4");
    expect(await talk.send("MGET d c b a none")).toEqual(["4", "3", "2", "1", null]);
    await talk.pipeline(["MULTI", "SET {t}1 x", "SET {t}2 x", "EXEC"]);
    await talk.pipeline(["DEL a b", "DBSIZE"]);
    await settled(stats);
    expect(stats).toMatchObject({ sent: 5, same: 5, different: {}, failed: 0 });
  });

  it("mirrors no blocking command, nothing of pub/sub, and no scan", async () => {
    const stats = await start(other.url, "writes: 1, reads: 1");
    await talk.pipeline(["RPUSH l x", "BLPOP l 1", "PUBLISH news x", "SCAN 0", "PING", "INFO"]);
    await settled(stats);
    expect(stats.sent).toBe(1);
  });

  it("delays nobody and stays bounded while the mirror does not answer", async () => {
    const stats = await start(other.url, "writes: 1, compare: true", ", limits: { requestTimeoutMs: 1000 }");
    other.freeze();
    try {
      const started = performance.now();
      for (let round = 0; round < 50; round++) {
        const replies = await talk.pipeline(Array.from({ length: 100 }, (_, n) => `SET k${n} v`));
        expect(replies.every((reply) => reply === "OK")).toBe(true);
      }
      expect(performance.now() - started).toBeLessThan(2_000);
      expect(stats.dropped + stats.sent).toBe(5_000);
      expect(stats.dropped).toBeGreaterThan(0);
      await settled(stats);
      expect(stats.failed).toBe(stats.sent);
    } finally {
      other.thaw();
    }
    const before = stats.same;
    await until(async () => (await talk.send("SET k v")) === "OK" && stats.same > before, {
      what: "the mirror to be back",
    });
  });

  it("mirrors the share that is asked for", async () => {
    const stats = await start(other.url, "writes: 0.25");
    await talk.pipeline(Array.from({ length: 1_000 }, (_, n) => `SET k${n} v`));
    await settled(stats);
    expect(stats.sent).toBeGreaterThan(150);
    expect(stats.sent).toBeLessThan(350);
  });
});
