import { deserialize, serialize } from "node:v8";
import type { Format } from "./format.ts";

/**
 * What Node uses between threads: keeps all that `structuredClone` keeps, cycles too. Fast for numbers, slow for small values.
 * Another language can't read it, nor an older Node than the one that wrote it.
 */
export const v8: Format = {
  name: "v8",
  id: 4,
  encode: (value) => serialize(value),
  // Of a copy: arrays of bytes within the value are views of what they were read from.
  decode: (encoded): unknown => deserialize(Buffer.from(encoded)),
};
