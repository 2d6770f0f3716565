import { type Cluster, type ClusterNode, startCluster, until } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type Command, commands, connect, FanOutError, routes } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";

let cluster: Cluster;
let client: Client;

beforeAll(async () => {
  cluster = await startCluster({ primaries: 3, replicas: 1 });
  client = await connect(cluster.url);
  await until(() => client.topology.shards.every(({ replicas }) => replicas.length === 1), {
    what: "the replicas to be known",
    timeoutMs: 15_000,
  });
});

afterAll(async () => {
  await client?.close();
  await cluster?.close();
});

const nameOf = ({ host, port }: { host: string; port: number }): string => `${host}:${port}`;

async function ownerOf(key: string): Promise<{ primary: ClusterNode; replica: ClusterNode }> {
  const { primary, replicas } = await cluster.shardOf(slotOf(key));
  return { primary, replica: replicas[0] as ClusterNode };
}

/** How often a node has run a command. */
async function runs(node: ClusterNode, command: string): Promise<number> {
  const stats = String(await node.command("INFO", "commandstats"));
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}

describe("a route to one node", () => {
  it("by slot id leads to that slot's owner, whichever slot it is", async () => {
    for (const slot of [0, 3_000, 6_000, 9_000, 12_000, 16_383]) {
      const { primary, replicas } = await cluster.shardOf(slot);
      expect(await client.clusterMyid({ route: routes.slotId(slot) })).toBe(primary.id);
      expect(await client.clusterMyid({ route: routes.slotId(slot, "replica") })).toBe(replicas[0]?.id);
    }
  });

  it("by slot key leads to the key's owner, for bytes and hash tags too", async () => {
    for (const key of ["a", "{tag}x", Buffer.from([0xff, 0xfe, 0x7b, 0x31, 0x7d])]) {
      const { primary } = await cluster.shardOf(slotOf(key));
      expect(await client.clusterMyid({ route: routes.slotKey(key) })).toBe(primary.id);
    }
  });

  it("to a replica has a keyed read served by the replica, although the client reads from primaries", async () => {
    await client.set("foo", "bar");
    const { primary, replica } = await ownerOf("foo");
    const before = [await runs(primary, "get"), await runs(replica, "get")];
    await until(async () => (await client.get("foo", { route: routes.replica })) === "bar", {
      what: "the replica to have the value",
    });
    const [atPrimary, atReplica] = [await runs(primary, "get"), await runs(replica, "get")];
    expect(atPrimary).toBe(before[0]);
    expect(atReplica).toBeGreaterThan(before[1] as number);
    const slotRoute = routes.slotKey("foo", "replica");
    expect(await client.get(Buffer.from("foo"), { route: slotRoute })).toBe("bar");
    expect(await runs(primary, "get")).toBe(before[0]);
  });

  it("to replicas splits a command with many keys, each part to a replica", async () => {
    await client.mset({ a: 1, b: 2, c: 3 });
    const primaries = (await cluster.shards()).map(({ primary }) => primary);
    const before = await Promise.all(primaries.map((node) => runs(node, "mget")));
    const values = () => client.mget(["a", "b", "c"], { route: routes.preferReplica });
    await until(async () => (await values()).join() === "1,2,3", { what: "the replicas to have the values" });
    expect(await Promise.all(primaries.map((node) => runs(node, "mget")))).toEqual(before);
  });

  it("refuses a write to a replica before anything is sent", async () => {
    await expect(client.set("foo", 1, { route: routes.replica })).rejects.toMatchObject({
      code: "ERR_USAGE_ROUTE",
    });
    await expect(client.flushall({ route: routes.slotKey("foo", "replica") })).rejects.toMatchObject({
      code: "ERR_USAGE_ROUTE",
    });
  });

  it("by address reaches each node by the name it announces, in one string or two", async () => {
    for (const node of cluster.nodes) {
      expect(await client.clusterMyid({ route: routes.byAddress(node.host, node.port) })).toBe(node.id);
      expect(await client.clusterMyid({ route: routes.byAddress(nameOf(node)) })).toBe(node.id);
    }
  });

  it("by address lets a replica serve the reads of its keys", async () => {
    await client.set("foo", "bar");
    const { replica } = await ownerOf("foo");
    const route = routes.byAddress(nameOf(replica));
    await until(async () => (await client.get("foo", { route })) === "bar", { what: "the value to arrive" });
  });

  it("by address is a pin: another node's MOVED is the answer, and is not followed", async () => {
    const { primary } = await ownerOf("foo");
    const other = (await cluster.shards()).find((shard) => shard.primary.id !== primary.id)?.primary;
    const route = routes.byAddress(nameOf(other as ClusterNode));
    const before = await runs(primary, "get");
    await expect(client.get("foo", { route })).rejects.toMatchObject({ name: "ReplyError", code: "MOVED" });
    expect(await runs(primary, "get")).toBe(before);
  });

  it("to an unknown address fails at once, unsent, and tears nothing down", async () => {
    const connections = async (): Promise<number[]> =>
      Promise.all(
        cluster.nodes.map(async (node) =>
          Number(/total_connections_received:(\d+)/.exec(String(await node.command("INFO", "stats")))?.[1]),
        ),
      );
    await client.ping({ route: routes.allNodes });
    const before = await connections();
    const started = performance.now();
    await expect(client.ping({ route: routes.byAddress("127.0.0.1:9") })).rejects.toMatchObject({
      name: "RouteError",
      code: "ERR_ROUTE_UNKNOWN_ADDRESS",
      delivery: "unsent",
    });
    expect(performance.now() - started).toBeLessThan(200);
    expect(await connections()).toEqual(before);
  });

  it("at random reaches replicas as well as primaries, and any primary only primaries", async () => {
    const [any, primaries] = [new Set<string>(), new Set<string>()];
    for (let n = 0; n < 200; n++) {
      any.add(await client.clusterMyid({ route: routes.randomNode }));
      primaries.add(await client.clusterMyid({ route: routes.anyPrimary }));
    }
    expect(any.size).toBe(6);
    expect(primaries).toEqual(new Set((await cluster.shards()).map(({ primary }) => primary.id)));
  });

  it("that is none is refused before anything is sent", async () => {
    await expect(client.ping({ route: "bogus" as never })).rejects.toMatchObject({ code: "ERR_USAGE_ROUTE" });
    await expect(
      client.get("k", { route: { kind: "slotId", slot: 70_000, role: "primary" } }),
    ).rejects.toMatchObject({ code: "ERR_USAGE_ROUTE" });
  });

  it("must be given for what changes the node it reaches", async () => {
    for (const command of [commands.shutdown(), commands.clusterReset(), commands.replicaof("h", "1")]) {
      await expect(client.send(command as Command)).rejects.toMatchObject({ code: "ERR_USAGE_ROUTE" });
    }
    const route = routes.byAddress(nameOf(cluster.nodes[0] as ClusterNode));
    expect(await client.clusterSaveconfig({ route })).toBe("OK");
  });

  it("holds in pipelines, element by element", async () => {
    const ids = await client.pipeline([
      commands.clusterMyid({ route: routes.slotId(0) }),
      commands.clusterMyid({ route: routes.slotId(16_383) }),
      commands.get("foo", { route: routes.primary }),
    ]);
    expect(ids.slice(0, 2)).toEqual([
      (await cluster.shardOf(0)).primary.id,
      (await cluster.shardOf(16_383)).primary.id,
    ]);
  });
});

