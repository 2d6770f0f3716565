import * as cborX from "cbor-x";
import {
  brotli,
  bytes,
  type Compressor,
  cbor,
  extendedJson,
  type Format,
  gzip,
  json,
  msgpack,
  none,
  text,
  v8,
  zstd,
} from "fairlead-cache";
import fc from "fast-check";
import * as msgpackr from "msgpackr";
import { hasZstd } from "./node.ts";

/** A format, and values it gives back as they were. */
export interface Case {
  readonly format: Format;
  readonly values: fc.Arbitrary<unknown>;
}

const unicode = fc.string({ unit: "grapheme" });
const number = fc.double().filter((value) => !Object.is(value, -0));
const name = fc
  .oneof(unicode, fc.constantFrom("$", "$date", "$$map", "toString"))
  .filter((n) => n !== "__proto__");

function nested(leaf: fc.Arbitrary<unknown>, rich: boolean): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
      ...(rich
        ? [
            fc.array(tie("value"), { maxLength: 3 }).map((items) => new Set(items)),
            fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }).map((pairs) => new Map(pairs)),
          ]
        : []),
    ),
  })).value;
}

const plain = fc.oneof(unicode, number.filter(Number.isFinite), fc.boolean(), fc.constant(null));
const rich = fc.oneof(
  plain,
  number,
  fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
  fc.date({ noInvalidDate: true, min: new Date("0000-01-01"), max: new Date("9999-12-31") }),
  fc.uint8Array({ maxLength: 20 }),
  fc.constant(undefined),
);

export const cases: readonly Case[] = [
  { format: json, values: nested(fc.oneof(plain, fc.string({ unit: "binary" })), false) },
  { format: text, values: unicode },
  { format: bytes, values: fc.uint8Array() },
  { format: v8, values: nested(fc.oneof(rich, fc.constant(-0)), true) },
  {
    format: extendedJson,
    values: nested(fc.oneof(rich, fc.constant(-0), fc.date(), fc.string({ unit: "binary" })), true),
  },
  { format: msgpack(msgpackr), values: nested(rich, true) },
  { format: cbor(cborX), values: nested(rich, true) },
];

export const compressors: readonly Compressor[] = [none, gzip(), brotli(), ...(hasZstd ? [zstd()] : [])];
