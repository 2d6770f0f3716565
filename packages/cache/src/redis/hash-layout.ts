import type { TagStamp } from "../entry.ts";
import { CacheError } from "../errors.ts";
import type { Found, Stored } from "../layer.ts";
import type { Told } from "./asker.ts";
import { LEASE_HASH, REMOVE_HASH, WRITE_HASH } from "./hash-scripts.ts";
import { type Layout, lifeOf, numberIn } from "./layout.ts";
import type { Request, Word } from "./redis-like.ts";
import { HMGET, PTTL } from "./verbs.ts";

// An entry is a hash:
//
//   d   the payload: what the codec made of the value
//   s   staleAt; none for never
//   c   createdAt; none in entries that others wrote
//   e   expiresAt, or expiresAt+ms of grace; none for never, and in entries that others wrote
//   t   tags with their stamps, as JSON: ["a",1,"b",2]; none for none
//   x   the mark of the last removal, while it is remembered: see hash-scripts.ts. A hash with x and without d is a removal, or a lease
//
// All times in ms since 1970. d and s alone are an entry too: it is dead when its key expires.

/** Clocks that differ by less than this count as equal: then times are what they were written as. */
const SAME_CLOCK_MS = 1_000;
/** Where the fields begin among the arguments of {@link WRITE_HASH}, from 1. */
const FIRST_FIELD = 5;
const PLUS = 0x2b;
const QUESTION = 0x3f;
const NO_TAGS: readonly TagStamp[] = [];

export function hashLayout(removalMs: number): Layout {
  return {
    latin1: false,
    read: (keys) =>
      keys.flatMap((key) => [
        { verb: HMGET, args: [key, "d", "s", "c", "e", "t", "x"] },
        { verb: PTTL, args: [key] },
      ]),
    found: (answers, count, now) =>
      Array.from({ length: count }, (_, at) => foundIn(answers[2 * at], answers[2 * at + 1], now)),
    write(key, stored, unless, now) {
      return { verb: WRITE_HASH, args: writeArgs(key, stored, unless, removalMs, now) };
    },
    lease: (key) => ({ verb: LEASE_HASH, args: [key, removalMs] }),
    remove: (key, ownOnly): Request => ({ verb: REMOVE_HASH, args: [key, removalMs, ownOnly ? "1" : ""] }),
  };
}

function writeArgs(
  key: string,
  stored: Stored,
  unless: number | undefined,
  removalMs: number,
  now: number,
): Word[] {
  const { value, tags, staleAt } = stored;
  const fields: Word[] = ["d", value, "c", wholeMs(stored.createdAt)];
  const without: Word[] = [];
  const put = (field: string, word: Word): void => {
    if (word === "") without.push(field);
    else fields.push(field, word);
  };
  put("s", staleAt === Number.POSITIVE_INFINITY ? "" : wholeMs(staleAt));
  put("e", expiryText(stored));
  put("t", tags.length === 0 ? "" : JSON.stringify(tags.flat()));
  const withoutAt = FIRST_FIELD + fields.length;
  return [key, unless ?? "", removalMs, lifeOf(stored.deadAt, now), withoutAt, ...fields, ...without];
}

/** "" for never. An entry that expires and is then kept for ever has no form of its own: it is kept for as long as numbers go. */
function expiryText({ expiresAt, deadAt }: Stored): string {
  if (expiresAt === Number.POSITIVE_INFINITY) return "";
  const expiry = wholeMs(expiresAt);
  if (deadAt === Number.POSITIVE_INFINITY) return `${expiry}+${Number.MAX_SAFE_INTEGER}`;
  const grace = wholeMs(deadAt) - expiry;
  return grace > 0 ? `${expiry}+${grace}` : String(expiry);
}

function wholeMs(time: number): number {
  const whole = Math.floor(time);
  if (Number.isSafeInteger(whole) && whole >= 0) return whole;
  throw new RangeError(`no time: ${time}`);
}

function foundIn(
  fields: Told | undefined,
  pttl: Told | undefined,
  now: number,
): Found | CacheError | undefined {
  if (fields instanceof CacheError) return fields;
  if (pttl instanceof CacheError) return pttl;
  if (!Array.isArray(fields) || typeof pttl !== "number") return undefined;
  const [d, s, c, e, t, x] = fields as readonly (Uint8Array | null)[];
  const [removal, before] = x == null ? NO_MARK : markIn(x);
  if (Number.isNaN(removal + before)) return undefined;
  // It may have expired between the two commands.
  if (pttl === -2) return { kind: "miss", removal };
  if (d == null) return x == null ? undefined : { kind: "miss", removal };
  const deadAt = pttl === -1 ? Number.POSITIVE_INFINITY : now + pttl - before;
  const stored = entryOf(d, deadAt, s, c, e, t);
  if (stored === undefined) return undefined;
  return stored.deadAt > now ? { kind: "hit", stored, removal } : { kind: "miss", removal };
}

const NO_MARK: readonly [number, number] = [0, 0];

/** The mark, and how many ms before its key's end an entry beside it is dead. `NaN` for what is none. */
function markIn(x: Uint8Array): readonly [mark: number, before: number] {
  if (x.at(-1) === QUESTION) return [numberIn(x, 0, x.length - 1), 0];
  const plus = x.indexOf(PLUS);
  return plus < 0 ? [numberIn(x), 0] : [numberIn(x, 0, plus), numberIn(x, plus + 1)];
}

/** `serverDeadAt`: when the key ends, by the server's count and the reader's clock. `undefined` for what can't be read. */
function entryOf(
  value: Uint8Array,
  serverDeadAt: number,
  s: Uint8Array | null | undefined,
  c: Uint8Array | null | undefined,
  e: Uint8Array | null | undefined,
  t: Uint8Array | null | undefined,
): Stored | undefined {
  let createdAt = c == null ? 0 : numberIn(c);
  let staleAt = s == null ? Number.POSITIVE_INFINITY : numberIn(s);
  let expiresAt = serverDeadAt;
  let deadAt = serverDeadAt;
  if (e != null) {
    const plus = e.indexOf(PLUS);
    expiresAt = numberIn(e, 0, plus < 0 ? e.length : plus);
    deadAt = plus < 0 ? expiresAt : deathAfter(expiresAt, numberIn(e, plus + 1));
    const ahead = serverDeadAt - deadAt;
    // The writer's clock is not the reader's: the server's count is what both have in common.
    if (Math.abs(ahead) >= SAME_CLOCK_MS && Number.isFinite(ahead)) {
      createdAt = Math.max(0, createdAt + ahead);
      staleAt += ahead;
      expiresAt += ahead;
      deadAt = serverDeadAt;
    }
  }
  const tags = t == null ? NO_TAGS : tagsIn(t);
  if (tags === undefined || Number.isNaN(createdAt + staleAt + expiresAt + deadAt)) return undefined;
  return { value, createdAt: Math.min(createdAt, staleAt, expiresAt), staleAt, expiresAt, deadAt, tags };
}

function deathAfter(expiresAt: number, grace: number): number {
  return grace === Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : expiresAt + grace;
}

function tagsIn(t: Uint8Array): readonly TagStamp[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(Buffer.from(t.buffer, t.byteOffset, t.byteLength).toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  const tags: TagStamp[] = [];
  for (let at = 0; at < list.length; at += 2) {
    const [tag, stamp] = [list[at] as unknown, list[at + 1] as unknown];
    if (typeof tag !== "string" || typeof stamp !== "number") return undefined;
    tags.push([tag, stamp]);
  }
  return tags;
}
