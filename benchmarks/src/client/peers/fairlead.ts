import { setTimeout as sleep } from "node:timers/promises";
import { type Client, commands, connect, routes } from "fairlead";
import type { Peer } from "../peer.ts";
import { entryUrl, type Target } from "../target.ts";

const BYTES = { reply: "bytes" } as const;

export async function open(target: Target): Promise<Peer> {
  const client = await connect(entryUrl(target));
  return {
    get: (key) => client.get(key),
    getBytes: (key) => client.get(key, BYTES) as Promise<Buffer | null>,
    set: (key, value) => client.set(key, value),
    mget: (keys) => client.mget(keys),
    lrange: (key) => client.lrange(key, 0, -1),
    hgetall: (key) => client.hgetall(key),
    pipeline: (ops) =>
      client.pipeline(
        ops.map((op) => (op.value === undefined ? commands.get(op.key) : commands.set(op.key, op.value))),
      ),
    subscribe: async (channels, onMessage) => {
      const messages = client.subscribe(channels);
      void (async () => {
        for await (const item of messages) if (item.kind === "message") onMessage(item.channel);
      })();
    },
    block: (count) => block(client, count),
    close: () => client.close(),
  };
}

const BLOCK_SECONDS = 600;

async function block(client: Client, count: number): Promise<void> {
  for (let n = 0; n < count; n++) client.blpop(`empty:${n}`, BLOCK_SECONDS).catch(() => undefined);
  for (;;) {
    const infos = await client.info("clients", { route: routes.allPrimaries });
    const blocked = [...infos.values()].map((info) => Number(/blocked_clients:(\d+)/.exec(info)?.[1]));
    if (blocked.reduce((a, b) => a + b, 0) >= count) return;
    await sleep(10);
  }
}
