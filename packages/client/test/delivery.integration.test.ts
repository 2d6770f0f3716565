import { bytes, handshake, startFake, startServer, startWire, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

async function behindWire() {
  const server = use(await startServer({ kind: "redis" }));
  const wire = use(await startWire({ to: { host: server.host, port: server.port } }));
  return { server, wire, url: `redis://127.0.0.1:${wire.port}` };
}

describe("a deadline", () => {
  it("is kept on a frozen server, and the fate is unknown", async () => {
    const server = use(await startServer({ kind: "redis" }));
    const client = use(await connect(server.url));
    server.freeze();
    const started = performance.now();
    await expect(client.get("k", { timeoutMs: 200 })).rejects.toMatchObject({
      code: "ERR_TIMEOUT",
      delivery: "unknown",
    });
    expect(performance.now() - started).toBeGreaterThan(190);
    expect(performance.now() - started).toBeLessThan(1_000);
    server.thaw();
    expect(await client.ping()).toBe("PONG");
  });

  it("is kept while there is no connection, and nothing was sent", async () => {
    const server = use(await startServer({ kind: "redis" }));
    const client = use(await connect(server.url));
    await server.kill();
    await expect(client.incr("n", { timeoutMs: 200 })).rejects.toMatchObject({
      code: expect.stringMatching(/ERR_TIMEOUT|ERR_CONNECTION_LOST/),
    });
    await expect(client.incr("n", { timeoutMs: 200 })).rejects.toMatchObject({
      code: "ERR_TIMEOUT",
      delivery: "unsent",
    });
  });

  it("drops the late reply, so that no one else gets it", async () => {
    const { wire, url } = await behindWire();
    const client = use(await connect(url));
    await client.set("a", "1");
    wire.delay(300);
    const late = client.get("a", { timeoutMs: 50 });
    const other = client.get("missing", { timeoutMs: 5_000 });
    await expect(late).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
    expect(await other).toBeNull();
  });

  it("of a blocking command begins after its block time", async () => {
    const server = use(await startServer({ kind: "redis" }));
    const client = use(await connect(server.url, { timeoutMs: 500 }));
    expect(await client.blpop("nothing", 0.8)).toBeNull();
  });
});

describe("an abort signal", () => {
  it("gives up the answer with its reason, and the connection stays usable", async () => {
    const { wire, url } = await behindWire();
    const client = use(await connect(url));
    wire.delay(200);
    const abort = new AbortController();
    const given = client.get("k", { signal: abort.signal });
    const kept = client.ping();
    setTimeout(() => abort.abort(new Error("never mind")), 20);
    await expect(given).rejects.toThrow("never mind");
    expect(await kept).toBe("PONG");
  });

  it("keeps a command from being sent", async () => {
    const server = use(await startServer({ kind: "redis" }));
    const client = use(await connect(server.url));
    const abort = new AbortController();
    const incremented = client.incr("n", { signal: abort.signal });
    abort.abort();
    await expect(incremented).rejects.toMatchObject({ name: "AbortError" });
    expect(await client.get("n")).toBeNull();
  });
});

describe("a lost connection", () => {
  it("fails a write that may have run, and sends reads again", async () => {
    const { server, wire, url } = await behindWire();
    const client = use(await connect(url));
    await client.set("k", "v");
    wire.delay(10_000);
    const write = client.incr("n");
    const repeatable = client.incr("m", { idempotent: true });
    const read = client.get("k");
    const failed = expect(write).rejects.toMatchObject({ code: "ERR_CONNECTION_LOST", delivery: "unknown" });
    await until(() => wire.bytes.toServer > 0, { what: "the commands to leave" });
    await wire.restore();
    wire.cut();
    await failed;
    expect(await read).toBe("v");
    expect(await repeatable).toBe(1);
    expect(Number((await server.command("GET", "n")) ?? 0)).toBeLessThanOrEqual(1);
  });

  it("never runs a write twice, wherever the wire is cut", async () => {
    const { server, wire, url } = await behindWire();
    const client = use(await connect(url, { maxBackoffMs: 20 }));
    let acknowledged = 0;
    let unknown = 0;
    for (let round = 0; round < 60; round++) {
      wire.cutAfter(17 + round * 13, round % 2 === 0 ? "toServer" : "toClient");
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, at) => client.rpush("list", `${round}-${at}`)),
      );
      acknowledged += outcomes.filter(({ status }) => status === "fulfilled").length;
      unknown += outcomes.filter(
        (outcome) => outcome.status === "rejected" && outcome.reason.delivery === "unknown",
      ).length;
      expect(acknowledged + unknown).toBe((round + 1) * outcomes.length);
    }
    await wire.restore();
    const list = (await server.command("LRANGE", "list", "0", "-1")) as string[];
    expect(new Set(list).size).toBe(list.length);
    expect(list.length).toBeGreaterThanOrEqual(acknowledged);
    expect(list.length).toBeLessThanOrEqual(acknowledged + unknown);
    expect(unknown).toBeGreaterThan(0);
  });

  it("that merely went silent is told from a slow server, and replaced", async () => {
    const { wire, url } = await behindWire();
    const client = use(await connect(url, { stallMs: 150, timeoutMs: 3_000 }));
    await client.ping();
    wire.halfOpen();
    const read = client.get("k");
    await until(() => wire.connections > 1, { what: "a second connection that asks" });
    await wire.restore();
    expect(await read).toBeNull();
  });

  it("is kept when its server was only frozen for a while", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { stallMs: 100 }));
    server.freeze();
    const frozenUntil = performance.now() + 500;
    const writes = Array.from({ length: 50 }, (_, at) => client.incr(`n${at}`));
    await until(() => client.get("k", { timeoutMs: 50 }).catch(() => performance.now() > frozenUntil), {
      what: "the client to have asked after the connection",
    });
    server.thaw();
    expect(await Promise.all(writes)).toEqual(new Array(50).fill(1));
  });

  it("is not given up while the server holds a reply back on purpose", async () => {
    const server = use(await startServer({ kind: "redis" }));
    const client = use(await connect(server.url, { stallMs: 100 }));
    await server.command("CLIENT", "PAUSE", "700", "WRITE");
    expect(await client.incr("n")).toBe(1);
  });
});

