import { once } from "node:events";
import { connect } from "node:net";
import type { Address, Node } from "./address.ts";
import { ReplyCounter } from "./count-replies.ts";
import { encodeCommand } from "./encode.ts";
import { ownerOf } from "./owner.ts";

/** Sends each command to the node that takes its first key. */
export async function fill(nodes: readonly Node[], commands: Iterable<readonly string[]>): Promise<void> {
  const encoded = new Map(nodes.map((node): [Node, Buffer[]] => [node, []]));
  for (const words of commands) encoded.get(ownerOf(nodes, words[1]!))!.push(encodeCommand(words));
  await Promise.all(Array.from(encoded, ([node, list]) => send(node, list)));
}

async function send(address: Address, commands: readonly Buffer[]): Promise<void> {
  if (commands.length === 0) return;
  const counter = new ReplyCounter();
  const socket = connect(address);
  await once(socket, "connect");
  let missing = commands.length;
  const replied = new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      try {
        missing -= counter.count(chunk, chunk.length);
      } catch (error) {
        reject(error as Error);
      }
      if (missing === 0) resolve();
    });
  });
  for (const command of commands) socket.write(command);
  await replied;
  socket.destroy();
}
