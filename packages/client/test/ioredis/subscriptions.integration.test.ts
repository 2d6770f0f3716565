import { startServer, until } from "fairlead-harness";
import { Redis as IORedis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { Redis } from "../../src/ioredis.ts";

const server = await startServer();
afterAll(() => server.close());

type Client = Pick<
  Redis,
  "subscribe" | "psubscribe" | "ssubscribe" | "unsubscribe" | "punsubscribe" | "on" | "quit"
>;

const EVENTS = ["message", "messageBuffer", "pmessage", "pmessageBuffer", "smessage", "smessageBuffer"];

/** What a client tells while others publish. */
async function heard(client: Client): Promise<unknown[]> {
  const events: unknown[] = [];
  for (const event of EVENTS) client.on(event, (...args) => events.push([event, ...args]));
  const counts = [
    await client.subscribe("news", "weather"),
    await client.subscribe(["news"]),
    await client.psubscribe("n*"),
    await client.ssubscribe("shard"),
  ];
  await server.command("PUBLISH", "news", "hello");
  await until(() => events.length === 4, { what: "a message in four forms" });
  await server.command("SPUBLISH", "shard", "there");
  await until(() => events.length === 6, { what: "a message of the shard" });
  counts.push(
    await client.unsubscribe("weather"),
    await client.punsubscribe("n*"),
    await client.unsubscribe("news"),
  );
  await client.quit();
  return [counts, events.map((event) => JSON.stringify(event)).sort()];
}

describe("subscriptions", () => {
  it("have the events of ioredis", async () => {
    const theirs = await heard(new IORedis(server.port, "127.0.0.1") as unknown as Client);
    expect(await heard(new Redis(server.url))).toEqual(theirs);
  });

  it("are made again by connect()", async () => {
    const redis = new Redis(server.url);
    const messages: unknown[] = [];
    redis.on("message", (_channel, payload) => messages.push(payload));
    await redis.subscribe("news");
    redis.disconnect();
    await redis.connect();
    const publish = async () => {
      await redis.publish("news", "again");
      return messages.length > 0;
    };
    await until(publish, { what: "a message" });
    await redis.quit();
  });

  it("outlive what a listener throws", async () => {
    const redis = new Redis(server.url);
    const thrown: unknown[] = [];
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.once("uncaughtException", (error) => thrown.push(error));
    redis.once("message", () => {
      throw new Error("the program's own");
    });
    await redis.subscribe("news");
    await redis.publish("news", "1");
    await until(() => thrown.length === 1, { what: "the program's error" });
    for (const listener of listeners) process.on("uncaughtException", listener);
    const messages: unknown[] = [];
    redis.on("message", (_channel, payload) => messages.push(payload));
    await redis.publish("news", "2");
    await until(() => messages.length === 1, { what: "a message" });
    await redis.quit();
  });
});
