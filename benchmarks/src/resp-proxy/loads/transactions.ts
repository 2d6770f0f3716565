import { type Loop, measureLoops } from "../../proxied/loops.ts";
import { VirtualClient } from "../../proxied/virtual-client.ts";
import { encodeCommand } from "../../servers/encode.ts";
import { ownerOf } from "../../servers/owner.ts";
import type { Figures, Pace } from "../../suite.ts";
import type { Target } from "../target.ts";

const CLIENTS = 32;

/** Each client increments two counters of its own in one transaction after another, sent in one piece. */
export async function transactions(target: Target, pace: Pace): Promise<Figures> {
  const indices = Array.from({ length: CLIENTS }, (_, index) => index);
  const loops = await Promise.all(indices.map((index) => open(target, index)));
  return measureLoops(loops, target, pace);
}

async function open({ nodes }: Target, index: number): Promise<Loop> {
  // Of this process alone, so they begin at 0. All are in one slot.
  const tag = `{counter:${process.pid}:${index}}`;
  const client = await VirtualClient.open(ownerOf(nodes, tag));
  const commands = [["MULTI"], ["INCR", `${tag}:a`], ["INCR", `${tag}:b`], ["EXEC"]];
  const request = Buffer.concat(commands.map(encodeCommand));
  let count = 0;
  const next = () => {
    count++;
    return { request, reply: Buffer.from(`+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:${count}\r\n:${count}\r\n`) };
  };
  return { client, next };
}
