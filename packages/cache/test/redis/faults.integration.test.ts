import { freePort, type Server, startCluster, startServer, startWire, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { type CacheErrorCode, type Found, type RedisLayer, redis } from "../../src/index.ts";
import { CLIENTS, openClient } from "./support/clients.ts";
import { disposer } from "./support/disposer.ts";
import { keyOf, stored, texts } from "./support/entries.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const context = { timeoutMs: 5_000 };
const SHORT = { timeoutMs: 200 };
/** What a busy machine may add. */
const SLACK_MS = 400;

const codes = (found: readonly Found[]): (CacheErrorCode | string)[] =>
  found.map((each) => (each.kind === "error" ? each.error.code : each.kind));

async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const before = performance.now();
  const value = await work;
  return { value, ms: performance.now() - before };
}

async function works(layer: RedisLayer): Promise<void> {
  const hit = async () => {
    await layer.write([{ key: keyOf("w"), stored: stored("works") }], context);
    return texts(await layer.read([keyOf("w")], context))[0] === "works";
  };
  await until(hit, { what: "the layer to work again", timeoutMs: 20_000 });
}

describe("a layer with a connection of its own", () => {
  const own = (url: string, options: object = {}): RedisLayer => use(redis({ url, ...options }));

  it("connects when it is first used, and ends that connection when it is closed", async () => {
    const server = use(await startServer());
    const connected = async () =>
      Number(/connected_clients:(\d+)/.exec(String(await server.command("INFO")))?.[1]);
    const before = await connected();
    const layer = own(server.url);
    expect(await connected()).toBe(before);
    await works(layer);
    expect(await connected()).toBe(before + 1);
    await layer.close();
    await until(async () => (await connected()) === before, { what: "the connection to end" });
    expect(codes(await layer.read([keyOf(1)], context))).toEqual(["ERR_CACHE_CLOSED"]);
  });

  it("costs each of many first callers their own time where nobody listens, all at once", async () => {
    const port = await freePort();
    const layer = own(`redis://127.0.0.1:${port}`, { connectTimeoutMs: 1_000 });
    const calls = Array.from({ length: 100 }, (_, at) =>
      timed(layer.read([keyOf(at)], { timeoutMs: 100 + at })),
    );
    for (const [at, { value, ms }] of (await Promise.all(calls)).entries()) {
      expect(value[0]!.kind).toBe("error");
      expect(ms).toBeLessThan(100 + at + SLACK_MS);
    }
    // Once an attempt has failed, what is known is told.
    const unreachable = async () => codes(await layer.read([keyOf(1)], SHORT))[0] === "ERR_CACHE_UNREACHABLE";
    await until(unreachable, { what: "an attempt to fail" });
    const server = use(await startServer({ port }));
    expect(server.port).toBe(port);
    await works(layer);
  });

  it("gives up a frozen server in time, at the first connection as later", async () => {
    const server = use(await startServer());
    const layer = own(server.url);
    server.freeze();
    const first = await timed(layer.read([keyOf(1)], SHORT));
    server.thaw();
    expect(codes(first.value)).toEqual(["ERR_CACHE_TIMEOUT"]);
    expect(first.ms).toBeLessThan(SHORT.timeoutMs + SLACK_MS);
    await works(layer);
  });

  it("tells of a refused password at once", async () => {
    const server = use(await startServer({ password: "right" }));
    const url = `redis://127.0.0.1:${server.port}`;
    const wrong = own(url, { password: "wrong" });
    const [found] = await wrong.read([keyOf(1)], context);
    expect(found).toMatchObject({ kind: "error", error: { code: "ERR_CACHE_REFUSED", layer: "redis" } });
    await works(own(url, { password: "right" }));
  });

  it("takes a user and a password", async () => {
    const server = use(await startServer({ users: ["app on >secret ~cache:* +@all"] }));
    await works(own(`redis://127.0.0.1:${server.port}`, { user: "app", password: "secret" }));
  });

  it("closes at once while it is connecting", async () => {
    const server = use(await startServer());
    server.freeze();
    const layer = own(server.url);
    const reading = layer.read([keyOf(1)], context);
    const { ms } = await timed(layer.close());
    server.thaw();
    expect(ms).toBeLessThan(SLACK_MS);
    expect((await reading)[0]!.kind).toBe("error");
  });

  it("says so when the server refuses a command of the layer", async () => {
    const server = use(await startServer({ users: ["app on >secret ~other:* +@all"] }));
    const layer = own(`redis://app:secret@127.0.0.1:${server.port}`);
    const refused = { code: "ERR_CACHE_REFUSED", cause: { code: "NOPERM" } };
    expect(await layer.read([keyOf(1)], context)).toMatchObject([{ kind: "error", error: refused }]);
    expect(await layer.write([{ key: keyOf(1), stored: stored("x") }], context)).toMatchObject([refused]);
    expect(await layer.remove([keyOf(1)], context)).toMatchObject([refused]);
    expect(await layer.tags.invalidate(["a"], 1, context)).toMatchObject([refused]);
  });
});

