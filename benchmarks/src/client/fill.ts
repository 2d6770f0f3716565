import { once } from "node:events";
import { connect } from "node:net";
import calculateSlot from "cluster-key-slot";
import {
  AGGREGATES,
  BIG_KEYS,
  bigKeyName,
  bigKeyValue,
  HASH_FIELDS,
  hashField,
  hashName,
  KEYS,
  keyName,
  keyValue,
  LIST_LENGTH,
  listElement,
  listName,
} from "./data.ts";
import { ReplyCounter } from "./floors/count-replies.ts";
import { encodeCommand } from "./floors/encode.ts";
import type { Address } from "./target.ts";

/** A primary, and which slots' keys belong on it. */
interface Owner {
  readonly address: Address;
  readonly owns: (slot: number) => boolean;
}

/** Writes all keys that the workloads read. None expires. */
export async function fill(owners: readonly Owner[]): Promise<void> {
  const commands = owners.map((): Buffer[] => []);
  for (const words of dataset()) {
    const slot = calculateSlot(words[1]!);
    commands[owners.findIndex((owner) => owner.owns(slot))]!.push(encodeCommand(words));
  }
  await Promise.all(owners.map(({ address }, index) => send(address, commands[index]!)));
}

function* dataset(): Generator<string[]> {
  for (let index = 0; index < KEYS; index++) yield ["SET", keyName(index), keyValue(index)];
  for (let index = 0; index < BIG_KEYS; index++) yield ["SET", bigKeyName(index), bigKeyValue(index)];
  const elements = Array.from({ length: LIST_LENGTH }, (_, index) => listElement(index));
  const fields = Array.from({ length: HASH_FIELDS }, (_, index) => [
    hashField(index),
    listElement(index),
  ]).flat();
  for (let index = 0; index < AGGREGATES; index++) {
    yield ["RPUSH", listName(index), ...elements];
    yield ["HSET", hashName(index), ...fields];
  }
}

async function send(address: Address, commands: readonly Buffer[]): Promise<void> {
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
