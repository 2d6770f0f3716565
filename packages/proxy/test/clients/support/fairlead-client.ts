import { type ClientOptions, commands, connect, defineScript, type Key, type Subscription } from "fairlead";
import { ADD, type NodeClient } from "./node-client.ts";

const add = defineScript<{ keys: [key: Key]; args: [by: number]; reply: number }>({ lua: ADD });

/** Our own client, which is to take the proxy for one server. */
export async function fairleadClient(url: string, options: ClientOptions): Promise<NodeClient> {
  const client = await connect(url, options);
  const listen = async (subscription: Subscription, hear: (message: string) => void) => {
    await subscription.ready;
    void (async () => {
      for await (const item of subscription) if (item.kind === "message") hear(item.payload);
    })();
    return () => subscription.close();
  };
  return {
    close: () => client.close(),
    send: (...args) => client.command(args),
    set: (key, value) => client.set(key, value),
    get: (key) => client.get(key),
    getBytes: (key) => client.get(key, { reply: "bytes" }),
    mset: (values) => client.mset({ ...values }),
    mget: (keys) => client.mget(keys),
    pipeline: (keys) => client.pipeline(keys.map((key) => commands.incr(key))),
    transaction: (key) => client.atomic([commands.set(key, 1), commands.incr(key), commands.get(key)]),
    async watched(key, value, meanwhile) {
      await using session = client.session();
      await session.watch(key);
      await meanwhile();
      await session.multi();
      void session.set(key, value);
      return (await session.exec()) !== null;
    },
    pop: async (key, timeoutS) => (await client.blpop(key, timeoutS))?.[1] ?? null,
    publish: (channel, message) => client.publish(channel, message),
    subscribe: (channel, hear) => listen(client.subscribe(channel), hear),
    psubscribe: (pattern, hear) => listen(client.psubscribe(pattern), hear),
    async scan(match) {
      const found: string[] = [];
      for await (const key of client.scan({ match })) found.push(key);
      return found;
    },
    add: (key, by) => client.send(add([key], [by])),
  };
}
