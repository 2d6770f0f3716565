import { UsageError } from "../errors.ts";
import type { Arg, Command, KeySpec } from "./command.ts";

/**
 * The first key of `command`, by which its slot is known; undefined if it has none.
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` when the number of keys isn't a number, or not of the keys that follow.
 */
export function firstKey(command: Command): Arg | undefined {
  const { firstKey: position } = command.spec;
  if (position >= 0) return command.args[position];
  if (position === -1) return undefined;
  const [first] = keyPositions(command);
  return first === undefined ? undefined : command.args[first];
}

/**
 * Where the keys of `command` stand in its arguments, in no particular order. The channels of sharded pub/sub, which have a
 * slot as well, are among them.
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` when the number of keys isn't a number, or not of the keys that follow.
 */
export function keyPositions({ spec, args }: Command): number[] {
  if (spec.name === "SORT") return [0, ...sortDestination(args)];
  if (spec.name === "MIGRATE") return migratedKeys(args);
  return spec.keys.flatMap((keys) => positionsOf(keys, spec.name, args));
}

function positionsOf(keys: KeySpec, name: string, args: readonly Arg[]): number[] {
  const begin = beginOf(keys.begin, args);
  if (begin === undefined || begin >= args.length) return [];
  const { find } = keys;
  if (find.kind === "unknown") return [];
  if (find.kind === "range") return positions(begin, lastOf(find, begin, args), find.step);
  const first = begin + find.first;
  const count = Number(wordOf(args[begin + find.count]));
  const last = first + (count - 1) * find.step;
  if (!Number.isInteger(count) || count < 0 || last >= args.length) {
    throw new UsageError(
      "ERR_USAGE_ARGUMENT",
      `${name}: the number of keys is not the number of keys that follow`,
    );
  }
  return positions(first, last, find.step);
}

function beginOf(begin: KeySpec["begin"], args: readonly Arg[]): number | undefined {
  if (begin.kind === "unknown") return undefined;
  if (begin.kind === "index") return begin.index;
  const found = findWord(begin.keyword, begin.from, args);
  return found === -1 ? undefined : found + 1;
}

function lastOf(find: KeySpec["find"] & { kind: "range" }, begin: number, args: readonly Arg[]): number {
  if (find.last >= 0) return Math.min(begin + find.last, args.length - 1);
  const limit = Math.max(find.limit, 1);
  return begin + Math.floor((args.length - begin) / limit) + find.last;
}

function positions(first: number, last: number, step: number): number[] {
  const found: number[] = [];
  for (let i = first; i <= last; i += step) found.push(i);
  return found;
}

/** A negative `from` searches backwards, -1 being the last argument. */
function findWord(word: string, from: number, args: readonly Arg[]): number {
  const step = from < 0 ? -1 : 1;
  for (let i = from < 0 ? args.length + from : from; i >= 0 && i < args.length; i += step) {
    if (wordOf(args[i]).toUpperCase() === word) return i;
  }
  return -1;
}

/** SORT's own key specifications leave out STORE, which any text may precede. The last one counts. */
function sortDestination(args: readonly Arg[]): number[] {
  const valuesAfter: Readonly<Record<string, number>> = { LIMIT: 2, GET: 1, BY: 1, STORE: 1 };
  let destination: number[] = [];
  for (let i = 1; i < args.length; i++) {
    const word = wordOf(args[i]).toUpperCase();
    if (word === "STORE" && i + 1 < args.length) destination = [i + 1];
    if (Object.hasOwn(valuesAfter, word)) i += valuesAfter[word]!;
  }
  return destination;
}

/** Keys follow KEYS if the argument in the place of a single key is empty. AUTH's values may look like anything. */
function migratedKeys(args: readonly Arg[]): number[] {
  if (wordOf(args[2]) !== "") return [2];
  const valuesAfter: Readonly<Record<string, number>> = { AUTH: 1, AUTH2: 2 };
  for (let i = 5; i < args.length; i++) {
    const word = wordOf(args[i]).toUpperCase();
    if (word === "KEYS") return positions(i + 1, args.length - 1, 1);
    if (Object.hasOwn(valuesAfter, word)) i += valuesAfter[word]!;
  }
  return [];
}

function wordOf(arg: Arg | undefined): string {
  if (typeof arg === "string") return arg;
  if (arg === undefined) return "";
  return arg instanceof Uint8Array
    ? Buffer.from(arg.buffer, arg.byteOffset, arg.byteLength).toString("latin1")
    : `${arg}`;
}
