import { describe, expect, it } from "vitest";
import { combine } from "../../src/routes/combine.ts";

describe("the replies of several nodes", () => {
  it.each([
    ["agg_sum", [1, 2, 3], 6],
    ["agg_min", [3, 1, 2], 1],
    ["agg_max", [3, 1, 2], 3],
    [
      "agg_logical_and",
      [
        [1, 0, 1],
        [1, 1, 0],
      ],
      [1, 0, 0],
    ],
    [
      "agg_logical_or",
      [
        [1, 0],
        [0, 0],
      ],
      [1, 0],
    ],
    ["all_succeeded", ["OK", "OK"], "OK"],
    [undefined, [["a"], [], ["b", "c"]], ["a", "b", "c"]],
    [undefined, [], null],
  ] as const)("by policy %s are one", (policy, replies, combined) => {
    expect(combine(replies as never, policy)).toEqual(combined);
  });

  it("that don't fit the policy are an error, never a wrong number", () => {
    expect(() => combine([1, "two"], "agg_sum")).toThrow(TypeError);
    expect(() => combine([[1], [1, 2]], "agg_logical_and")).toThrow(TypeError);
  });
});
