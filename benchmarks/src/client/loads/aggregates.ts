import {
  AGGREGATES,
  HASH_FIELDS,
  hashName,
  KEYS,
  keyLists,
  keyName,
  keyValue,
  LIST_LENGTH,
  listElement,
  listName,
} from "../../data.ts";
import { inTurn, loops } from "../../drives.ts";
import { expectReply } from "../../expect.ts";
import type { Drive } from "../../phase.ts";
import type { Peer } from "../peer.ts";

const LOOPS = 10;
const MGET_KEYS = 100;

/** MGET of 100 keys all over the slots. */
export async function mget(peer: Peer): Promise<Drive> {
  const lists = keyLists(256, MGET_KEYS);
  const values = await peer.mget([keyName(0), keyName(1), keyName(KEYS - 1)]);
  expectReply("MGET's values", values.join(), [keyValue(0), keyValue(1), keyValue(KEYS - 1)].join());
  return loops(
    LOOPS,
    inTurn(lists, (keys) => peer.mget(keys)),
  );
}

/** LRANGE of whole lists of 1000 short elements. */
export async function lrange(peer: Peer): Promise<Drive> {
  const keys = Array.from({ length: AGGREGATES }, (_, index) => listName(index));
  const elements = await peer.lrange(keys[0]!);
  expectReply("a list's length", elements.length, LIST_LENGTH);
  expectReply("a list's last element", elements[LIST_LENGTH - 1], listElement(LIST_LENGTH - 1));
  return loops(
    LOOPS,
    inTurn(keys, (key) => peer.lrange(key)),
  );
}

/** HGETALL of hashes with 100 fields. */
export async function hgetall(peer: Peer): Promise<Drive> {
  const keys = Array.from({ length: AGGREGATES }, (_, index) => hashName(index));
  expectReply("a hash's fields", fieldCount(await peer.hgetall(keys[0]!)), HASH_FIELDS);
  return loops(
    LOOPS,
    inTurn(keys, (key) => peer.hgetall(key)),
  );
}

function fieldCount(reply: object): number {
  if (reply instanceof Map) return reply.size;
  return Object.keys(reply).length; // of an array of pairs: as many as it has elements
}
