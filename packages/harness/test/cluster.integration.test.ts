import { type Cluster, type ClusterOptions, freePort, startCluster, tryServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Keys that all live in slot 0, which the first shard owns at first. */
const keyOfSlot0 = (index: number) => `{06S}${index}`;

describe("a cluster of 3 + 3", () => {
  let cluster: Cluster;
  let formationMs: number;

  beforeAll(async () => {
    const start = performance.now();
    cluster = await startCluster({ nodeTimeoutMs: 1_000 });
    formationMs = performance.now() - start;
  });
  afterAll(() => cluster.close());

  test("is formed in little more than the 2 s the servers insist on", () => {
    expect(formationMs).toBeLessThan(5_000);
  });

  test("has shards that cover the slots, and tells who is who", async () => {
    const shards = await cluster.shards();
    expect(shards.map(({ slots }) => slots)).toEqual([[[0, 5460]], [[5461, 10921]], [[10922, 16383]]]);
    expect(shards.map(({ replicas }) => replicas.length)).toEqual([1, 1, 1]);
    expect(await Promise.all(cluster.nodes.map((node) => node.role()))).toEqual([
      ...["primary", "primary", "primary"],
      ...["replica", "replica", "replica"],
    ]);
    expect(await cluster.primaryOf(5461)).toBe(cluster.nodes[1]);
    expect(cluster.url).toBe(`redis://${cluster.nodes[0]!.address}`);
    expect(cluster.urls).toHaveLength(6);
  });

  test("a replica is promoted, by takeover and by agreement", async () => {
    for (const how of ["takeover", "agreed"] as const) {
      const { primary, replicas } = await cluster.shardOf(0);
      await cluster.promote(replicas[0]!, how);
      await cluster.waitForStable();
      expect(await cluster.primaryOf(0)).toBe(replicas[0]);
      expect(await primary.role()).toBe("replica");
    }
  });

  test("slots move live, with their keys", async () => {
    const [from, to] = await cluster.primaries();
    for (let i = 0; i < 25; i++) await from!.command("SET", keyOfSlot0(i), i);
    const progress: number[] = [];
    await cluster.moveSlots([0, 1], from!, to!, {
      batch: 10,
      onProgress: async ({ slot, movedKeys }) => {
        if (slot !== 0) return;
        progress.push(movedKeys);
        const asked = from!.command("GET", keyOfSlot0(99));
        await expect(asked).rejects.toThrow(`ASK 0 ${to!.address}`);
      },
    });
    expect(progress).toEqual([0, 10, 20, 25]);
    expect(await cluster.primaryOf(0)).toBe(to);
    expect(await to!.command("GET", keyOfSlot0(24))).toBe("24");
    await cluster.waitForStable();
    await cluster.moveSlots([0, 1], to!, from!);
    expect(await from!.command("GET", keyOfSlot0(24))).toBe("24");
  });

  test("a killed primary is replaced by its replica, and comes back as one, on another port", async () => {
    const { primary, replicas } = await cluster.shardOf(0);
    const { port } = primary;
    await primary.kill();
    await cluster.waitForStable();
    expect(await cluster.primaryOf(0)).toBe(replicas[0]);
    await primary.restart({ port: await freePort() });
    await cluster.waitForStable();
    expect(primary.port).not.toBe(port);
    expect(await primary.role()).toBe("replica");
    const nodes = String(await replicas[0]!.command("CLUSTER", "NODES"));
    expect(nodes).toContain(`${primary.id} ${primary.address}@`);
  });

  test("a frozen primary is replaced, and follows when it thaws", async () => {
    const { primary, replicas } = await cluster.shardOf(0);
    primary.freeze();
    await expect(cluster.waitForStable({ timeoutMs: 100 })).rejects.toThrow(`to see ${primary.id} replaced`);
    await cluster.waitForStable();
    expect(await cluster.primaryOf(0)).toBe(replicas[0]);
    primary.thaw();
    await cluster.waitForStable();
    expect(await primary.role()).toBe("replica");
  });

  test("all nodes are replaced, and no key is lost", async () => {
    const old = cluster.nodes;
    const before = await cluster.primaries();
    for (let i = 0; i < 100; i++) {
      await Promise.any(before.map((node) => node.command("SET", `key${i}`, i)));
    }
    await cluster.replaceAllNodes();
    expect(old.every((node) => node.state === "stopped")).toBe(true);
    const after = await cluster.primaries();
    const sizes = await Promise.all(after.map((node) => node.command("DBSIZE")));
    expect(sizes.reduce((sum: number, size) => sum + Number(size), 0)).toBe(100 + 25);
    const ports = String(await after[0]!.command("CLUSTER", "NODES"));
    for (const node of old) expect(ports).not.toContain(node.address);
  });
});

describe("a cluster behind wires, announcing a host name", () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ wires: true, hostnames: ["localhost"], primaries: 3, replicas: 1 });
  });
  afterAll(() => cluster.close());

  test("tells clients the wires' addresses", async () => {
    const [node] = cluster.nodes;
    const slots = (await node!.command("CLUSTER", "SLOTS")) as [
      number,
      number,
      ...[string, number, string][],
    ][];
    const told = slots.flatMap(([, , ...nodes]) => nodes.map(([host, port]) => `${host}:${port}`));
    expect(told.sort()).toEqual(cluster.nodes.map((each) => each.address).sort());
    expect(node!.address).toBe(`localhost:${node!.wire!.port}`);
  });

  test("goes on while its wires let nothing pass, even over a change of primary", async () => {
    for (const node of cluster.nodes) node.wire!.halfOpen();
    const { primary, replicas } = await cluster.shardOf(0);
    await cluster.promote(replicas[0]!);
    await cluster.waitForStable();
    expect(await cluster.primaryOf(0)).toBe(replicas[0]);
    for (const node of cluster.nodes) expect(node.wire!.connections).toBe(0);
    expect(String(await primary.command("INFO", "replication"))).toContain("master_link_status:up");
  });

  test("a node that restarts on another port keeps its wire", async () => {
    const { primary, replicas } = await cluster.shardOf(16_383);
    const [replica] = replicas;
    const { address } = replica!;
    await replica!.restart({ port: await freePort() });
    await cluster.waitForStable();
    expect(replica!.address).toBe(address);
    expect(String(await primary.command("CLUSTER", "NODES"))).toContain(
      `${replica!.id} 127.0.0.1:${replica!.port}@`,
    );
  });
});

const valkey = await tryServer("valkey");
const everything: ClusterOptions = {
  tls: true,
  users: ["app on >secret ~* &* +@all"],
  hostnames: ["localhost"],
  wires: true,
};

describe.each([
  ["redis with everything", { kind: "redis", ...everything }],
  ["plain valkey", { kind: "valkey" }],
  ["valkey with everything", { kind: "valkey", password: "secret", ...everything }],
] as [string, ClusterOptions][])("a cluster of %s", (_, options) => {
  test.skipIf(options.kind === "valkey" && valkey.server === undefined)(
    "moves slots and replaces nodes",
    async () => {
      await using cluster = await startCluster(options);
      const [from, to] = await cluster.primaries();
      for (let i = 0; i < 10; i++) await from!.command("SET", keyOfSlot0(i), i);
      await cluster.moveSlots([0], from!, to!);
      await cluster.replaceAllNodes();
      const owner = await cluster.primaryOf(0);
      expect(await owner.command("CLUSTER", "COUNTKEYSINSLOT", 0)).toBe(10);
    },
  );
});
