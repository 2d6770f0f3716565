import type { Arg } from "../commands/command.ts";
import { isArg } from "../commands/serialize.ts";

const PAIRS: ReadonlySet<string> = new Set(["mset", "msetnx"]);
const HASH_PAIRS: ReadonlySet<string> = new Set(["hset", "hmset"]);

/**
 * The arguments of the command `name` as ioredis puts them on the wire: arrays are taken apart, the fields of an object or
 * a `Map` of HSET, HMSET, MSET and MSETNX too; `null` and `undefined` are empty, all else becomes text.
 */
export function argumentsOf(name: string, values: readonly unknown[]): Arg[] {
  return pairsTakenApart(name.toLowerCase(), values.flat()).map(argOf);
}

function pairsTakenApart(name: string, values: readonly unknown[]): readonly unknown[] {
  const isHash = HASH_PAIRS.has(name);
  const last = values.at(-1);
  if (!isHash && !PAIRS.has(name)) return values;
  if (values.length !== (isHash ? 2 : 1) || typeof last !== "object" || last === null) return values;
  if (last instanceof Uint8Array) return values;
  const pairs = last instanceof Map ? [...last] : Object.entries(last);
  return [...values.slice(0, -1), ...pairs.flat()];
}

function argOf(value: unknown): Arg {
  if (isArg(value)) return value;
  return value === null || value === undefined ? "" : String(value);
}
