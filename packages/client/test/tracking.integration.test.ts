import {
  type Cluster,
  type FakeConnection,
  type FakeReply,
  type FakeRequest,
  handshake,
  OK,
  startCluster,
  startFake,
  startServer,
  until,
} from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { type Command, commands, connect, type Invalidation, type Tracking } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

/** What was told, and a look at it. */
class Told {
  readonly all: Invalidation[] = [];
  readonly listener = (invalidation: Invalidation): void => void this.all.push(invalidation);

  has(key: string | Buffer): boolean {
    const isKey = (one: unknown): boolean => Buffer.from(one as string).equals(Buffer.from(key as string));
    return this.all.some((one) => one.kind === "keys" && one.keys.some(isKey));
  }

  covers(key: string, reason: string): boolean {
    const slot = slotOf(key);
    return this.all.some(
      (one) =>
        one.kind === "slots" &&
        one.reason === reason &&
        one.slots.some(([from, to]) => from <= slot && slot <= to),
    );
  }
}

/** Reads until the reply may be kept: connections are made lazily, and while they are, much is invalid. */
async function keep(tracking: Tracking, key: string | Buffer): Promise<string | null> {
  for (;;) {
    const { value, stale } = await tracking.read(commands.get(key));
    if (!stale) return value;
  }
}

describe.each(KINDS)("opt-in tracking on %s", (kind) => {
  it("tells of a key that was read and changed, by whomever, and of no other", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url));
    const told = new Told();
    const tracking = use(client.track(told.listener));
    const binary = Buffer.from([0xff, 0x00, 0xfe]);
    await client.mset([
      ["a", "1"],
      ["b", "1"],
      [binary, "1"],
    ]);
    expect(await keep(tracking, "a")).toBe("1");
    expect(await keep(tracking, binary)).toBe("1");
    await client.get("b");
    await server.command("SET", "a", "2");
    await client.set("b", "2");
    await client.set(binary, "2");
    await until(() => told.has("a") && told.has(binary), { what: "the invalidations" });
    expect(told.has("b")).toBe(false);
  });

  it("tells of keys that expire, are deleted, and of everything when all is flushed", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url));
    const told = new Told();
    const tracking = use(client.track(told.listener));
    await client.set("gone", "1", { px: 20 });
    await client.set("deleted", "1");
    await keep(tracking, "gone");
    await keep(tracking, "deleted");
    await client.del("deleted");
    await until(() => told.has("deleted") && told.has("gone"), { what: "the invalidations" });
    await client.flushall();
    await until(() => told.covers("any", "flushed"), { what: "the flush to be told" });
  });

  it("never takes a reply for fresh whose key changed before it was continued", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url));
    const copies = new Map<string, string | null>();
    const tracking = use(
      client.track((told) => {
        if (told.kind === "slots") copies.clear();
        else for (const key of told.keys) copies.delete(String(key));
      }),
    );
    let last = 0;
    const writing = (async () => {
      while (last < 2_000) await client.set("hot", String(++last));
    })();
    for (let n = 0; n < 2_000; n++) {
      const { value, stale } = await tracking.read(commands.get("hot"));
      if (!stale) copies.set("hot", value);
    }
    await writing;
    await until(
      async () => {
        const copy = copies.get("hot");
        return copy === undefined || copy === String(last);
      },
      { what: "no outdated copy to be left" },
    );
  });

  it("tells of everything a lost connection covered, and tracks on", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url));
    const told = new Told();
    const tracking = use(client.track(told.listener));
    await client.set("a", "1");
    await keep(tracking, "a");
    await server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await until(() => told.covers("a", "lost"), { what: "the loss to be told" });
    expect(await keep(tracking, "a")).toBe("1");
    await client.set("a", "2");
    await until(() => told.has("a"), { what: "the invalidation" });
  });

  it("refuses what reads no key", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url));
    const tracking = use(client.track(() => undefined));
    const refused: Command[] = [commands.set("k", 1), commands.ping(), commands.dbsize()];
    for (const command of refused) {
      await expect(tracking.read(command)).rejects.toMatchObject({ code: "ERR_USAGE_ARGUMENT" });
    }
  });
});

describe("broadcast tracking", () => {
  it("tells of every key with one of the prefixes, on every shard", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 0 }));
    const client = use(await connect(cluster.url));
    const told = new Told();
    use(client.track(told.listener, { mode: "broadcast", prefixes: ["user:"] }));
    const keys = ["user:1", "user:2", "user:3", "user:4", "user:5"];
    await until(
      async () => {
        for (const key of [...keys, "other:1"]) await client.set(key, "v");
        return keys.every((key) => told.has(key));
      },
      { what: "all keys to be told" },
    );
    expect(told.has("other:1")).toBe(false);
  });
});

