import { RespError } from "./errors.ts";
import { DecodeMode, type Reply } from "./reply.ts";

/** The most that the engine's Set and Map can hold. */
const MAX_ENTRIES = 2 ** 24;
/** Beyond it the engine's objects become unbearably slow. */
const MAX_PROPERTIES = 2 ** 23;
const OWN_PROPERTY = { writable: true, enumerable: true, configurable: true };

/** A set as the mode wants it. */
export function toSet(items: Reply[], mode: number): Reply {
  if ((mode & DecodeMode.PLAIN) !== 0) return items;
  checkEntries(items.length);
  return new Set(items);
}

/** A map, from its keys and values in turn, as the mode wants it. */
export function toMap(items: Reply[], mode: number): Reply {
  const plain = (mode & (DecodeMode.PLAIN | DecodeMode.BYTES)) === DecodeMode.PLAIN;
  const object = plain ? toObject(items) : undefined;
  if (object !== undefined) return object;
  checkEntries(items.length / 2);
  const map = new Map<Reply, Reply>();
  for (let i = 0; i < items.length; i += 2) map.set(items[i]!, items[i + 1]!);
  return map;
}

/** `undefined` when there are too many, or a key is an aggregate or an error: those name no property. */
function toObject(items: Reply[]): { [field: string]: Reply } | undefined {
  if (items.length > MAX_PROPERTIES * 2) return undefined;
  const object: { [field: string]: Reply } = {};
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i]!;
    const value = items[i + 1]!;
    if (typeof key === "string" && key !== "__proto__") object[key] = value;
    else if (typeof key === "object" && key !== null) return undefined;
    // Assigning to `__proto__` would set the prototype.
    else Object.defineProperty(object, `${key}`, { ...OWN_PROPERTY, value });
  }
  return object;
}

function checkEntries(entries: number): void {
  if (entries <= MAX_ENTRIES) return;
  throw new RespError(
    "ERR_RESP_LIMIT",
    "Protocol error: a set or map has more entries than the engine can hold",
    {
      limit: "maxAggregateLength",
      value: MAX_ENTRIES,
    },
  );
}
