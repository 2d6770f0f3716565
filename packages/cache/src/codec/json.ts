import type { Format } from "./format.ts";
import { refuseLossInJson } from "./losses.ts";
import { decodeText } from "./plain.ts";

/**
 * JSON: the default. What it can't carry is an error: bigint, functions, `NaN`, `Infinity`, `Map`, `Set`, bytes, `undefined` in a
 * list, what contains itself. As ever in JSON a property that is `undefined` is left out, `-0` is 0, instances of classes come
 * back as plain objects, and what has a `toJSON`, such as a `Date`, as what that gives: see `extendedJson`.
 */
export const json: Format = {
  name: "json",
  id: 1,
  encode(value) {
    refuseLossInJson(value);
    return Buffer.from(JSON.stringify(value));
  },
  decode: parseJson,
  decodeText: parseJsonText,
};

/** Throws for what is no JSON, without a word of what it is: which may be secret. */
export function parseJson(encoded: Uint8Array): unknown {
  return parseJsonText(decodeText(encoded));
}

export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError("no JSON");
  }
}
