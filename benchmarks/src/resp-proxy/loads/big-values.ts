import { BIG_KEYS, bigKeyName, bigKeyValue } from "../../data.ts";
import { type Loop, measureLoops } from "../../proxied/loops.ts";
import { type Exchange, VirtualClient } from "../../proxied/virtual-client.ts";
import { encodeCommand } from "../../servers/encode.ts";
import { ownerOf } from "../../servers/owner.ts";
import type { Figures, Pace } from "../../suite.ts";
import type { Target } from "../target.ts";

const CLIENTS = 50;
const OK = Buffer.from("+OK\r\n");

/** Each client reads a value and writes one in turn, over keys that its node takes. */
export async function bigValues(target: Target, pace: Pace): Promise<Figures> {
  const { nodes } = target;
  const exchanges = new Map(nodes.map((node): [typeof node, Exchange[]] => [node, []]));
  for (let index = 0; index < BIG_KEYS; index++) {
    const key = bigKeyName(index);
    exchanges.get(ownerOf(nodes, key))!.push(index % 2 === 0 ? reading(key, index) : writing(key, index));
  }
  const open = async (index: number): Promise<Loop> => {
    const node = nodes[index % nodes.length]!;
    const list = exchanges.get(node)!;
    let at = Math.floor((list.length * index) / CLIENTS);
    return { client: await VirtualClient.open(node), next: () => list[at++ % list.length]! };
  };
  const loops = await Promise.all(Array.from({ length: CLIENTS }, (_, index) => open(index)));
  return measureLoops(loops, target, pace);
}

function reading(key: string, index: number): Exchange {
  const value = bigKeyValue(index);
  return { request: encodeCommand(["GET", key]), reply: Buffer.from(`$${value.length}\r\n${value}\r\n`) };
}

function writing(key: string, index: number): Exchange {
  return { request: encodeCommand(["SET", key, bigKeyValue(index)]), reply: OK };
}
