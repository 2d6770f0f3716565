import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slotNamed, slotOf } from "../../src/routes/slot.ts";

describe("the slot of a key", () => {
  // https://valkey.io/topics/cluster-spec/ (CRC16 of "123456789" is 0x31C3) and CLUSTER KEYSLOT of a live server.
  it.each([
    ["123456789", 0x31c3 & 16_383],
    ["", 0],
    ["foo", 12_182],
    ["bar", 5_061],
    ["{user1000}.following", slotOf("user1000")],
    ["foo{}{bar}", slotOf(Buffer.from("foo{}{bar}"))],
    ["foo{{bar}}zap", slotOf("{bar")],
    ["foo{bar}{zap}", slotOf("bar")],
  ])("of %j is %i", (key, slot) => {
    expect(slotOf(key)).toBe(slot);
  });

  it("is the same for text and for its bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (key) => slotOf(key) === slotOf(Buffer.from(key))),
    );
  });

  it("is the hash tag's alone", () => {
    const tag = fc.string({ minLength: 1 }).filter((text) => !/[{}]/.test(text));
    const rest = fc.string().filter((text) => !text.includes("{"));
    fc.assert(fc.property(rest, tag, fc.string(), (a, t, b) => slotOf(`${a}{${t}}${b}`) === slotOf(t)));
  });
});

describe("a slot as an argument", () => {
  it.each([
    [0, 0],
    ["16383", 16_383],
    [Buffer.from("5"), 5],
    [16_384, -1],
    [-1, -1],
    ["five", -1],
    [undefined, -1],
  ])("%s names %i", (arg, slot) => {
    expect(slotNamed(arg)).toBe(slot);
  });
});
