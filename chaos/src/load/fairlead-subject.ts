import { type Client, type Command, commands } from "fairlead";
import type { Messages, Part, Subject } from "./subject.ts";

/** Puts load on a client of this library. `close()` closes the client. */
export function fairleadSubject(client: Client): Subject {
  return {
    get: (key) => client.get(key),
    mget: (keys) => client.mget(keys),
    set: (key, value, options) => client.set(key, value, options),
    incr: (key) => client.incr(key),
    rpush: (key, value) => client.rpush(key, value),
    pipeline: (parts) => settledPipeline(client, parts),
    incrTwice: (key) => client.atomic([commands.incr(key), commands.incr(key)]),
    incrWatched: (key) =>
      client.transaction(async (tx) => {
        await tx.watch(key);
        const read = await tx.get(key);
        const [reply] = await tx.exec([commands.incr(key)]);
        return [read, reply];
      }),
    blpop: async (key, seconds) => (await client.blpop(key, seconds))?.[1] ?? null,
    publish: (channel, text, sharded) =>
      sharded ? client.spublish(channel, text) : client.publish(channel, text),
    subscribe: (channel, sharded) => messagesOf(client, channel, sharded),
    close: () => client.close(),
  };
}

function settledPipeline(
  client: Client,
  parts: readonly Part[],
): Promise<readonly PromiseSettledResult<unknown>[]> {
  const list: Command[] = parts.map((part) =>
    part.kind === "incr" ? commands.incr(part.key) : commands.rpush(part.key, part.token),
  );
  return client.pipeline(list, { partial: true });
}

function messagesOf(client: Client, channel: string, sharded: boolean): Messages {
  const subscription = sharded ? client.ssubscribe(channel) : client.subscribe(channel);
  return {
    ready: subscription.ready,
    close: () => subscription.close(),
    async *[Symbol.asyncIterator]() {
      for await (const item of subscription) yield item.kind === "gap" ? undefined : item.payload;
    },
  };
}
