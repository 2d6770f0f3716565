import { describe, expect, it } from "vitest";
import { backoffMs } from "../../src/backoff.ts";
import { systemRuntime } from "../../src/runtime.ts";

const at = (random: number) => ({ ...systemRuntime(undefined), random: () => random });

describe("the pause before an attempt", () => {
  it("doubles its ceiling up to the maximum, and is anything below it", () => {
    expect([1, 2, 3, 10, 1000].map((attempt) => backoffMs(attempt, 2_000, at(0.999_999)))).toEqual(
      [40, 80, 160, 2_000, 2_000].map((ceiling) => expect.closeTo(ceiling, 0)),
    );
    expect(backoffMs(5, 2_000, at(0))).toBe(0);
  });
});
