import { connect } from "fairlead";
import type { Peer, Setup } from "../peer.ts";

const PX = { px: 3_600_000 } as const;

/** No cache: GET and `JSON.parse`, SET and `JSON.stringify` by our client, and nothing that could go wrong. */
export async function open({ url }: Setup): Promise<Peer> {
  const client = await connect(url);
  const parsed = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));
  return {
    get: async (id) => parsed(await client.get(`item:${id}`)),
    set: (id, value) => client.set(`item:${id}`, JSON.stringify(value), PX),
    getOrSet: async (id, load) => {
      const found = parsed(await client.get(`item:${id}`));
      if (found !== undefined) return found;
      const value = await load();
      await client.set(`item:${id}`, JSON.stringify(value), PX);
      return value;
    },
    getMany: async (ids) => (await client.mget(ids.map((id) => `item:${id}`))).map(parsed),
    close: () => client.close(),
  };
}
