import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Channel, identityOf } from "../../src/pubsub/channel.ts";

describe("a channel's identity", () => {
  it("differs where the bytes do, and not between a text and its bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (a, b) => {
        expect(identityOf(a) === identityOf(b)).toBe(Buffer.compare(a, b) === 0);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { identity, wire } = new Channel("channel", text);
        expect(identity).toBe(identityOf(Buffer.from(text)));
        expect(Buffer.from(wire)).toEqual(Buffer.from(text));
      }),
    );
  });

  it("does not follow later changes of the caller's bytes", () => {
    const bytes = Buffer.from([0xff, 1]);
    const { wire } = new Channel("channel", bytes);
    bytes[1] = 2;
    expect(wire).toEqual(Buffer.from([0xff, 1]));
  });
});
