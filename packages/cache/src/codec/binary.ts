import type { Format } from "./format.ts";
import { refuseLossInBinary } from "./losses.ts";

/** The module `msgpackr`: `import * as msgpackr from "msgpackr"`. */
export interface MsgpackModule {
  readonly Packr: new (options: {
    readonly moreTypes: boolean;
    readonly structuredClone: boolean;
    readonly useBigIntExtension: boolean;
    readonly copyBuffers: boolean;
  }) => { pack(value: unknown): Uint8Array; unpack(bytes: Uint8Array): unknown };
}

/** The module `cbor-x`: `import * as cborX from "cbor-x"`. */
export interface CborModule {
  readonly Encoder: new (options: {
    readonly structuredClone: boolean;
    readonly useRecords: boolean;
    readonly copyBuffers: boolean;
  }) => { encode(value: unknown): Uint8Array; decode(bytes: Uint8Array): unknown };
}

/**
 * MessagePack, by the package `msgpackr`: smaller than JSON, and keeps `Date`, bigint, `Map`, `Set`, bytes, `undefined` and
 * `NaN`; -0 is 0. Functions, promises, a property `__proto__`, a `Date` beyond the years 0 to 9999, and what contains itself
 * are errors. Objects are written in an extension of that package; those in other programs' bytes come back as `Map`.
 */
export function msgpack(module: MsgpackModule): Format {
  const packr = new module.Packr({
    moreTypes: true,
    structuredClone: true, // Or a Map is an object when it comes back.
    useBigIntExtension: true,
    copyBuffers: true,
  });
  return {
    name: "msgpack",
    id: 6,
    encode(value) {
      refuseLossInBinary(value);
      return packr.pack(value);
    },
    decode: (encoded) => packr.unpack(encoded),
  };
}

/** CBOR, by the package `cbor-x`: what any other CBOR program reads and writes. For the rest see {@link msgpack}. */
export function cbor(module: CborModule): Format {
  const encoder = new module.Encoder({ structuredClone: true, useRecords: false, copyBuffers: true });
  return {
    name: "cbor",
    id: 7,
    encode(value) {
      refuseLossInBinary(value);
      return encoder.encode(value);
    },
    decode: (encoded) => encoder.decode(encoded),
  };
}
