import { isUtf8 } from "node:buffer";
import { asBuffer } from "./as-buffer.ts";
import type { Format } from "./format.ts";

/** Half of a surrogate pair: no Unicode text has it, and UTF-8 can't carry it. */
export const LONE_SURROGATE: RegExp = /\p{Surrogate}/u;

/** Texts, as UTF-8. No other values, nor texts with half a surrogate pair. */
export const text: Format = {
  name: "text",
  id: 2,
  encode(value) {
    if (typeof value !== "string") throw new TypeError(`a text is wanted, not ${typeof value}`);
    if (LONE_SURROGATE.test(value)) throw new TypeError("the text has half of a surrogate pair");
    return Buffer.from(value);
  },
  decode: decodeText,
  decodeText: (ascii) => ascii,
};

/** Bytes as they are: any `Uint8Array`, `Buffer` included. What comes back is a plain `Uint8Array`. */
export const bytes: Format = {
  name: "bytes",
  id: 3,
  encode(value) {
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`bytes are wanted, not ${typeof value}`);
  },
  decode: (encoded) => new Uint8Array(encoded),
};

/** Throws for what is no UTF-8. */
export function decodeText(encoded: Uint8Array): string {
  if (!isUtf8(encoded)) throw new TypeError("no UTF-8");
  return asBuffer(encoded).toString();
}
