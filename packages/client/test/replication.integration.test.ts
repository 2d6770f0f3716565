import { fakeLookup, type Server, startServer, startWire, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { type Client, connect } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const portOf = (client: Client): number | undefined => client.topology.shards[0]?.primary.address.port;
const replicasOf = (client: Client): (number | undefined)[] =>
  (client.topology.shards[0]?.replicas ?? []).map(({ address }) => address.port);

describe.each(KINDS)("a primary and its replica, on %s", (kind) => {
  async function pair(): Promise<[Server, Server]> {
    const primary = use(await startServer({ kind }));
    const replica = use(await startServer({ kind, replicaOf: primary }));
    await inStep(primary);
    return [primary, replica];
  }

  async function inStep(primary: Server): Promise<void> {
    const online = async () => String(await primary.command("INFO", "replication")).includes("state=online");
    await until(online, { what: "the replica to follow", timeoutMs: 20_000 });
  }

  async function caughtUp(primary: Server, replica: Server): Promise<void> {
    const offset = Number(((await primary.command("ROLE")) as unknown[])[1]);
    const reached = async () => Number(((await replica.command("ROLE")) as unknown[])[4]) >= offset;
    await until(reached, { what: "the replica to have every write" });
  }

  async function swap(before: Server, after: Server): Promise<void> {
    await caughtUp(before, after);
    await after.command("REPLICAOF", "NO", "ONE");
    await before.command("REPLICAOF", "127.0.0.1", String(after.port));
  }

  it("are both found from either", async () => {
    const [primary, replica] = await pair();
    for (const { url } of [primary, replica]) {
      const client = await connect(url);
      expect(portOf(client)).toBe(primary.port);
      await until(() => replicasOf(client).includes(replica.port), { what: "the replica to be found" });
      expect(await client.set("k", "v")).toBe("OK");
      await client.close();
    }
  });

  it("swap their roles, and writes follow, waiting meanwhile", async () => {
    const [a, b] = await pair();
    const client = use(await connect([a.url, b.url]));
    await client.incr("n");
    await swap(a, b);
    expect(await client.incr("n")).toBe(2);
    expect(portOf(client)).toBe(b.port);
    await inStep(b);
    await swap(b, a);
    expect(await client.incr("n")).toBe(3);
  });

  it("swap their roles, and who only reads notices by the next check", async () => {
    const [a, b] = await pair();
    const client = use(await connect(a.url, { topologyCheckMs: 200 }));
    await client.get("k");
    await swap(a, b);
    await until(() => portOf(client) === b.port, { what: "the client to follow" });
  });

  it("swap their roles, and subscriptions follow by the next check", async () => {
    const [a, b] = await pair();
    const client = use(await connect(a.url, { topologyCheckMs: 200 }));
    const news = client.subscribe("news");
    await news.ready;
    await swap(a, b);
    await until(async () => String(await b.command("PUBSUB", "NUMSUB", "news")) === "news,1", {
      what: "the subscription to follow",
    });
    await b.command("PUBLISH", "news", "after");
    const heard: unknown[] = [];
    for await (const item of news) {
      heard.push(item.kind === "gap" ? item.kind : item.payload);
      if (item.kind !== "gap") break;
    }
    expect(heard).toEqual(["gap", "after"]);
  });

  it("swap their roles, and a script's refusal is the caller's, yet heals the next", async () => {
    const [a, b] = await pair();
    const client = use(await connect(a.url));
    const increment = ["EVAL", "return redis.call('INCR', KEYS[1])", 1, "n"] as const;
    await client.command(increment);
    await swap(a, b);
    await client.command(increment).catch((error: unknown) => {
      expect(error).toMatchObject({ code: "READONLY" });
    });
    await until(() => portOf(client) === b.port, { what: "the client to follow" });
    expect(await client.command(increment)).toBe(2);
  });

  it("wake a blocked pop at the new primary", async () => {
    const [a, b] = await pair();
    const client = use(await connect(a.url));
    const popped = client.blpop(["list"], 10);
    const blocked = async () => String(await a.command("INFO", "clients")).includes("blocked_clients:1");
    await until(blocked, { what: "the pop to block" });
    await swap(a, b);
    await until(() => portOf(client) === b.port, { what: "the client to follow" });
    await client.rpush("list", ["x"]);
    expect(await popped).toEqual(["list", "x"]);
  });

  it("change places behind a name", async () => {
    const [a, b] = await pair();
    const wire = use(await startWire({ to: a }));
    const url = `redis://db.example:${wire.port}`;
    const client = use(await connect(url, { lookup: fakeLookup(new Map([["db.example", ["127.0.0.1"]]])) }));
    expect(client.topology.shards[0]?.primary.address.host).toBe("db.example");
    await client.incr("n");
    wire.retarget(b);
    await caughtUp(a, b);
    await b.command("REPLICAOF", "NO", "ONE");
    await a.command("REPLICAOF", "127.0.0.1", "1");
    expect(await client.incr("n")).toBe(2);
    expect(client.topology.shards[0]?.primary.address.host).toBe("db.example");
  });
});

describe("a replica that can't be reached", () => {
  it("is not used, and harms nobody", async () => {
    const primary = use(await startServer());
    use(
      await startServer({
        replicaOf: primary,
        config: ["replica-announce-ip 127.0.0.9", "replica-announce-port 1"],
      }),
    );
    const told = async () => String(await primary.command("ROLE")).includes("127.0.0.9");
    await until(told, { what: "the replica to be announced", timeoutMs: 20_000 });
    const client = use(await connect(primary.url, { readFrom: "preferReplica" }));
    expect(replicasOf(client)).toEqual([]);
    expect(await client.get("k")).toBeNull();
    expect(await client.configSet({ "slowlog-max-len": "100" })).toBe("OK");
  });
});

it("a server that may not be asked for its role is taken for a primary", async () => {
  const server = use(await startServer({ users: ["app on >s3cret ~* +@all -role -info"] }));
  const client = use(await connect(server.url.replace("redis://", "redis://app:s3cret@")));
  expect(await client.set("k", "v")).toBe("OK");
});
