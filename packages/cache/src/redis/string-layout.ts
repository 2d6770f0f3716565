import { leadingMark, packStored, REMOVAL_BYTES, unpackStored } from "../codec/pack.ts";
import type { Entry } from "../entry.ts";
import { CacheError } from "../errors.ts";
import type { Encoded, Found } from "../layer.ts";
import type { Told } from "./asker.ts";
import { type Layout, lifeOf } from "./layout.ts";
import type { Request } from "./redis-like.ts";
import { LEASE_STRING, REMOVE_STRING, WRITE_STRING } from "./string-scripts.ts";
import { GET, MGET } from "./verbs.ts";

// An entry is one string: a packed removal, while it is remembered, and a packed entry behind it, if there is one. A packed lease
// stands alone.

/** Keys of one command: with many more it would hold a server up for too long. */
const MOST_JOINED = 256;

export function stringLayout(removalMs: number): Layout {
  return {
    latin1: true,
    read: (keys, joined) =>
      joined && keys.length > 1 ? joinedReads(keys) : keys.map((key) => ({ verb: GET, args: [key] })),
    found(answers, count, now) {
      const joined = answers.length < count;
      const found = new Array<Found | CacheError | undefined>(count);
      for (let at = 0; at < count; at++) {
        const answer = joined ? elementOf(answers, at) : answers[at];
        found[at] = foundIn(answer, now);
      }
      return found;
    },
    write: (key, stored, unless, now) => ({
      verb: WRITE_STRING,
      args: [key, unless ?? "", removalMs, lifeOf(stored.deadAt, now), packStored(stored)],
    }),
    lease: (key) => ({ verb: LEASE_STRING, args: [key, removalMs] }),
    remove: (key, ownOnly) => ({ verb: REMOVE_STRING, args: [key, removalMs, ownOnly ? "1" : ""] }),
  };
}

function joinedReads(keys: readonly string[]): readonly Request[] {
  if (keys.length <= MOST_JOINED) return [{ verb: MGET, args: keys }];
  const groups: Request[] = [];
  for (let at = 0; at < keys.length; at += MOST_JOINED) {
    groups.push({ verb: MGET, args: keys.slice(at, at + MOST_JOINED) });
  }
  return groups;
}

/** What belongs to one key among the answers to {@link joinedReads}: an error is that of its whole group. */
function elementOf(answers: readonly Told[], at: number): Told | undefined {
  const group = answers[Math.floor(at / MOST_JOINED)];
  return Array.isArray(group) ? (group[at % MOST_JOINED] as Told) : group;
}

function foundIn(answer: Told | undefined, now: number): Found | CacheError | undefined {
  if (answer instanceof CacheError) return answer;
  if (answer === null) return { kind: "miss", removal: 0 };
  if (!(answer instanceof Uint8Array || typeof answer === "string")) return undefined;
  const mark = leadingMark(answer);
  if (mark !== undefined && answer.length === REMOVAL_BYTES) return { kind: "miss", removal: mark };
  const removal = mark ?? 0;
  const stored = unpacked(answer, mark === undefined ? 0 : REMOVAL_BYTES);
  if (stored === undefined) return undefined;
  return stored.deadAt > now ? { kind: "hit", stored, removal } : { kind: "miss", removal };
}

/** `undefined` for what is no packed entry, or not the whole of one. */
function unpacked(bytes: Encoded, from: number): Entry<Encoded> | undefined {
  try {
    return unpackStored(bytes, "", from);
  } catch (error) {
    if (error instanceof CacheError) return undefined;
    throw error;
  }
}
