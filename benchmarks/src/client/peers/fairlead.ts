import { commands, connect } from "fairlead";
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
    close: () => client.close(),
  };
}
