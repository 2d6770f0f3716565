import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { FlowProducer, Queue, QueueEvents, Worker } from "bullmq";
import { RedisStore } from "connect-redis";
import type { SessionData } from "express-session";
import { until } from "fairlead-harness";
import { Redis } from "ioredis";
import { RateLimiterRedis } from "rate-limiter-flexible";
import { Server } from "socket.io";
import { io as connectTo } from "socket.io-client";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFront } from "./support/front.ts";

const front = await startFront();
const redis = new Redis(front.url, { maxRetriesPerRequest: null });
afterAll(async () => {
  await redis.quit();
  await front.close();
});

/** What ends what a test has opened, the last first. */
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});
beforeEach(() => redis.flushall());

describe("BullMQ", () => {
  it("runs jobs, delayed, repeated after they failed, and in flows", async () => {
    const common = { connection: redis as never, prefix: "{bull}" };
    const queue = new Queue("jobs", common);
    const events = new QueueEvents("jobs", common);
    const order: unknown[] = [];
    const worker = new Worker(
      "jobs",
      async ({ data, attemptsMade }) => {
        order.push(data.name);
        if (data.name === "flaky" && attemptsMade === 0) throw new Error("not yet");
        return data.name;
      },
      { ...common, drainDelay: 1 },
    );
    endings.push(
      () => queue.close(),
      () => events.close(),
      () => worker.close(),
    );
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), worker.waitUntilReady()]);
    const delayed = await queue.add("job", { name: "delayed" }, { delay: 200 });
    const flaky = await queue.add("job", { name: "flaky" }, { attempts: 2 });
    expect(await flaky.waitUntilFinished(events, 10_000)).toBe("flaky");
    expect(await delayed.waitUntilFinished(events, 10_000)).toBe("delayed");
    expect(order).toEqual(["flaky", "flaky", "delayed"]);
    const many = await queue.addBulk(
      Array.from({ length: 8 }, (_, n) => ({ name: "job", data: { name: n } })),
    );
    await Promise.all(many.map((job) => job.waitUntilFinished(events, 10_000)));
    const flow = new FlowProducer(common);
    endings.push(() => flow.close());
    const child = { name: "job", queueName: "jobs", data: { name: "child" } };
    const tree = await flow.add({ ...child, data: { name: "parent" }, children: [child] });
    await tree.job.waitUntilFinished(events, 10_000);
    expect(order.slice(-2)).toEqual(["child", "parent"]);
    expect(await queue.getJobCounts("completed", "failed")).toEqual({ completed: 12, failed: 0 });
    expect(await queue.getWorkersCount()).toBe(1);
    await queue.obliterate({ force: true });
  });
});

describe("connect-redis", () => {
  it("keeps sessions, and finds all of them", async () => {
    const session = (user: string) => ({ cookie: { originalMaxAge: null }, user }) as unknown as SessionData;
    const store = new RedisStore({ client: redis, ttl: 100, scanCount: 10 });
    for (let n = 0; n < 50; n++) await store.set(`id${n}`, session(`user${n}`));
    expect(await store.get("id7")).toEqual(session("user7"));
    await redis.expire("sess:id7", 5);
    await store.touch("id7", session("user7"));
    expect(await redis.ttl("sess:id7")).toBe(100);
    expect(await store.length()).toBe(50);
    expect(await store.all()).toHaveLength(50);
    await store.destroy("id7");
    expect(await store.get("id7")).toBeNull();
    await store.clear();
    expect(await redis.dbsize()).toBe(0);
  });
});

describe("rate-limiter-flexible", () => {
  it("counts points and refuses what is over the limit", async () => {
    const limiter = new RateLimiterRedis({ storeClient: redis, points: 3, duration: 30 });
    for (const user of ["ann", "ben", "cid", "dot"]) {
      expect(await limiter.consume(user, 2)).toMatchObject({ consumedPoints: 2 });
      expect(await limiter.consume(user)).toMatchObject({ consumedPoints: 3 });
      await expect(limiter.consume(user)).rejects.toMatchObject({ consumedPoints: 4, remainingPoints: 0 });
      expect(await limiter.delete(user)).toBe(true);
    }
  });
});

describe.each([
  ["socket.io's adapter", createAdapter],
  ["socket.io's sharded adapter", createShardedAdapter],
])("%s", (_, create) => {
  it("connects servers, each of which knows how many there are", async () => {
    const [a, b, c] = [start(), start(), start()];
    await until(async () => (await a.of("/").adapter.serverCount()) === 3, { what: "three servers" });
    b.on("connection", (socket) => void socket.join("room"));
    const heard = browserAt(b);
    await until(() => b.of("/").adapter.rooms.has("room"), { what: "a socket in its room" });
    await until(() => a.to("room").emit("hello") && heard.length > 0, { what: "a first packet" });
    c.emit("data", Buffer.from([0xff, 0]));
    const last = () => heard.at(-1) as unknown[];
    await until(() => last()[0] === "data", { what: "a packet with bytes" });
    expect(last()).toEqual(["data", Buffer.from([0xff, 0])]);
    for (const server of [b, c]) server.on("sum", (x: number, y: number, answer) => answer(x + y));
    expect(await a.serverSideEmitWithAck("sum", 1, 2)).toEqual([3, 3]);
    expect(await a.in("room").fetchSockets()).toHaveLength(1);
  });

  function start(): Server {
    const [publisher, subscriber] = [redis.duplicate(), redis.duplicate()];
    const io = new Server(createServer().listen(0, "127.0.0.1"), {
      adapter: create(publisher, subscriber) as never,
    });
    endings.push(
      () => subscriber.quit(),
      () => publisher.quit(),
      () => io.close(),
    );
    return io;
  }

  function browserAt(io: Server): unknown[] {
    const { port } = io.httpServer!.address() as AddressInfo;
    const socket = connectTo(`http://127.0.0.1:${port}`, { transports: ["websocket"] });
    endings.push(() => socket.close());
    const heard: unknown[] = [];
    socket.onAny((...args) => heard.push(args));
    return heard;
  }
});
