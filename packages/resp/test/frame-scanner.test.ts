import { DecodeMode, Decoder, ErrorReply, encodeReply, type Limits, type Reply } from "fairlead-resp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, thrownBy } from "./read.ts";

/** What a decoder hands on when every reply is to come as bytes. */
function pass(
  input: string | Buffer,
  cuts: readonly number[] = [],
  limits: Partial<Limits> = {},
): (string | Reply)[] {
  const seen: (string | Reply)[] = [];
  let text = "";
  const decoder = new Decoder(
    {
      decodeMode: () => DecodeMode.RAW,
      pushMode: () => DecodeMode.PLAIN,
      onReply: (value) => seen.push(value),
      onPush: (items) => seen.push(items),
      onBytes(bytes, start, end, last) {
        text += bytes.toString("latin1", start, end);
        if (!last) return;
        seen.push(text);
        text = "";
      },
    },
    limits,
  );
  const bytes = bytesOf(input);
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    const chunk = Buffer.from(bytes.subarray(start, end));
    decoder.write(chunk);
    chunk.fill("#");
    start = end;
  }
  return seen;
}

const REPLIES = [
  "$5\r\nhello\r\n",
  "$0\r\n\r\n",
  "$-1\r\n",
  "*-1\r\n",
  "+OK\r\n",
  ":-12\r\n",
  "_\r\n",
  "#t\r\n",
  ",1.5\r\n",
  "(12345678901234567890\r\n",
  "=7\r\ntxt:abc\r\n",
  "*0\r\n",
  "*3\r\n$1\r\na\r\n*2\r\n:1\r\n:2\r\n-ERR inside\r\n",
  "%2\r\n+a\r\n:1\r\n+b\r\n~2\r\n:1\r\n:2\r\n",
  "$4\r\n\r\n\r\n\r\n",
];

describe("replies as bytes", () => {
  it("are found one after the other, however they are cut", () => {
    const wire = REPLIES.join("");
    const positions = fc.uniqueArray(fc.integer({ min: 1, max: wire.length - 1 }), { maxLength: 40 });
    fc.assert(
      fc.property(positions, (cuts) => {
        expect(
          pass(
            wire,
            [...cuts].sort((a, b) => a - b),
          ),
        ).toStrictEqual(REPLIES);
      }),
    );
    expect(
      pass(
        wire,
        Array.from({ length: wire.length - 1 }, (_, i) => i + 1),
      ),
    ).toStrictEqual(REPLIES);
  });

  it("of any shape end where the decoder finds their end", () => {
    const value = fc.letrec<{ reply: Reply }>((tie) => ({
      reply: fc.oneof(
        { maxDepth: 3 },
        fc.string(),
        fc.integer(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.array(tie("reply"), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie("reply"), { maxKeys: 3 }),
      ),
    })).reply;
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(2 as const, 3 as const),
        (values, protocol) => {
          const wires = values.map((one) => encodeReply(one as never, protocol).toString("latin1"));
          expect(pass(wires.join(""))).toStrictEqual(wires);
        },
      ),
    );
  });

  it("leave errors as values, each byte a character, and pushes apart", () => {
    expect(pass("-MOVED 1 a:1\r\n!5\r\nERR \xff\r\n>2\r\n+x\r\n:1\r\n+OK\r\n")).toStrictEqual([
      new ErrorReply("MOVED 1 a:1"),
      new ErrorReply("ERR \xff"),
      ["x", 1],
      "+OK\r\n",
    ]);
  });

  it.each([
    "?5\r\n",
    "$x\r\n",
    "$\r\n",
    "$-2\r\n",
    "%-1\r\n",
    "$--1\r\n",
    "$1\n",
    "$1\r\nabc",
    "$1\r\na\rb",
    "*?\r\n",
    "*1\r\n>1\r\n+x\r\n",
    "+OK\n",
    "$99999999999999999999\r\n",
  ])("%j is refused", (wire) => {
    expect(thrownBy(() => pass(wire))).toMatchObject({ code: "ERR_RESP_SYNTAX" });
  });

  it.each<[Partial<Limits>, string]>([
    [{ maxBulkBytes: 4 }, "$5\r\n"],
    [{ maxAggregateLength: 2 }, "*3\r\n"],
    [{ maxLineBytes: 40 }, `+${"x".repeat(50)}`],
    [{ maxReplyBytes: 20 }, `$30\r\n${"x".repeat(25)}`],
  ])("hold to the limits %j", (limits, wire) => {
    expect(thrownBy(() => pass(wire, [], limits))).toMatchObject({ code: "ERR_RESP_LIMIT" });
  });
});
