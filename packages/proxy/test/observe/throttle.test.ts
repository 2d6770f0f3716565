import { describe, expect, it } from "vitest";
import { Throttle } from "../../src/observe/throttle.ts";

describe("a throttle", () => {
  it("lets so much of each kind through in a second, and counts the rest", () => {
    const throttle = new Throttle(2);
    const passed = [0, 1, 2, 999].map((now) => throttle.admits("a", now));
    expect(passed).toEqual([true, true, false, false]);
    expect(throttle.admits("b", 3)).toBe(true);
    expect(throttle.admits("a", 1_000)).toBe(true);
    expect(throttle.takeHeld()).toEqual(new Map([["a", 2]]));
    expect(throttle.takeHeld()).toEqual(new Map());
  });
});
