import { type Loop, measureLoops } from "../../proxied/loops.ts";
import { VirtualClient } from "../../proxied/virtual-client.ts";
import { encodeCommand } from "../../servers/encode.ts";
import { ownerOf } from "../../servers/owner.ts";
import type { Figures, Pace } from "../../suite.ts";
import type { Target } from "../target.ts";

const CLIENTS = 50;
const PER_MILLISECOND = 10;
const VALUE = "x".repeat(64);

/** Each client reads its value again and again, all of them together at most 10,000 times in a second: nobody is busy. */
export async function paced(target: Target, pace: Pace): Promise<Figures> {
  const waiting: (() => void)[] = [];
  const beat = setInterval(() => {
    for (const go of waiting.splice(0, PER_MILLISECOND)) go();
  }, 1);
  const mayBegin = () => new Promise<void>((resolve) => void waiting.push(resolve));
  try {
    const indices = Array.from({ length: CLIENTS }, (_, index) => index);
    const loops = await Promise.all(indices.map((index) => open(target, index, mayBegin)));
    return await measureLoops(loops, target, pace);
  } finally {
    clearInterval(beat);
  }
}

async function open({ nodes }: Target, index: number, mayBegin: () => Promise<void>): Promise<Loop> {
  const key = `paced:${index}`;
  const client = await VirtualClient.open(ownerOf(nodes, key));
  await client.exchange({ request: encodeCommand(["SET", key, VALUE]), reply: Buffer.from("+OK\r\n") });
  const reading = {
    request: encodeCommand(["GET", key]),
    reply: Buffer.from(`$${VALUE.length}\r\n${VALUE}\r\n`),
  };
  return { client, next: () => reading, mayBegin };
}
