import { type Cluster, type ClusterNode, startCluster, startServer } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type Client,
  type Command,
  commands,
  connect,
  PartialError,
  routes,
  TransactionError,
} from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

describe.each(KINDS)("an atomic batch on %s", (kind) => {
  async function open(): Promise<Client> {
    const server = use(await startServer({ kind }));
    return use(await connect(server.url));
  }

  it.each([2, 3] as const)("gives each command's reply in its own shape, over RESP%i", async (protocol) => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url, { protocol }));
    const [set, count, fields, bytes, map, scores] = await client.atomic([
      commands.set("k", "vä"),
      commands.incr("n"),
      commands.hset("h", { a: 1 }),
      commands.get("k", { reply: "bytes" }),
      commands.hgetall("h"),
      commands.zrange("z", 0, -1, { withscores: true }),
    ]);
    expect([set, count, fields, map, scores]).toEqual(["OK", 1, 1, { a: "1" }, []]);
    expect(bytes).toEqual(Buffer.from("vä"));
  });

  it("lets nothing come between, though others share the connection", async () => {
    const client = await open();
    const replies = await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        n % 3 === 0 ? client.atomic([commands.incr("n"), commands.incr("n")]) : client.incr("n"),
      ),
    );
    for (const reply of replies) if (Array.isArray(reply)) expect(reply[1]).toBe((reply[0] as number) + 1);
    expect(await client.get("n")).toBe("400");
  });

  it("runs nothing when a command is refused, and says which and why", async () => {
    const client = await open();
    const wrong: Command = { spec: commands.get("k").spec, args: ["too", "many"] };
    const error = await client.atomic([commands.incr("n"), wrong]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransactionError);
    expect(error).toMatchObject({ code: "EXECABORT", delivery: "unsent" });
    expect([...(error as TransactionError).refusals]).toEqual([
      [1, expect.objectContaining({ code: "ERR", command: "GET" })],
    ]);
    expect(await client.get("n")).toBeNull();
  });

  it("tells every outcome when a command fails as it runs: the others have run", async () => {
    const client = await open();
    await client.set("text", "x");
    const error = await client
      .atomic([commands.incr("n"), commands.incr("text"), commands.incr("n")])
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PartialError);
    expect((error as PartialError).outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(await client.get("n")).toBe("2");
  });

  it("says so when its user may not use transactions", async () => {
    const server = use(await startServer({ kind, users: ["app on >pw ~* +@all -multi"] }));
    const client = use(await connect(server.url, { credentials: { username: "app", password: "pw" } }));
    await expect(client.atomic([commands.get("k")])).rejects.toMatchObject({
      code: "NOPERM",
      command: "MULTI",
    });
    expect(await client.get("k")).toBeNull();
  });

  it("leaves others alone when one of its commands can't be encoded", async () => {
    const client = await open();
    const bad: Command = { spec: commands.get("k").spec, args: [{ not: "an argument" } as never] };
    const [failed, ok] = await Promise.allSettled([
      client.atomic([commands.incr("n"), bad]),
      client.atomic([commands.incr("n")]),
    ]);
    expect(failed).toMatchObject({ status: "rejected", reason: { code: "ERR_USAGE_ARGUMENT" } });
    expect(ok).toMatchObject({ status: "fulfilled", value: [1] });
  });

  it("is nothing to send when it is empty", async () => {
    expect(await (await open()).atomic([])).toEqual([]);
  });
});

describe("an atomic batch on a cluster", () => {
  let cluster: Cluster;
  let client: Client;

  beforeAll(async () => {
    cluster = await startCluster({ primaries: 3, replicas: 1 });
    client = await connect(cluster.url);
  });

  afterAll(async () => {
    await client?.close();
    await cluster?.close();
  });

  it("of several slots is refused before anything is sent, as are commands for all nodes and for none", async () => {
    await expect(client.atomic([commands.incr("a"), commands.incr("b")])).rejects.toMatchObject({
      code: "ERR_USAGE_CROSSSLOT",
    });
    await expect(client.atomic([commands.mget(["a", "b"])])).rejects.toMatchObject({
      code: "ERR_USAGE_CROSSSLOT",
    });
    await expect(client.atomic([commands.flushall()])).rejects.toMatchObject({ code: "ERR_USAGE_ROUTE" });
    await expect(client.atomic([commands.get("a", { route: routes.replica })])).rejects.toMatchObject({
      code: "ERR_USAGE_ROUTE",
    });
    expect(await client.mget(["a", "b"])).toEqual([null, null]);
  });

  it("goes to the slot of its keys, bytes too, or where its route says", async () => {
    const key = Buffer.from([0x7b, 0xff, 0x7d, 0x61]);
    expect(await client.atomic([commands.set(key, 1), commands.incr(key)])).toEqual(["OK", 2]);
    const { primary } = await cluster.shardOf(9_000);
    const [id] = await client.atomic([commands.clusterMyid()], { route: routes.slotId(9_000) });
    expect(id).toBe(primary.id);
  });

  it("is followed while slots move: nothing is lost, nothing runs twice", async () => {
    const keys = Array.from({ length: 12 }, (_, n) => `{moving${n % 3}}:${n}`);
    const slots = [...new Set(keys.map(slotOf))];
    const [from, to] = (await cluster.shards()).map(({ primary }) => primary) as [ClusterNode, ClusterNode];
    const own = slots.filter((slot) => slot <= 5_460);
    let stopped = false;
    const done = new Map(keys.map((key) => [key, 0]));
    const writers = keys.map(async (key) => {
      while (!stopped) {
        const [first, second] = await client.atomic([commands.incr(key), commands.incr(key)]);
        expect(second).toBe(first + 1);
        done.set(key, (done.get(key) ?? 0) + 2);
      }
    });
    const moved = own.length > 0 ? own : [0];
    await cluster.moveSlots(moved, from, to);
    await cluster.moveSlots(moved, to, from);
    stopped = true;
    await Promise.all(writers);
    for (const key of keys) expect(Number(await client.get(key))).toBe(done.get(key));
  });

  it("is asked for at the node that takes the slot over, as one piece", async () => {
    const key = "asked";
    const slot = slotOf(key);
    const from = (await cluster.shardOf(slot)).primary;
    const to = (await cluster.shards())
      .map(({ primary }) => primary)
      .find(({ id }) => id !== from.id) as ClusterNode;
    await to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", from.id);
    await from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", to.id);
    expect(await client.atomic([commands.incr(key), commands.incr(key)])).toEqual([1, 2]);
    for (const node of [from, to]) await node.command("CLUSTER", "SETSLOT", slot, "STABLE");
    await to.command("CLUSTER", "SETSLOT", slot, "NODE", from.id);
  });

  it("is never silently run twice when its primary dies", async () => {
    const key = "victim";
    const { primary } = await cluster.shardOf(slotOf(key));
    let acknowledged = 0;
    let unknown = 0;
    let stopped = false;
    const writing = (async () => {
      while (!stopped) {
        try {
          await client.atomic([commands.incr(key)], { timeoutMs: 20_000 });
          acknowledged++;
        } catch (error) {
          if ((error as { delivery?: string }).delivery !== "unknown") throw error;
          unknown++;
        }
      }
    })();
    while (acknowledged < 50) await client.ping();
    await primary.kill();
    await cluster.waitForStable();
    stopped = true;
    await writing;
    const total = Number(await client.get(key));
    expect(total).toBeLessThanOrEqual(acknowledged + unknown);
    await primary.restart();
  });
});
