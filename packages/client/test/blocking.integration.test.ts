import {
  type ClusterNode,
  type FakeConnection,
  type FakeReply,
  handshake,
  startCluster,
  startFake,
  startServer,
  until,
} from "fairlead-harness";
import { ErrorReply } from "fairlead-resp";
import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

interface Asked {
  command(...words: string[]): Promise<unknown>;
}

async function blocked(server: Asked): Promise<number> {
  return Number(/blocked_clients:(\d+)/.exec(String(await server.command("INFO", "clients")))?.[1]);
}

async function connections(server: Asked): Promise<number> {
  return String(await server.command("CLIENT", "LIST", "TYPE", "normal"))
    .trim()
    .split("\n").length;
}

describe.each(KINDS)("blocking commands on %s", (kind) => {
  it("by the thousand wait beside each other, and a GET beside them", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url));
    const pops = Array.from({ length: 1_000 }, (_, n) => client.blpop(`list:${n}`, 30));
    await until(async () => (await blocked(server)) === 1_000, {
      what: "all to be blocked",
      timeoutMs: 20_000,
    });
    await client.set("k", "v");
    const started = performance.now();
    expect(await client.get("k")).toBe("v");
    expect(performance.now() - started).toBeLessThan(500);
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => client.rpush(`list:${n}`, String(n))));
    expect(await Promise.all(pops)).toEqual(
      Array.from({ length: 1_000 }, (_, n) => [`list:${n}`, String(n)]),
    );
  });

  it("use few connections one after the other, which end when nobody needs them", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url, { pool: { idleMs: 100 } }));
    await client.rpush(
      "list",
      Array.from({ length: 50 }, (_, n) => String(n)),
    );
    for (let n = 0; n < 50; n++) expect(await client.blpop("list", 1)).toEqual(["list", String(n)]);
    const received = /total_connections_received:(\d+)/.exec(
      String(await server.command("INFO", "stats")),
    )?.[1];
    expect(Number(received)).toBeLessThan(6);
    const atRest = await connections(server);
    await until(async () => (await connections(server)) < atRest, { what: "the idle connection to end" });
  });

  it("wait for a connection when the pool has lent all, and fail when too many wait", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url, { pool: { max: 2, maxWaiters: 1 } }));
    const pops = ["a", "b"].map((list) => client.blpop(list, 30));
    await until(async () => (await blocked(server)) === 2, { what: "two to be blocked" });
    const third = client.blpop("c", 30);
    await expect(client.blpop("d", 30)).rejects.toMatchObject({ code: "ERR_POOL_FULL", delivery: "unsent" });
    await client.rpush("c", "3");
    await client.rpush("a", "1");
    expect(await pops[0]).toEqual(["a", "1"]);
    expect(await third).toEqual(["c", "3"]);
    await client.rpush("b", "2");
    expect(await pops[1]).toEqual(["b", "2"]);
  });

  it("that were given up no longer count as waiting", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url, { pool: { max: 1, maxWaiters: 1 } }));
    const first = client.blpop("a", 30);
    await until(async () => (await blocked(server)) === 1, { what: "the first to wait" });
    const abort = new AbortController();
    const second = client.blpop("b", 30, { signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(second).rejects.toThrow("enough");
    const third = client.blpop("c", 30);
    await client.rpush("c", "for the third");
    await client.rpush("a", "for the first");
    expect(await first).toEqual(["a", "for the first"]);
    expect(await third).toEqual(["c", "for the third"]);
  });

  it("that wait too long for a connection fail by their deadline, unsent", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url, { pool: { max: 1 } }));
    const first = client.blpop("a", 30);
    await until(async () => (await blocked(server)) === 1, { what: "one to be blocked" });
    await expect(client.blpop("b", 0.05, { timeoutMs: 100 })).rejects.toMatchObject({
      code: "ERR_TIMEOUT",
      delivery: "unsent",
    });
    await client.rpush("a", "1");
    expect(await first).toEqual(["a", "1"]);
  });

  it("keep their connection when they are aborted", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url));
    for (let n = 0; n < 5; n++) {
      const abort = new AbortController();
      const pop = client.blpop("list", 30, { signal: abort.signal });
      await until(async () => (await blocked(server)) === 1, { what: "the pop to be blocked" });
      abort.abort(new Error("enough"));
      await expect(pop).rejects.toThrow("enough");
      expect(await blocked(server)).toBe(0);
    }
    const received = /total_connections_received:(\d+)/.exec(
      String(await server.command("INFO", "stats")),
    )?.[1];
    expect(Number(received)).toBeLessThan(6);
  });

  it("lose no element that was popped when they are aborted", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url));
    let taken = 0;
    const total = 400;
    const pushing = (async () => {
      for (let n = 0; n < total; n++) await server.command("RPUSH", "list", String(n));
    })();
    for (let n = 0; taken < total && n < 10_000; n++) {
      const signal = AbortSignal.timeout(1 + (n % 4));
      await client.blpop("list", 5, { signal }).then(
        () => taken++,
        () => undefined,
      );
    }
    await pushing;
    expect(taken).toBe(total);
  });

  it("are waited for at an unresponsive server no longer than it takes to say so", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url, { stallMs: 200 }));
    const abort = new AbortController();
    const pop = client.blpop("list", 30, { signal: abort.signal });
    await until(async () => (await blocked(server)) === 1, { what: "the pop to be blocked" });
    server.freeze();
    abort.abort(new Error("enough"));
    await expect(pop).rejects.toThrow("enough");
    server.thaw();
  });
});