describe("a connection that is replaced while it stands", () => {
  it("by renewConnections() invalidates what it covered", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const told = new Told();
    const tracking = use(client.track(told.listener));
    await keep(tracking, "k");
    told.all.length = 0;
    await client.renewConnections();
    expect(told.covers("k", "lost")).toBe(true);
    told.all.length = 0;
    await keep(tracking, "k");
    await client.set("k", "2");
    await until(() => told.has("k"), { what: "the change to be told over the new connection" });
  });

  it("because it went silent does so, too", async () => {
    let silent: FakeConnection | undefined;
    const answer = (request: FakeRequest): FakeReply => {
      if (request.connection === silent) return undefined;
      if (request.name === "GET") return "v";
      if (request.name === "PING") return "PONG";
      if (request.name !== "CLIENT") return handshake(request);
      return { ID: 1, LIST: "" }[String(request.args[1]).toUpperCase()] ?? OK;
    };
    let last: FakeConnection | undefined;
    const fake = use(
      await startFake((request) => {
        if (request.name === "GET") last = request.connection;
        return answer(request);
      }),
    );
    const client = use(await connect(fake.url, { mode: "standalone", stallMs: 50 }));
    const told = new Told();
    const tracking = use(client.track(told.listener));
    await keep(tracking, "k");
    silent = last;
    told.all.length = 0;
    expect((await tracking.read(commands.get("other"))).value).toBe("v");
    expect(told.covers("k", "lost")).toBe(true);
  });
});

it("a listener that throws harms neither the connection nor what is told after it", async () => {
  const server = use(await startServer());
  const client = use(await connect(server.url));
  const thrown: unknown[] = [];
  const told = new Told();
  const tracking = use(
    client.track((invalidation) => {
      told.listener(invalidation);
      throw new Error("the program's own");
    }),
  );
  const others = process.rawListeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => thrown.push(error));
  try {
    for (const value of ["1", "2"]) {
      await keep(tracking, "k");
      told.all.length = 0;
      await client.set("k", value);
      await until(() => told.all.length > 0, { what: "the change to be told" });
      expect(told.all).toEqual([{ kind: "keys", keys: ["k"] }]);
    }
    expect(thrown).toMatchObject([{ message: "the program's own" }, { message: "the program's own" }]);
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const other of others) process.on("uncaughtException", other as () => void);
  }
});

describe("tracking on a cluster", () => {
  async function setUp(replicas: number): Promise<{
    cluster: Cluster;
    told: Told;
    tracking: Tracking;
    client: Awaited<ReturnType<typeof connect>>;
  }> {
    const cluster = use(await startCluster({ primaries: 3, replicas }));
    const client = use(await connect(cluster.url));
    const told = new Told();
    return { cluster, client, told, tracking: use(client.track(told.listener)) };
  }

  it("stays right while a slot moves: what moved is told, and what is read during the move is not kept wrongly", async () => {
    const { cluster, client, told, tracking } = await setUp(0);
    const key = "moving";
    const slot = slotOf(key);
    await client.set(key, "1");
    expect(await keep(tracking, key)).toBe("1");
    const from = (await cluster.shardOf(slot)).primary;
    const to = (await cluster.shards()).map(({ primary }) => primary).find(({ id }) => id !== from.id);
    if (to === undefined) throw new Error("there is one shard only");
    await cluster.moveSlots([slot], from, to);
    await until(() => told.has(key) || told.covers(key, "moved"), { what: "the copy to be invalidated" });
    told.all.length = 0;
    expect(await keep(tracking, key)).toBe("1");
    await client.set(key, "2");
    await until(() => told.has(key), { what: "the change on the new owner to be told" });
  });

  it("stays right over a fail-over", async () => {
    const { cluster, client, told, tracking } = await setUp(1);
    const key = "k";
    await client.set(key, "1");
    await keep(tracking, key);
    const { primary } = await cluster.shardOf(slotOf(key));
    await primary.kill();
    await until(() => told.covers(key, "lost"), { what: "the loss to be told" });
    await client.set(key, "2", { timeoutMs: 20_000 });
    told.all.length = 0;
    const value = await keep(tracking, key);
    expect(value).toBe("2");
    await client.set(key, "3");
    await until(() => told.has(key), { what: "the change on the new primary to be told" });
  });
});
