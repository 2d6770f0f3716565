import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Digest } from "../../src/mirror/digest.ts";

function digestOf(pieces: readonly Uint8Array[], ordered: boolean): Digest {
  const digest = new Digest(ordered);
  for (const piece of pieces) digest.add(Buffer.from(piece), 0, piece.length);
  return digest;
}

const bytes = fc.uint8Array({ maxLength: 40 });

describe("Digest", () => {
  it("is the same however a reply comes in pieces", () => {
    fc.assert(
      fc.property(fc.array(bytes), fc.boolean(), (pieces, ordered) => {
        const whole = Buffer.concat(pieces);
        expect(digestOf(pieces, ordered).equals(digestOf([whole], ordered))).toBe(true);
      }),
    );
  });

  it("differs for other bytes", () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(digestOf([a], true).equals(digestOf([b], true))).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });

  it("without order is the same for elements in any order, and differs for others", () => {
    fc.assert(
      fc.property(fc.array(bytes), (pieces) => {
        expect(digestOf(pieces, false).equals(digestOf([...pieces].reverse(), false))).toBe(true);
      }),
    );
    expect(digestOf([Buffer.from("ad")], false).equals(digestOf([Buffer.from("bc")], false))).toBe(false);
  });

  it("tells replies apart that differ far behind by their lengths only", () => {
    const long = Buffer.alloc(100_000, "x");
    expect(digestOf([long], true).equals(digestOf([Buffer.concat([long, long])], true))).toBe(false);
    const other = Buffer.from(long);
    other[99_000] = 0x79;
    expect(digestOf([long], true).equals(digestOf([other], true))).toBe(true);
  });
});
