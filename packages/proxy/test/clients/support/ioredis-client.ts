import type { Cluster, Redis } from "ioredis";
import { ADD, type NodeClient } from "./node-client.ts";

type Sent = readonly [error: Error | null, reply: unknown];

/** ioredis or iovalkey, which is a fork of it: `open` opens another connection of the same kind. */
export function ioredisClient(redis: Redis | Cluster, open: () => Redis | Cluster): NodeClient {
  redis.defineCommand("plus", { numberOfKeys: 1, lua: ADD });
  const scripted = redis as unknown as { plus(key: string, by: number): Promise<unknown> };
  const listen = async (
    event: "message" | "pmessage",
    start: (subscriber: Redis | Cluster) => Promise<unknown>,
    hear: (message: string) => void,
  ) => {
    const subscriber = open();
    subscriber.on(event, (...args: string[]) => hear(args.at(-1)!));
    await start(subscriber);
    return () => subscriber.quit();
  };
  return {
    close: async () => void (await redis.quit()),
    send: (name, ...args) => redis.call(name, ...args),
    set: (key, value) => redis.set(key, value),
    get: (key) => redis.get(key),
    getBytes: (key) => redis.getBuffer(key),
    mset: (values) => redis.mset(values),
    mget: (keys) => redis.mget(keys),
    async pipeline(keys) {
      const pipeline = redis.pipeline();
      for (const key of keys) pipeline.incr(key);
      return replies(await pipeline.exec());
    },
    transaction: async (key) => replies(await redis.multi().set(key, 1).incr(key).get(key).exec()),
    async watched(key, value, meanwhile) {
      await redis.watch(key);
      await meanwhile();
      return (await redis.multi().set(key, value).exec()) !== null;
    },
    async pop(key, timeoutS) {
      const own = open();
      const popped = await own.blpop(key, timeoutS);
      await own.quit();
      return popped?.[1] ?? null;
    },
    publish: (channel, message) => redis.publish(channel, message),
    subscribe: (channel, hear) => listen("message", (subscriber) => subscriber.subscribe(channel), hear),
    psubscribe: (pattern, hear) => listen("pmessage", (subscriber) => subscriber.psubscribe(pattern), hear),
    async scan(match) {
      const node = "nodes" in redis ? redis.nodes("master")[0]! : redis;
      const found: string[] = [];
      for await (const keys of node.scanStream({ match })) found.push(...(keys as string[]));
      return found;
    },
    add: (key, by) => scripted.plus(key, by),
  };
}

function replies(sent: readonly Sent[] | null): unknown[] {
  return (sent ?? []).map(([error, reply]) => error ?? reply);
}
