import { once } from "node:events";
import { freePort, startServer, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { Redis } from "../../src/ioredis.ts";
import { disposer } from "../support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const CLOSED = "Connection is closed.";

describe("connecting", () => {
  it("happens by itself, and commands wait for it, in order", async () => {
    const server = use(await startServer());
    const redis = new Redis(server.url);
    const statuses: string[] = [];
    for (const status of ["connecting", "connect", "ready", "close", "end"]) {
      redis.on(status, () => statuses.push(status));
    }
    expect(redis.status).toBe("wait");
    const replies = [
      redis.set("k", 1),
      redis.incr("k"),
      redis.multi().incr("k").get("k").exec(),
      redis.get("k"),
    ];
    expect(await Promise.all(replies)).toEqual([
      "OK",
      2,
      [
        [null, 3],
        [null, "3"],
      ],
      "3",
    ]);
    expect(redis.status).toBe("ready");
    await expect(redis.connect()).rejects.toThrow("already connecting/connected");
    const ended = once(redis, "end");
    expect(await redis.quit()).toBe("OK");
    await ended;
    expect(statuses).toEqual(["connecting", "connect", "ready", "close", "end"]);
    await expect(redis.get("k")).rejects.toThrow(CLOSED);
    await expect(redis.quit()).rejects.toThrow(CLOSED);
  });

  it("waits for the first command when lazy", async () => {
    const server = use(await startServer());
    const redis = new Redis(server.url, { lazyConnect: true });
    await new Promise(setImmediate);
    expect(redis.status).toBe("wait");
    expect(await redis.ping()).toBe("PONG");
    redis.disconnect();
    const other = redis.duplicate();
    await other.connect();
    expect(other.status).toBe("ready");
    other.disconnect();
  });

  it("goes on until there is a server, and an error needs no listener", async () => {
    const port = await freePort();
    const redis = new Redis({
      port,
      host: "127.0.0.1",
      connectTimeout: 50,
      maxRetriesPerRequest: null,
      retryStrategy: () => 10,
    });
    const reply = redis.ping();
    await expect(redis.connect()).rejects.toThrow("already");
    await until(() => redis.status === "reconnecting", { what: "a first attempt without a listener" });
    const error = await new Promise((resolve) => void redis.once("error", resolve));
    expect(error).toMatchObject({
      name: "ConnectionError",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    use(await startServer({ port }));
    expect(await reply).toBe("PONG");
    await redis.quit();
  });

  it("that fails fails what waits, unless that may take as long as it takes", async () => {
    const redis = new Redis({ port: await freePort(), host: "127.0.0.1", connectTimeout: 50 });
    await expect(redis.ping()).rejects.toMatchObject({ name: "ConnectionError" });
    redis.disconnect();
  });

  it("ends when the strategy says so", async () => {
    const redis = new Redis({
      port: await freePort(),
      host: "127.0.0.1",
      connectTimeout: 50,
      lazyConnect: true,
      retryStrategy: () => null,
    });
    const ended = new Promise((resolve) => void redis.once("end", resolve));
    await expect(redis.connect()).rejects.toMatchObject({ name: "ConnectionError" });
    await ended;
    expect(redis.status).toBe("end");
    await expect(redis.ping()).rejects.toThrow(CLOSED);
  });

  it("is given up by disconnect()", async () => {
    const redis = new Redis({ port: await freePort(), host: "127.0.0.1", maxRetriesPerRequest: null });
    const reply = redis.ping();
    reply.catch(() => undefined);
    await until(() => redis.status === "connecting", { what: "an attempt" });
    redis.disconnect();
    await expect(reply).rejects.toThrow(CLOSED);
    expect(redis.status).toBe("end");
  });
});

describe("an outage", () => {
  it("shows in the status, and ends by itself", async () => {
    const server = use(await startServer());
    const redis = new Redis(server.url, { maxRetriesPerRequest: null });
    const statuses: string[] = [];
    expect(await redis.ping()).toBe("PONG");
    for (const status of ["close", "reconnecting", "ready"]) redis.on(status, () => statuses.push(status));
    await server.kill();
    await until(() => redis.status === "reconnecting", { what: "the outage" });
    const reply = redis.ping();
    await server.restart();
    expect(await reply).toBe("PONG");
    await until(() => statuses.length === 3, { what: "the end of the outage" });
    expect(statuses).toEqual(["close", "reconnecting", "ready"]);
    await redis.quit();
  });
});

describe("disconnect()", () => {
  it("fails a command that blocks, and connect() begins anew", async () => {
    const server = use(await startServer());
    const redis = new Redis(server.url);
    const popped = redis.blpop("list", 0);
    await until(async () => (await redis.info("clients")).includes("blocked_clients:1"), {
      what: "a blocked client",
    });
    redis.disconnect();
    await expect(popped).rejects.toMatchObject({ message: CLOSED, code: "ERR_CLOSED", delivery: "unknown" });
    await redis.connect();
    expect(await redis.ping()).toBe("PONG");
    redis.disconnect(true);
    expect(await redis.ping()).toBe("PONG");
    await redis.quit();
  });

  it("without an offline queue there is nothing to wait in", async () => {
    const redis = new Redis({ port: 1, lazyConnect: true, enableOfflineQueue: false });
    await expect(redis.get("k")).rejects.toThrow("enableOfflineQueue options is false");
    redis.disconnect();
  });
});

describe("keys", () => {
  it("have their prefix, patterns have not", async () => {
    const server = use(await startServer());
    const redis = new Redis(server.url, { keyPrefix: "app:" });
    const bare = new Redis(server.url);
    await redis.mset({ a: 1, b: 2 });
    redis.defineCommand("read", {
      numberOfKeys: 1,
      lua: "return {KEYS[1], redis.call('get', KEYS[1]), ARGV[1]}",
    });
    const { read } = redis as unknown as { read(...args: unknown[]): Promise<unknown> };
    expect(await read.call(redis, "a", "b")).toEqual(["app:a", "1", "b"]);
    expect(await redis.multi().get("b").exec()).toEqual([[null, "2"]]);
    expect((await bare.keys("*")).sort()).toEqual(["app:a", "app:b"]);
    expect(await redis.getBuffer(Buffer.from("a"))).toEqual(Buffer.from("1"));
    await Promise.all([redis.quit(), bare.quit()]);
  });
});

describe("commands that would change a shared connection", () => {
  it("are refused", async () => {
    const redis = new Redis({ lazyConnect: true });
    for (const [name, ...args] of [
      ["watch", "k"],
      ["SELECT", 1],
      ["client", "reply", "off"],
    ] as const) {
      await expect(redis.call(name, ...args)).rejects.toMatchObject({ code: "ERR_USAGE_ARGUMENT" });
    }
    redis.disconnect();
  });
});

describe("streams of a scan", () => {
  it("give every key once it is asked for", async () => {
    const server = use(await startServer());
    const redis = new Redis(server.url);
    await redis.mset(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`k${n}`, n])));
    const keys = new Set<string>();
    for await (const page of redis.scanStream({ match: "k1*", count: 20 }))
      for (const key of page) keys.add(key);
    expect(keys.size).toBe(111);
    await redis.hset("h", { f: 1 });
    for await (const page of redis.hscanStream("h")) expect(page).toEqual(["f", "1"]);
    await redis.quit();
  });
});