describe("a server that speaks nonsense", () => {
  it("costs the connection, not the process, and says so", async () => {
    let garbage = false;
    const fake = use(
      await startFake((request) => handshake(request) ?? (garbage ? bytes("?what\r\n") : "PONG")),
    );
    const client = use(await connect(fake.url, { timeoutMs: 300 }));
    expect(await client.ping()).toBe("PONG");
    garbage = true;
    await expect(client.incr("n")).rejects.toMatchObject({
      code: "ERR_CONNECTION_LOST",
      delivery: "unknown",
      cause: { code: "ERR_CONNECT_PROTOCOL", cause: { code: "ERR_RESP_SYNTAX" } },
    });
    garbage = false;
    expect(await client.ping()).toBe("PONG");
  });
});

describe("a queue of commands without a connection", () => {
  it("is bounded by bytes", async () => {
    const server = use(await startServer({ kind: "redis" }));
    const client = use(await connect(server.url, { maxQueuedBytes: 10_000, timeoutMs: 300 }));
    await server.kill();
    await client.ping().catch(() => undefined);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => client.set("k", "x".repeat(1_000))),
    );
    const codes = outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.code);
    expect(new Set(codes)).toEqual(new Set(["ERR_TIMEOUT", "ERR_QUEUE_FULL"]));
  });
});

describe("passwords", () => {
  it("that are rotated don't lock a client out for good", async () => {
    const server = use(await startServer({ kind: "redis", password: "one" }));
    let password = "one";
    const client = use(
      await connect(`redis://127.0.0.1:${server.port}`, {
        credentials: () => ({ password }),
        timeoutMs: 10_000,
      }),
    );
    expect(await client.ping()).toBe("PONG");
    await client.configSet({ requirepass: "two" });
    await client.command(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"]).catch(() => undefined);
    const waiting = client.get("k");
    setTimeout(() => {
      password = "two";
    }, 300);
    expect(await waiting).toBeNull();
  });
});

describe("a server that stops reading", () => {
  it("costs bounded memory: what is too much is refused, the rest keeps its deadline", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { maxQueuedBytes: 1_000_000, timeoutMs: 1_000 }));
    server.freeze();
    const value = "x".repeat(100_000);
    const outcomes: Promise<PromiseSettledResult<unknown>[]>[] = [];
    for (let batch = 0; batch < 20; batch++) {
      outcomes.push(Promise.allSettled(Array.from({ length: 10 }, () => client.set("k", value))));
      await new Promise(setImmediate);
    }
    const codes = (await Promise.all(outcomes))
      .flat()
      .map((outcome) => outcome.status === "rejected" && outcome.reason.code);
    expect(new Set(codes)).toEqual(new Set(["ERR_TIMEOUT", "ERR_QUEUE_FULL"]));
    server.thaw();
    expect(await client.set("k", "v")).toBe("OK");
  });
});

describe("commands sent in one turn", () => {
  it("leave in one write, and later ones don't wait for their replies", async () => {
    const { wire, url } = await behindWire();
    const client = use(await connect(url));
    await client.ping();
    wire.delay(150);
    const started = performance.now();
    const first = client.get("a");
    await new Promise(setImmediate);
    const second = client.get("b");
    await Promise.all([first, second]);
    expect(performance.now() - started).toBeLessThan(550);
  });

  it("by the hundred thousand are all answered", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { timeoutMs: 30_000 }));
    await client.set("k", "v");
    const replies = await Promise.all(Array.from({ length: 100_000 }, () => client.get("k")));
    expect(replies.every((reply) => reply === "v")).toBe(true);
  });
});
