import { packStored, REMOVAL_BYTES, REMOVAL_PREFIX, removalMark, unpackStored } from "../codec/pack.ts";
import { CacheError } from "../errors.ts";
import type { Found, Stored } from "../layer.ts";
import type { Told } from "./asker.ts";
import { type Layout, lifeOf } from "./layout.ts";
import { REMOVE_STRING, WRITE_STRING } from "./string-scripts.ts";
import { GET } from "./verbs.ts";

// An entry is one string: a packed removal, while it is remembered, and a packed entry behind it, if there is one.

/** The byte that says whether it begins with a removal. */
const KIND_AT = REMOVAL_PREFIX.length - 1;

export function stringLayout(removalMs: number): Layout {
  return {
    read(key, requests) {
      requests.push({ verb: GET, args: [key] });
    },
    found: (answers, index, now) => foundIn(answers[index], now),
    write: (key, stored, unless, now) => ({
      verb: WRITE_STRING,
      args: [key, unless ?? "", removalMs, lifeOf(stored.deadAt, now), packStored(stored)],
    }),
    remove: (key, ownOnly) => ({ verb: REMOVE_STRING, args: [key, removalMs, ownOnly ? "1" : ""] }),
  };
}

function foundIn(answer: Told | undefined, now: number): Found | CacheError | undefined {
  if (answer instanceof CacheError) return answer;
  if (answer === null) return { kind: "miss", removal: 0 };
  if (!(answer instanceof Uint8Array)) return undefined;
  const isMarked = answer[KIND_AT] === REMOVAL_PREFIX[KIND_AT];
  const mark = isMarked ? removalMark(answer.subarray(0, REMOVAL_BYTES)) : undefined;
  if (mark !== undefined && answer.length === REMOVAL_BYTES) return { kind: "miss", removal: mark };
  const removal = mark ?? 0;
  const stored = unpacked(mark === undefined ? answer : answer.subarray(REMOVAL_BYTES));
  if (stored === undefined) return undefined;
  return stored.deadAt > now ? { kind: "hit", stored, removal } : { kind: "miss", removal };
}

/** `undefined` for what is no packed entry, or not the whole of one. */
function unpacked(bytes: Uint8Array): Stored | undefined {
  try {
    return unpackStored(bytes);
  } catch (error) {
    if (error instanceof CacheError) return undefined;
    throw error;
  }
}
