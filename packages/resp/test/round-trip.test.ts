import {
  Attributed,
  DecodeMode,
  Double,
  ErrorReply,
  encodeReply,
  NULL_ARRAY,
  type Reply,
  type ServerReply,
  Simple,
  Verbatim,
} from "fairlead-resp";
import fc from "fast-check";
import { expect, it } from "vitest";
import { decode } from "./read.ts";

/** What is sent, and what then comes out in each version of the protocol. */
interface Trip {
  readonly sent: ServerReply;
  readonly resp2: Reply;
  readonly resp3: Reply;
}

const same = (value: ServerReply & Reply): Trip => ({ sent: value, resp2: value, resp3: value });
const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary-ascii", maxLength: 40 }));
const line = text.map((value) => value.replace(/[\r\n]/g, ""));
const doubleText = (value: number) => {
  if (Number.isNaN(value)) return "nan";
  return Object.is(value, -0) ? "-0" : String(value).replace("Infinity", "inf");
};

const scalar: fc.Arbitrary<Trip> = fc.oneof(
  text.map(same),
  fc.maxSafeInteger().map(same),
  fc.constant(same(null)),
  fc.constant({ sent: NULL_ARRAY, resp2: null, resp3: null }),
  fc.boolean().map((value) => ({ sent: value, resp2: Number(value), resp3: value })),
  fc.double().map((value) => ({ sent: new Double(value), resp2: doubleText(value), resp3: value })),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map(same),
  fc.bigInt({ min: 2n ** 63n }).map((value) => ({ sent: value, resp2: String(value), resp3: value })),
  line.map((value) => ({ sent: new Simple(value), resp2: value, resp3: value })),
  text.map((value) => ({ sent: new Verbatim("txt", value), resp2: value, resp3: value })),
  text.map((value) => ({
    sent: new ErrorReply(value),
    resp2: new ErrorReply(value.replace(/[\r\n]/g, " ")),
    resp3: new ErrorReply(value),
  })),
);

const { any } = fc.letrec<{ any: Trip }>((tie) => {
  const list = fc.array(tie("any"), { maxLength: 6 });
  const pairs = fc.uniqueArray(fc.tuple(text, tie("any")), { maxLength: 5, selector: ([key]) => key });
  return {
    any: fc.oneof<fc.MaybeWeightedArbitrary<Trip>[]>(
      { maxDepth: 4 },
      scalar,
      list.map((items) => ({
        sent: items.map(({ sent }) => sent),
        resp2: items.map(({ resp2 }) => resp2),
        resp3: items.map(({ resp3 }) => resp3),
      })),
      fc.uniqueArray(fc.integer(), { maxLength: 5 }).map((items) => ({
        sent: new Set(items),
        resp2: items,
        resp3: new Set(items),
      })),
      pairs.map((items) => ({
        sent: new Map(items.map(([key, { sent }]) => [key, sent])),
        resp2: items.flatMap(([key, { resp2 }]) => [key, resp2]),
        resp3: new Map(items.map(([key, { resp3 }]) => [key, resp3])),
      })),
      fc.tuple(tie("any"), tie("any")).map(([attribute, value]) => ({
        sent: new Attributed(new Map([["key", attribute.sent]]), value.sent),
        resp2: value.resp2,
        resp3: value.resp3,
      })),
    ),
  };
});

it("what a server encodes is what a client decodes, as far as the protocol's version can say it", () => {
  const run = (trip: Trip, at: number) => {
    for (const [protocol, expected] of [
      [2, trip.resp2],
      [3, trip.resp3],
    ] as const) {
      const bytes = encodeReply(trip.sent, protocol);
      const cuts = [at % (bytes.length + 1)];
      expect(decode(bytes, { cuts })).toStrictEqual([expected]);
      expect(decode(bytes, { mode: DecodeMode.BYTES }).length).toBe(1);
    }
  };
  fc.assert(fc.property(any, fc.nat(), run), { numRuns: 500 });
});
