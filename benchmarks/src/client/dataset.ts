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
} from "../data.ts";

/** Commands that write all keys that the workloads read. None expires. */
export function* dataset(): Generator<string[]> {
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
