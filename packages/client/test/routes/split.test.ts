import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slotOf } from "../../src/routes/slot.ts";
import { splitBySlot } from "../../src/routes/split.ts";

describe("a command split by slot", () => {
  it("keeps all keys of a slot together, in order, and remembers their places", () => {
    expect(splitBySlot(["{a}1", "b", "{a}2"], 1)).toEqual([
      { slot: slotOf("a"), args: ["{a}1", "{a}2"], positions: [0, 2] },
      { slot: slotOf("b"), args: ["b"], positions: [1] },
    ]);
  });

  it("carries each key's value along", () => {
    expect(splitBySlot(["a", "1", "b", "2"], 2).map((leg) => leg.args)).toEqual([
      ["a", "1"],
      ["b", "2"],
    ]);
  });

  it("puts every key into exactly one leg, whatever the keys", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (keys) => {
        const legs = splitBySlot(keys, 1);
        const back: string[] = [];
        for (const leg of legs) {
          leg.positions.forEach((position, at) => {
            back[position] = leg.args[at] as string;
          });
          expect(new Set(leg.args.map((key) => slotOf(key)))).toEqual(new Set([leg.slot]));
        }
        expect(back).toEqual(keys);
        expect(new Set(legs.map((leg) => leg.slot)).size).toBe(legs.length);
      }),
    );
  });
});
