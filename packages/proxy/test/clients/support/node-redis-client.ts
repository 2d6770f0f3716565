import { createClient, createCluster, defineScript, RESP_TYPES } from "redis";
import { ADD, type NodeClient } from "./node-client.ts";

const scripts = {
  plus: defineScript({
    SCRIPT: ADD,
    NUMBER_OF_KEYS: 1,
    parseCommand(parser, key: string, by: number) {
      parser.pushKey(key);
      parser.push(String(by));
    },
    transformReply: (reply: unknown) => reply as number,
  }),
};

/** node-redis with one connection. */
export async function nodeRedisClient(url: string, RESP: 2 | 3): Promise<NodeClient> {
  const client = createClient({ url, RESP, scripts });
  client.on("error", () => undefined);
  await client.connect();
  const bytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  const other = () =>
    client
      .duplicate()
      .on("error", () => undefined)
      .connect();
  return {
    close: () => client.close(),
    send: (...args) => client.sendCommand(args),
    set: (key, value) => client.set(key, value),
    get: (key) => client.get(key),
    getBytes: (key) => bytes.get(key) as Promise<Buffer | null>,
    mset: (values) => client.mSet({ ...values }),
    mget: (keys) => client.mGet(keys),
    pipeline: (keys) => Promise.all(keys.map((key) => client.incr(key))),
    transaction: (key) => client.multi().set(key, 1).incr(key).get(key).exec(),
    async watched(key, value, meanwhile) {
      const own = await other();
      try {
        await own.watch(key);
        await meanwhile();
        await own.multi().set(key, value).exec();
        return true;
      } catch (error) {
        if ((error as Error).constructor.name === "WatchError") return false;
        throw error;
      } finally {
        await own.close();
      }
    },
    async pop(key, timeoutS) {
      const own = await other();
      const popped = await own.blPop(key, timeoutS);
      await own.close();
      return popped?.element ?? null;
    },
    publish: (channel, message) => client.publish(channel, message),
    async subscribe(channel, hear) {
      const own = await other();
      await own.subscribe(channel, hear);
      return () => own.close();
    },
    async psubscribe(pattern, hear) {
      const own = await other();
      await own.pSubscribe(pattern, hear);
      return () => own.close();
    },
    async scan(match) {
      const found: string[] = [];
      for await (const keys of client.scanIterator({ MATCH: match })) found.push(...keys);
      return found;
    },
    add: (key, by) => client.plus(key, by),
  };
}

/** node-redis as a cluster's client. */
export async function nodeRedisCluster(url: string): Promise<NodeClient> {
  const cluster = createCluster({ rootNodes: [{ url }], scripts });
  cluster.on("error", () => undefined);
  await cluster.connect();
  const bytes = cluster.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  return {
    close: () => cluster.close(),
    send: (...args) => cluster.sendCommand(undefined, false, args),
    set: (key, value) => cluster.set(key, value),
    get: (key) => cluster.get(key),
    getBytes: (key) => bytes.get(key) as Promise<Buffer | null>,
    mset: (values) => cluster.mSet({ ...values }),
    mget: (keys) => cluster.mGet(keys),
    pipeline: (keys) => Promise.all(keys.map((key) => cluster.incr(key))),
    transaction: (key) => cluster.multi().set(key, 1).incr(key).get(key).exec(),
    watched: undefined,
    async pop(key, timeoutS) {
      const own = await cluster
        .duplicate()
        .on("error", () => undefined)
        .connect();
      const popped = await own.blPop(key, timeoutS);
      await own.close();
      return popped?.element ?? null;
    },
    publish: (channel, message) => cluster.publish(channel, message),
    async subscribe(channel, hear) {
      await cluster.subscribe(channel, hear);
      return () => cluster.unsubscribe(channel);
    },
    async psubscribe(pattern, hear) {
      await cluster.pSubscribe(pattern, hear);
      return () => cluster.pUnsubscribe(pattern);
    },
    async scan(match) {
      const found: string[] = [];
      for (const master of cluster.masters) {
        const node = await cluster.nodeClient(master);
        for await (const keys of node.scanIterator({ MATCH: match })) found.push(...keys);
      }
      return found;
    },
    add: (key, by) => cluster.plus(key, by),
  };
}
