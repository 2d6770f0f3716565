import {
  type Cluster,
  type ClusterNode,
  type Server,
  startCluster,
  startServer,
  tryServer,
  until,
} from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as Running } from "../../src/server/proxy.ts";
import type { RawClient } from "../support/raw-client.ts";
import { clientOf, proxyOf } from "../support/start.ts";

const valkey = await tryServer("valkey");
const hasZones = !("reason" in valkey);
const READS = 20;

/** How often servers have run a command. */
async function callsOf(command: string, servers: readonly Pick<Server, "command">[]): Promise<number[]> {
  const texts = await Promise.all(servers.map((server) => server.command("INFO", "commandstats")));
  const pattern = new RegExp(`cmdstat_${command}:calls=(\\d+)`);
  return texts.map((text) => Number(pattern.exec(String(text))?.[1] ?? 0));
}

describe("reads through the proxy in front of a cluster with replicas", () => {
  let cluster: Cluster;
  let primary: ClusterNode;
  let replicas: readonly ClusterNode[];
  let proxy: Running;
  let talk: RawClient;

  beforeAll(async () => {
    cluster = await startCluster({ primaries: 3, replicas: 2, kind: hasZones ? "valkey" : "redis" });
    const slot = Number(await cluster.nodes[0]?.command("CLUSTER", "KEYSLOT", "{k}"));
    const shards = await cluster.shards();
    const own = shards.find(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to));
    if (own === undefined) throw new Error("no node serves the slot");
    primary = own.primary;
    replicas = own.replicas;
  });

  afterEach(() => proxy.close());
  afterAll(() => cluster.close());

  const start = async (options: string): Promise<void> => {
    proxy = await proxyOf(`
      listeners: [{ address: 127.0.0.1:0 }]
      backends: { main: { urls: ${cluster.url}, ${options} } }
    `);
    talk = await clientOf(proxy);
    await talk.pipeline(["SET {k}1 v", "WAIT 2 5000"]);
  };

  /** Where reads go: to the primary, and to each replica. */
  const spread = async (): Promise<number[]> => {
    const servers = [primary, ...replicas];
    const before = await callsOf("get", servers);
    for (let n = 0; n < READS; n++) expect(await talk.send("GET {k}1")).toBe("v");
    const after = await callsOf("get", servers);
    return after.map((calls, at) => calls - before[at]!);
  };

  it.each(["replica", "preferReplica"])(
    "reach both replicas and not the primary with readFrom %s",
    async (readFrom) => {
      await start(`readFrom: ${readFrom}`);
      expect(await spread()).toEqual([0, READS / 2, READS / 2]);
    },
  );

  it("reach the primary by default", async () => {
    await start("readFrom: primary");
    expect(await spread()).toEqual([READS, 0, 0]);
  });

  it.skipIf(!hasZones)("reach the replica in the proxy's zone with azAffinity", async () => {
    await replicas[1]?.command("CONFIG", "SET", "availability-zone", "here");
    await start("readFrom: azAffinity, zone: here");
    await until(async () => (await spread())[2] === READS, { what: "the zones to be known" });
  });

  it("leave writes, watches, transactions and what blocks to the primary", async () => {
    await start("readFrom: replica");
    const servers = [primary, ...replicas];
    const execs = await callsOf("exec", servers);
    await talk.pipeline(["WATCH {k}1", "GET {k}1", "MULTI", "GET {k}1", "INCR {k}n", "EXEC"]);
    await talk.pipeline(["MULTI", "GET {k}1", "EXEC"]);
    expect(await callsOf("exec", servers)).toEqual(execs.map((calls, at) => (at === 0 ? calls + 2 : calls)));
    const before = await callsOf("xread", servers);
    const waits = talk.send("XREAD BLOCK 5000 STREAMS {k}s $");
    await until(
      async () => ((await primary.command("INFO", "clients")) as string).includes("blocked_clients:1"),
      {
        what: "it to block at the primary",
      },
    );
    const other = await clientOf(proxy);
    await other.send("XADD {k}s 1-1 f v");
    expect(await waits).toEqual([["{k}s", [["1-1", ["f", "v"]]]]]);
    const after = await callsOf("xread", servers);
    expect(after.slice(1)).toEqual(before.slice(1));
  });
});

describe("a primary with a replica, without a cluster", () => {
  let primary: Server;
  let replica: Server;
  let proxy: Running;

  beforeAll(async () => {
    primary = await startServer();
    replica = await startServer({ replicaOf: primary });
    const inStep = async () => String(await primary.command("INFO", "replication")).includes("state=online");
    await until(inStep, { what: "the replica to follow", timeoutMs: 20_000 });
    proxy = await proxyOf(`
      listeners: [{ address: 127.0.0.1:0 }]
      backends: { main: { urls: ${primary.url}, readFrom: replica } }
    `);
  });

  afterAll(async () => {
    await proxy.close();
    await Promise.all([primary.close(), replica.close()]);
  });

  it("reads from the replica, in any database, and writes to the primary", async () => {
    await using talk = await clientOf(proxy);
    const before = await callsOf("get", [primary]);
    expect(await talk.pipeline(["SET k v", "WAIT 1 5000", "GET k"])).toEqual(["OK", 1, "v"]);
    expect(await talk.pipeline(["SELECT 3", "SET k w", "WAIT 1 5000", "GET k"])).toEqual([
      "OK",
      "OK",
      1,
      "w",
    ]);
    expect(await callsOf("get", [primary])).toEqual(before);
    expect(await callsOf("get", [replica])).toEqual([2]);
    expect(await callsOf("set", [primary])).toEqual([2]);
  });
});