describe("blocking commands that are aborted", () => {
  it("before they have reached their server are given up all the same", async () => {
    let asked = 0;
    const { fake, free } = await scripted(() =>
      ++asked < 3 ? 0 : free(new ErrorReply("UNBLOCKED client unblocked")),
    );
    const client = use(await connect(fake.url));
    const abort = new AbortController();
    const pop = client.blpop("list", 30, { signal: abort.signal });
    await until(() => fake.requests.some(({ name }) => name === "BLPOP"), { what: "the pop" });
    abort.abort(new Error("enough"));
    await expect(pop).rejects.toThrow("enough");
    expect(asked).toBe(3);
  });

  it("leave no server to let go of whoever has their connection next", async () => {
    const order: string[] = [];
    let answer = (_: number): void => undefined;
    const { fake, free } = await scripted(() => {
      free(["list", "a"]);
      return new Promise<number>((resolve) => (answer = resolve));
    });
    const client = use(await connect(fake.url, { pool: { max: 1 } }));
    const abort = new AbortController();
    const pop = client.blpop("list", 30, { signal: abort.signal });
    await until(() => fake.requests.some(({ name }) => name === "BLPOP"), { what: "the pop" });
    abort.abort(new Error("enough"));
    expect(await pop).toEqual(["list", "a"]);
    const next = client.blpop("list", 30).then(() => order.push("the next pop"));
    await use(await connect(fake.url)).ping();
    expect(fake.requests.filter(({ name }) => name === "BLPOP")).toHaveLength(1);
    order.push("the answer");
    answer(0);
    await until(() => fake.requests.filter(({ name }) => name === "BLPOP").length === 2, {
      what: "the next",
    });
    free(["list", "b"]);
    await next;
    expect(order).toEqual(["the answer", "the next pop"]);
  });

  const ANSWERS: Readonly<Record<string, FakeReply>> = {
    PING: "PONG",
    INFO: "redis_mode:standalone\r\nrole:master\r\n",
    ROLE: ["master", 0, []],
  };

  /** A server that holds pops back until `free` sends the last one's reply; it answers CLIENT UNBLOCK by `unblock`. */
  async function scripted(unblock: () => FakeReply | Promise<FakeReply>) {
    let last: FakeConnection | undefined;
    const fake = use(
      await startFake((request) => {
        const { name, args, connection } = request;
        if (name === "CLIENT" && args[1] === "UNBLOCK") return unblock();
        if (name !== "BLPOP") return ANSWERS[name] ?? handshake(request);
        last = connection;
        return undefined;
      }),
    );
    const free = (reply: FakeReply): number => {
      void last?.send(reply);
      return 1;
    };
    return { fake, free };
  }
});

describe("blocking commands on a cluster", () => {
  it("that were waiting at a primary that died are told so, and the next ones wait at its successor", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 1 }));
    const client = use(await connect(cluster.url));
    const { primary } = await cluster.shardOf(slotOf("list"));
    const pop = client.blpop("list", 30);
    await until(async () => (await blocked(primary)) === 1, { what: "the pop to be blocked" });
    const told = expect(pop).rejects.toMatchObject({ code: "ERR_CONNECTION_LOST", delivery: "unknown" });
    await primary.kill();
    await told;
    const next = client.blpop("list", 30);
    await client.rpush("list", "v", { timeoutMs: 20_000 });
    expect(await next).toEqual(["list", "v"]);
  });

  it("follow a slot that moves away while they wait", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 0 }));
    const client = use(await connect(cluster.url));
    const slot = slotOf("list");
    const from = (await cluster.shardOf(slot)).primary;
    const to = (await cluster.shards()).map(({ primary }) => primary).find(({ id }) => id !== from.id);
    const pop = client.blpop("list", 30);
    await until(async () => (await blocked(from)) === 1, { what: "the pop to be blocked" });
    await cluster.moveSlots([slot], from, to as ClusterNode);
    await client.rpush("list", "v");
    expect(await pop).toEqual(["list", "v"]);
  });
});