describe("a route to many nodes", () => {
  it("gives each node's reply by its address where replies can't be combined", async () => {
    const ids = await client.clusterMyid({ route: routes.allNodes });
    expect(ids).toEqual(new Map(cluster.nodes.map((node) => [nameOf(node), node.id])));
  });

  it("gives one combined reply where they can be", async () => {
    expect(await client.ping({ route: routes.allNodes })).toBe("PONG");
    const total = await client.dbsize({ route: routes.allPrimaries });
    const each = await Promise.all((await cluster.shards()).map(({ primary }) => primary.command("DBSIZE")));
    expect(total).toBe(each.map(Number).reduce((a, b) => a + b));
  });

  it("with a keyed write runs on its owner once, and says what the others answered", async () => {
    const { primary } = await ownerOf("once");
    const error = await client.incr("once", { route: routes.allNodes }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FanOutError);
    const { outcomes } = error as FanOutError;
    expect(outcomes.size).toBe(6);
    expect(outcomes.get(nameOf(primary))).toEqual({ status: "fulfilled", value: 1 });
    const others = [...outcomes].filter(([name]) => name !== nameOf(primary)).map(([, outcome]) => outcome);
    expect(others).toEqual(
      new Array(5).fill({ status: "rejected", reason: expect.objectContaining({ code: "MOVED" }) }),
    );
    expect(await client.get("once")).toBe("1");
  });

  it("gives every node's outcome, failures among them, where partial replies are asked for", async () => {
    await client.set("part", "v");
    const outcomes = (await client.get("part", {
      route: routes.allPrimaries,
      partial: true,
    })) as unknown as Map<string, { status: string }>;
    expect([...outcomes.values()].map(({ status }) => status).sort()).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    await expect(client.get("part", { partial: true })).rejects.toMatchObject({ code: "ERR_USAGE_OPTION" });
  });

  it("counts each key once in a keyspace of many shards", async () => {
    const keys = Array.from({ length: 300 }, (_, n) => `many:${n}`);
    await client.mset(Object.fromEntries(keys.map((key) => [key, "v"])));
    const found = await client.keys("many:*");
    expect(found.sort()).toEqual(keys.sort());
  });

  it("is sent although another call of the same client waits", async () => {
    const blocked = client.blpop("nothing", 1);
    const started = performance.now();
    await client.mget(["a", "b", "c"]);
    await client.dbsize();
    expect(performance.now() - started).toBeLessThan(500);
    await blocked;
  });
});

describe("a dead node", () => {
  it("fails a fan-out with its outcome, never leaves it out, and is found again after the election", async () => {
    await client.flushall();
    const keys = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`dead:${n}`, "v"]));
    await client.mset(keys);
    const victim = (await cluster.shards())[0]?.primary as ClusterNode;
    await victim.kill();
    const error = await client.flushall({ timeoutMs: 300 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FanOutError);
    expect((error as FanOutError).outcomes.get(nameOf(victim))).toMatchObject({ status: "rejected" });
    await client.mset(keys, { timeoutMs: 20_000 });
    expect(await client.dbsize({ timeoutMs: 20_000 })).toBe(300);
    await victim.restart();
    await cluster.waitForStable();
  });
});
