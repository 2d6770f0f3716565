import { type ClusterNode, startCluster, startServer } from "fairlead-harness";
import { expect, it } from "vitest";
import { type Client, connect } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { KINDS } from "./support/servers.ts";

const COUNT = 20_000;
const KEYS = Array.from({ length: COUNT }, (_, at) => `key:${at}`);

async function fill(client: Client): Promise<void> {
  for (let at = 0; at < COUNT; at += 5_000) {
    await client.mset(Object.fromEntries(KEYS.slice(at, at + 5_000).map((key) => [key, "v"])));
  }
}

it("a scan of one server gives every key once", async () => {
  await using server = await startServer();
  await using client = await connect(server.url);
  await fill(client);
  const seen: string[] = [];
  for await (const key of client.scan()) seen.push(key);
  expect(seen.sort()).toEqual([...KEYS].sort());
});

it("a scan goes on from its cursor in another client, without missing a key", async () => {
  await using server = await startServer();
  await using client = await connect(server.url);
  await fill(client);
  const seen = new Set<string>();
  const scan = client.scan({ match: "key:*" });
  for await (const key of scan) if (seen.add(key).size === 7_777) break;
  await using other = await connect(server.url);
  for await (const key of other.scan({ match: "key:*", cursor: scan.cursor })) seen.add(key);
  expect(seen.size).toBe(COUNT);
  expect(() => other.scan({ cursor: scan.cursor })).toThrow("cursor");
});

it("a scan of a cluster misses no key while slots move and a primary fails over", async () => {
  await using cluster = await startCluster({ primaries: 3, replicas: 1 });
  await using client = await connect(cluster.url);
  await fill(client);
  const { primary: from, replicas } = await cluster.shardOf(0);
  const { primary: to } = await cluster.shardOf(16_383);
  const slots = Array.from({ length: 200 }, (_, slot) => slot);
  const seen = new Set<string>();
  let moves: Promise<unknown> | undefined;
  for await (const key of client.scan({ count: 100, timeoutMs: 20_000 })) {
    seen.add(key);
    moves ??= cluster.moveSlots(slots, from, to).then(() => cluster.promote(replicas[0]!, "takeover"));
    // The rest of the scan finds another cluster than the one it began with.
    if (seen.size === 3_000) await moves;
  }
  await moves;
  expect(seen.size).toBe(COUNT);
});

it("a scan of a cluster misses no key although a primary dies meanwhile", async () => {
  await using cluster = await startCluster({ primaries: 3, replicas: 1 });
  await using client = await connect(cluster.url);
  await fill(client);
  const shards = await cluster.shards();
  for (const { primary } of shards) await primary.command("WAIT", "1", "5000");
  const victim = shards[0]?.primary as ClusterNode;
  const seen = new Set<string>();
  for await (const key of client.scan({ count: 100, timeoutMs: 30_000 })) {
    seen.add(key);
    if (seen.size === 2_000) await victim.kill();
  }
  expect(seen.size).toBe(COUNT);
});

it.each(KINDS)(
  "a scan on %s keeps to its type and pattern, and gives bytes where they are asked for",
  async (kind) => {
    await using server = await startServer({ kind });
    await using client = await connect(server.url);
    const binary = Buffer.from([0xff, 0x00]);
    await client.mset([
      [binary, "v"],
      ["a:1", "v"],
    ]);
    await client.rpush("a:list", "x");
    const all = async (scan: AsyncIterable<unknown>): Promise<unknown[]> => {
      const keys: unknown[] = [];
      for await (const key of scan) keys.push(key);
      return keys;
    };
    expect(await all(client.scan({ type: "list" }))).toEqual(["a:list"]);
    expect((await all(client.scan({ match: "a:*" }))).sort()).toEqual(["a:1", "a:list"]);
    expect(await all(client.scan({ type: "string", reply: "bytes" }))).toEqual(
      expect.arrayContaining([binary, Buffer.from("a:1")]),
    );
  },
);

it("a scan ends with its signal and with its deadline, and its cursor goes on", async () => {
  await using server = await startServer();
  await using client = await connect(server.url, { stallMs: 100 });
  await fill(client);
  const abort = new AbortController();
  const scan = client.scan({ signal: abort.signal, count: 10 });
  const seen = new Set<string>();
  const reading = (async () => {
    for await (const key of scan) if (seen.add(key).size === 500) abort.abort(new Error("enough"));
  })();
  await expect(reading).rejects.toThrow("enough");
  server.freeze();
  const late = client.scan({ timeoutMs: 300, cursor: scan.cursor });
  await expect(late[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
  server.thaw();
  for await (const key of client.scan({ cursor: late.cursor })) seen.add(key);
  expect(seen.size).toBe(COUNT);
});

it("a scan ends by its deadline, however many nodes are silent", async () => {
  await using cluster = await startCluster({ primaries: 3, replicas: 0 });
  await using client = await connect(cluster.url);
  const nodes = (await cluster.shards()).map(({ primary }) => primary);
  for (const node of nodes) node.freeze();
  const began = performance.now();
  const page = client.scan({ timeoutMs: 300 })[Symbol.asyncIterator]().next();
  await expect(page).rejects.toMatchObject({ code: "ERR_TIMEOUT", delivery: "unsent" });
  expect(performance.now() - began).toBeLessThan(900);
  for (const node of nodes) node.thaw();
});

it("a scan that is broken off leaves nothing under way", async () => {
  await using server = await startServer();
  await using client = await connect(server.url);
  await fill(client);
  for await (const _ of client.scan({ count: 100 })) {
    server.freeze();
    break;
  }
  await client.close();
  server.thaw();
}, 3_000);

it("a scan names the slots of a migration that is stuck, and goes on from its cursor once it is not", async () => {
  await using cluster = await startCluster({ primaries: 3, replicas: 0 });
  await using client = await connect(cluster.url);
  await fill(client);
  const stuck = slotOf("key:0");
  const source = (await cluster.shardOf(stuck)).primary;
  const target = (await cluster.shards()).map(({ primary }) => primary).find(({ id }) => id !== source.id)!;
  await target.command("CLUSTER", "SETSLOT", String(stuck), "IMPORTING", source.id);
  await source.command("CLUSTER", "SETSLOT", String(stuck), "MIGRATING", target.id);
  const seen = new Set<string>();
  const scan = client.scan({ timeoutMs: 300 });
  const read = async (from: AsyncIterable<string>): Promise<void> => {
    for await (const key of from) seen.add(key);
  };
  await expect(read(scan)).rejects.toMatchObject({
    code: "ERR_TIMEOUT",
    cause: { message: expect.stringContaining(`slots ${stuck} all to itself`) },
  });
  expect(seen.has("key:0")).toBe(false);
  for (const node of [source, target]) await node.command("CLUSTER", "SETSLOT", String(stuck), "STABLE");
  await read(client.scan({ cursor: scan.cursor }));
  expect([...seen].sort()).toEqual([...KEYS].sort());
});
