import { type ClusterNode, startCluster, startServer, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { type Client, connect, defineScript, ReplyError, routes } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

type Asked = Awaited<ReturnType<typeof startServer>>;

async function open(kind: (typeof KINDS)[number]): Promise<{ server: Asked; client: Client }> {
  const server = use(await startServer({ kind }));
  return { server, client: use(await connect(server.url)) };
}

async function connections(server: Asked): Promise<number> {
  return String(await server.command("CLIENT", "LIST", "TYPE", "normal"))
    .trim()
    .split("\n").length;
}

describe.each(KINDS)("a hybrid session on %s", (kind) => {
  it("shares connections until the server remembers something, and gives its own back then", async () => {
    const { server, client } = await open(kind);
    const session = use(client.session());
    await session.set("k", "1");
    const atRest = await connections(server);
    expect(session.held).toEqual([]);
    await session.watch("k");
    expect(session.held).toEqual(["watch"]);
    expect(await connections(server)).toBe(atRest + 1);
    await session.multi();
    expect(session.held).toEqual(["watch", "transaction"]);
    expect(await session.incr("k")).toBe("QUEUED");
    expect(await session.exec()).toEqual([2]);
    expect(session.held).toEqual([]);
    await session.watch("k");
    await session.unwatch();
    expect(await connections(server)).toBe(atRest + 1);
  });

  it("sees that a watched key was changed by somebody else", async () => {
    const { client } = await open(kind);
    const session = use(client.session());
    await session.watch("k");
    await client.set("k", "other");
    await session.multi();
    void session.set("k", "mine");
    expect(await session.exec()).toBeNull();
    expect(await session.get("k")).toBe("other");
  });

  it("gives each reply of EXEC in its own shape, errors among them", async () => {
    const { client } = await open(kind);
    const session = use(client.session());
    await client.set("text", "x");
    void session.multi();
    void session.hset("h", { a: 1 });
    void session.hgetall("h");
    void session.incr("text");
    void session.get("text", { reply: "bytes" });
    const replies = await session.exec();
    expect(replies).toEqual([1, { a: "1" }, expect.any(ReplyError), Buffer.from("x")]);
  });

  it("runs its commands in their order, whatever connection they go by", async () => {
    const { client } = await open(kind);
    const session = use(client.session());
    const replies = await Promise.all([
      session.incr("n"),
      session.watch("n"),
      session.incr("n"),
      session.unwatch(),
      session.incr("n"),
      session.multi(),
      session.incr("n"),
      session.exec(),
      session.get("n"),
    ]);
    expect(replies).toEqual([1, "OK", 2, "OK", 3, "OK", "QUEUED", [4], "4"]);
  });

  it("keeps another database to itself", async () => {
    const { client } = await open(kind);
    const session = use(client.session());
    await session.select(3);
    await session.set("k", "three");
    expect(await client.get("k")).toBeNull();
    expect(await session.get("k")).toBe("three");
    session.reset();
    expect(await session.get("k")).toBeNull();
  });

  it("says that what it counted on is lost, until it lets go of it", async () => {
    const { server, client } = await open(kind);
    const session = use(client.session());
    await session.watch("k");
    await session.multi();
    await server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await until(
      async () =>
        (await session.set("k", "1").catch((error: { code: string }) => error.code)) === "ERR_SESSION_LOST",
      {
        what: "the loss to be told",
      },
    );
    await expect(session.exec()).rejects.toMatchObject({ code: "ERR" });
    expect(await session.set("k", "2")).toBe("OK");
    expect(await client.get("k")).toBe("2");
  });

  it("is refused EXEC when a command was refused, and goes on clean", async () => {
    const { client } = await open(kind);
    const session = use(client.session());
    await session.multi();
    await expect(session.command(["GET"])).rejects.toMatchObject({ code: "ERR" });
    await expect(session.exec()).rejects.toMatchObject({ code: "EXECABORT" });
    expect(session.held).toEqual([]);
    expect(await session.set("k", "1")).toBe("OK");
  });

  it("never leaves anything on a connection that is lent again", async () => {
    const { server, client } = await open(kind);
    for (let n = 0; n < 10; n++) {
      const session = client.session();
      await session.watch("k");
      if (n % 2 === 0) await session.multi();
      if (n % 3 === 0) await session.command(["CLIENT", "SETNAME", "odd"]);
      await session.close();
    }
    const next = use(client.session({ mode: "stateful" }));
    expect(await next.clientGetname()).toBeNull();
    expect(await next.multi()).toBe("OK");
    await next.discard();
    const list = String(await server.command("CLIENT", "LIST", "TYPE", "normal"));
    expect(list).not.toContain("name=odd");
  });

  it("takes no commands for which it is the wrong place, nor any once it is closed", async () => {
    const { client } = await open(kind);
    const session = client.session();
    await expect(session.command(["SUBSCRIBE", "c"])).rejects.toMatchObject({ code: "ERR_USAGE_ARGUMENT" });
    await expect(session.command(["RESET"])).rejects.toMatchObject({ code: "ERR_USAGE_ARGUMENT" });
    await session.close();
    await session.close();
    await expect(session.get("k")).rejects.toMatchObject({ code: "ERR_SESSION_CLOSED" });
  });
});

describe("the other modes of a session", () => {
  it("per-command refuses what a server would have to remember", async () => {
    const { client } = await open("redis");
    const session = use(client.session({ mode: "per-command" }));
    await expect(session.watch("k")).rejects.toMatchObject({ code: "ERR_SESSION_MODE", delivery: "unsent" });
    await session.unwatch();
    expect(await session.set("k", "v")).toBe("OK");
  });

  it("stateful stays on one connection from its first command to its end", async () => {
    const { server, client } = await open("redis");
    const session = client.session({ mode: "stateful" });
    const id = await session.clientId();
    expect(await session.clientId()).toBe(id);
    expect(await client.clientId()).not.toBe(id);
    await session.close();
    await until(async () => !String(await server.command("CLIENT", "LIST")).includes(`id=${id} `), {
      what: "its connection to end",
    });
  });
});

describe("a session on a cluster", () => {
  it("whose MULTI waits for a key can be reset, and closed", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 0 }));
    const client = use(await connect(cluster.url));
    const session = client.session();
    expect(await session.multi()).toBe("OK");
    expect(session.held).toEqual(["transaction"]);
    session.reset();
    expect(session.held).toEqual([]);
    expect(await session.get("k")).toBeNull();
    expect(await session.multi()).toBe("OK");
    await session.close();
  });

  it("has its own connection at the node of its keys, and learns of a slot that moves", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 0 }));
    const client = use(await connect(cluster.url));
    const session = use(client.session());
    await session.multi();
    void session.set("k", "1");
    void session.get("k");
    expect(await session.exec()).toEqual(["OK", "1"]);
    await session.multi();
    expect(await session.exec()).toEqual([]);
    const placed = use(client.session({ mode: "stateful", route: routes.slotId(9_000) }));
    expect(await placed.clusterMyid()).toBe((await cluster.shardOf(9_000)).primary.id);
    const slot = slotOf("k");
    const from = (await cluster.shardOf(slot)).primary;
    const to = (await cluster.shards())
      .map(({ primary }) => primary)
      .find(({ id }) => id !== from.id) as ClusterNode;
    await cluster.moveSlots([slot], from, to);
    const moved = async (): Promise<boolean> => {
      await session.multi();
      session.set("k", "2").catch(() => undefined);
      return session.exec().then(
        () => true,
        () => false,
      );
    };
    await until(moved, { what: "the session to find the slot's new owner" });
    expect(await client.get("k")).toBe("2");
  });
});

it("a session runs scripts that the server does not know, inside a transaction too", async () => {
  const { client } = await open("redis");
  const next = defineScript<{ keys: [key: string]; args: []; reply: number }>({
    lua: "return redis.call('INCR', KEYS[1])",
  });
  const session = use(client.session());
  expect(await session.send(next(["n"]))).toBe(1);
  await session.scriptFlush();
  await session.watch("n");
  expect(await session.send(next(["n"]))).toBe(2);
  await session.unwatch();
  await session.scriptFlush();
  await session.multi();
  void session.send(next(["n"]));
  expect(await session.exec()).toEqual([3]);
});