describe.each(CLIENTS)("a layer over %s", (clientName) => {
  async function open(url: string, isCluster = false): Promise<RedisLayer> {
    const { client } = use(await openClient(clientName, url, isCluster));
    return use(redis({ client }));
  }

  async function everyMethodInTime(layer: RedisLayer): Promise<void> {
    const key = keyOf(1);
    const calls: Record<string, Promise<unknown>> = {
      read: layer.read([key], SHORT),
      write: layer.write([{ key, stored: stored("x") }], SHORT),
      remove: layer.remove([key], SHORT),
      clear: layer.clear({ scope: [] }, SHORT),
      stamps: layer.tags.stamps(["a"], SHORT),
      invalidate: layer.tags.invalidate(["a"], 1_000, SHORT),
      publish: layer.bus.publish("x", SHORT),
    };
    for (const [name, call] of Object.entries(calls)) {
      const { value, ms } = await timed(call);
      expect(JSON.stringify(value), name).toMatch(/ERR_CACHE_(TIMEOUT|UNREACHABLE)/);
      expect(ms, name).toBeLessThan(SHORT.timeoutMs + SLACK_MS);
    }
  }

  it("costs a call its time at most when the server is frozen, and works when it goes on", async () => {
    const server = use(await startServer());
    const layer = await open(server.url);
    await works(layer);
    server.freeze();
    await everyMethodInTime(layer).finally(() => server.thaw());
    await works(layer);
  });

  it("costs a call its time at most when the server is gone, and works when it is back", async () => {
    const server: Server = use(await startServer());
    const layer = await open(server.url);
    await works(layer);
    await server.kill();
    await everyMethodInTime(layer);
    await server.restart();
    await works(layer);
  });

  it("fails what was cut off in the middle of a reply, and works again", async () => {
    const server = use(await startServer());
    const wire = use(await startWire({ to: server }));
    const layer = await open(`redis://${wire.host}:${wire.port}`);
    await works(layer);
    await layer.write([{ key: keyOf(1), stored: stored("x".repeat(10_000)) }], context);
    wire.cutAfter(5_000, "toClient");
    wire.refuse();
    const { value, ms } = await timed(layer.read([keyOf(1)], SHORT));
    expect(codes(value)[0]).toMatch(/^ERR_CACHE_(UNREACHABLE|TIMEOUT)$/);
    expect(ms).toBeLessThan(SHORT.timeoutMs + SLACK_MS);
    await wire.restore();
    await works(layer);
    expect(texts(await layer.read([keyOf(1)], context))[0]).toHaveLength(10_000);
  });

  it("still gives what the other nodes of a cluster have while one is frozen", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 0, nodeTimeoutMs: 60_000 }));
    const layer = await open(cluster.url, true);
    const keys = Array.from({ length: 60 }, (_, id) => keyOf(id));
    const items = keys.map((key) => ({ key, stored: stored("x") }));
    expect(new Set(await layer.write(items, context))).toEqual(new Set(["stored"]));
    const [node] = await cluster.primaries();
    const owned = Number(await node!.command("DBSIZE"));
    node!.freeze();
    const { value, ms } = await timed(layer.read(keys, { timeoutMs: 500 }));
    node!.thaw();
    expect(ms).toBeLessThan(500 + SLACK_MS);
    expect(owned).toBeGreaterThan(0);
    expect(texts(value).filter((text) => text === "x")).toHaveLength(60 - owned);
    expect(codes(value).filter((code) => code.startsWith("ERR_"))).toHaveLength(owned);
    await works(layer);
  });
});
