import { VirtualClient } from "../proxied/virtual-client.ts";
import { encodeCommand } from "../servers/encode.ts";
import { ownerOf } from "../servers/owner.ts";
import type { Target } from "./target.ts";

const KEY = "check:a";
const VALUE = "one two three";

const EXCHANGE = {
  request: Buffer.concat(
    [
      ["SET", KEY, VALUE],
      ["GET", KEY],
      ["STRLEN", KEY],
      ["GET", `{${KEY}}:none`],
    ].map(encodeCommand),
  ),
  reply: Buffer.from(`+OK\r\n$${VALUE.length}\r\n${VALUE}\r\n:${VALUE.length}\r\n$-1\r\n`),
};

/**
 * Does four commands in one write over a new connection, which is left open.
 * @throws {Error} for a wrong reply.
 */
export async function checkReplies({ nodes }: Pick<Target, "nodes">): Promise<VirtualClient> {
  const client = await VirtualClient.open(ownerOf(nodes, KEY));
  await client.exchange(EXCHANGE);
  return client;
}
