import { UsageError } from "../errors.ts";
import type { Arg, Command, KeySpec } from "./command.ts";
import { findOption, wordOf } from "./words.ts";

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
  if (from >= 0) return findOption(word, args, from);
  return args.findLastIndex((arg, i) => i <= args.length + from && wordOf(arg).toUpperCase() === word);
}

/** SORT's own key specifications leave out STORE, which any text may precede. The last one counts. */
function sortDestination(args: readonly Arg[]): number[] {
  const next = (from: number): number =>
    findOption("STORE", args, from, { LIMIT: 2, GET: 1, BY: 1, STORE: 1 });
  let destination: number[] = [];
  for (let at = next(1); at !== -1 && at + 1 < args.length; at = next(at + 2)) destination = [at + 1];
  return destination;
}

/** Keys follow KEYS if the argument in the place of a single key is empty. AUTH's values may look like anything. */
function migratedKeys(args: readonly Arg[]): number[] {
  if (wordOf(args[2]) !== "") return [2];
  const keys = findOption("KEYS", args, 5, { AUTH: 1, AUTH2: 2 });
  return keys === -1 ? [] : positions(keys + 1, args.length - 1, 1);
}
