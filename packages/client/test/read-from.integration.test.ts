import { type Cluster, type ClusterNode, startCluster, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Client, type ClientOptions, connect, routes } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const KEY = "k";
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ kind: KINDS.at(-1) ?? "redis", primaries: 3, replicas: 2 });
}, 60_000);

afterAll(() => cluster?.close());

async function open(options: ClientOptions): Promise<Client> {
  const client = use(await connect(cluster.url, { topologyCheckMs: 300, ...options }));
  const known = () => client.topology.shards.every(({ replicas }) => replicas.length === 2);
  await until(known, { what: "the replicas to be known", timeoutMs: 20_000 });
  await client.set(KEY, "v");
  const { replicas } = await shard();
  for (const node of replicas) {
    const route = routes.byAddress(node.host, node.port);
    await until(async () => (await client.get(KEY, { route })) === "v", { what: "the value to arrive" });
  }
  return client;
}

const shard = () => cluster.shardOf(slotOf(KEY));

async function gets(node: ClusterNode): Promise<number> {
  const stats = String(await node.command("INFO", "commandstats"));
  return Number(/cmdstat_get:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}

/** How many of `count` reads each of the shard's nodes got: the primary first. */
async function spread(client: Client, count: number): Promise<number[]> {
  const { primary, replicas } = await shard();
  const nodes = [primary, ...replicas];
  const before = await Promise.all(nodes.map(gets));
  for (let n = 0; n < count; n++) expect(await client.get(KEY)).toBe("v");
  const after = await Promise.all(nodes.map(gets));
  return after.map((calls, at) => calls - (before[at] as number));
}

describe("reads go", () => {
  it("to the primary by default", async () => {
    expect(await spread(await open({}), 20)).toEqual([20, 0, 0]);
  });

  it("to the replicas in turn where they are preferred", async () => {
    expect(await spread(await open({ readFrom: "preferReplica" }), 20)).toEqual([0, 10, 10]);
  });

  it("to all nodes in turn", async () => {
    const counts = await spread(await open({ readFrom: "allNodes" }), 30);
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(5);
  });

  it("where a function says", async () => {
    const { replicas } = await shard();
    const port = replicas[1]?.port;
    const client = await open({ readFrom: (nodes) => nodes.find(({ address }) => address.port === port) });
    expect(await spread(client, 10)).toEqual([0, 0, 10]);
  });

  it("to the replica in the client's zone, given by the caller", async () => {
    const { replicas } = await shard();
    const near = replicas[0]?.port;
    const client = await open({
      readFrom: "azAffinity",
      zone: "here",
      zoneOf: ({ port }) => (port === near ? "here" : "there"),
    });
    expect(await spread(client, 10)).toEqual([0, 10, 0]);
  });

  it("to the primary in the client's zone where no replica is there and that is wanted", async () => {
    const { primary } = await shard();
    const client = await open({
      readFrom: "azAffinityReplicasAndPrimary",
      zone: "here",
      zoneOf: ({ port }) => (port === primary.port ? "here" : "there"),
    });
    expect(await spread(client, 10)).toEqual([10, 0, 0]);
  });

  it.skipIf(!KINDS.includes("valkey"))("to the replica in the client's zone, as the nodes say", async () => {
    const { replicas } = await shard();
    await replicas[1]?.command("CONFIG", "SET", "availability-zone", "here");
    const client = await open({ readFrom: "azAffinity", zone: "here" });
    await until(async () => (await spread(client, 5))[2] === 5, { what: "the zones to be known" });
  });

  it("with writes to the primary all the same", async () => {
    const client = await open({ readFrom: "replica" });
    expect(await client.incr(`{${KEY}}counter`)).toBe(1);
  });
});

describe("a replica that goes away", () => {
  it("is passed over without an error, and used again when it is back", async () => {
    const { replicas } = await shard();
    const [near, far] = replicas as [ClusterNode, ClusterNode];
    const client = await open({
      readFrom: "azAffinity",
      zone: "here",
      zoneOf: ({ port }) => (port === near.port ? "here" : "there"),
    });
    expect(await spread(client, 10)).toEqual([0, 10, 0]);
    await near.kill();
    for (let n = 0; n < 50; n++) expect(await client.get(KEY)).toBe("v");
    expect(await gets(far)).toBeGreaterThan(0);
    await near.restart();
    await cluster.waitForStable();
    await until(async () => (await spread(client, 10))[1] === 10, {
      what: "reads to come back to the zone",
      timeoutMs: 20_000,
    });
  });
});

describe("a shard without replicas", () => {
  it("refuses a read that must come from one, and serves one that may", async () => {
    await using lonely = await startCluster({ primaries: 3, replicas: 0 });
    const client = use(await connect(lonely.url));
    const refusal = { name: "RouteError", code: "ERR_ROUTE_NO_REPLICA", delivery: "unsent" };
    await expect(client.get(KEY, { route: routes.replica })).rejects.toMatchObject(refusal);
    await expect(client.get(KEY, { route: routes.slotId(1, "replica") })).rejects.toMatchObject(refusal);
    expect(await client.get(KEY, { route: routes.preferReplica })).toBeNull();
  });
});

describe("a primary that has become a replica", () => {
  it("serves no stale read through the connection that was opened for a primary", async () => {
    const client = await open({ topologyCheckMs: 60_000 });
    const { primary, replicas } = await shard();
    await cluster.promote(replicas[0] as ClusterNode, "takeover");
    await cluster.waitForStable();
    const before = await gets(primary);
    await client.set(KEY, "new");
    for (let n = 0; n < 20; n++) expect(await client.get(KEY)).toBe("new");
    expect(await gets(primary)).toBe(before);
  });
});
