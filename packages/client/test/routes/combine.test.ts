import fc from "fast-check";
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
    ["union", [["a", "b"], [], ["b", "c"]], ["a", "b", "c"]],
    ["sum_by_name", [["a", 1, "b", 0], [], ["b", 2, "c", 3]], ["a", 1, "b", 2, "c", 3]],
    ["any_not_null", [null, "k", null], "k"],
    ["any_not_null", [null, null], null],
    [undefined, [["a"], [], ["b", "c"]], ["a", "b", "c"]],
    [undefined, [], null],
  ] as const)("by policy %s are one", (policy, replies, combined) => {
    expect(combine(replies as never, policy)).toEqual(combined);
  });

  it("that don't fit the policy are an error, never a wrong number", () => {
    expect(() => combine([1, "two"], "agg_sum")).toThrow(TypeError);
    expect(() => combine([[1], [1, 2]], "agg_logical_and")).toThrow(TypeError);
    expect(() => combine([["a"], "b"], undefined)).toThrow(TypeError);
    expect(() => combine([["a"], null], "union")).toThrow(TypeError);
    expect(() => combine([["a", 1], ["a"]], "sum_by_name")).toThrow(TypeError);
    expect(() => combine([["a", 1], 1], "sum_by_name")).toThrow(TypeError);
  });

  it("that are bytes are the same when their content is", () => {
    const a = (): Buffer => Buffer.from([0xff, 0x00]);
    expect(combine([[a()], [a(), Buffer.from("b")]], "union")).toEqual([a(), Buffer.from("b")]);
    expect(
      combine(
        [
          [a(), 1],
          [a(), 2],
        ],
        "sum_by_name",
      ),
    ).toEqual([a(), 3]);
  });

  const name = fc.constantFrom("a", "b", "c", "__proto__", "");
  const lists = fc.array(fc.array(name));

  it("have each element once in their union, and no other", () => {
    fc.assert(
      fc.property(lists, (replies) => {
        const united = combine(replies, "union") as string[];
        expect(united).toHaveLength(new Set(replies.flat()).size);
        expect(new Set(united)).toEqual(new Set(replies.flat()));
      }),
    );
  });

  it("lose no count when they are added up by name", () => {
    const counts = fc.array(fc.tuple(name, fc.nat({ max: 1_000 })));
    fc.assert(
      fc.property(fc.array(counts), (replies) => {
        const flat = replies.map((pairs) => pairs.flat());
        const sums = combine(flat, "sum_by_name") as (string | number)[];
        const names = sums.filter((_, at) => at % 2 === 0);
        expect(new Set(names).size).toBe(names.length);
        for (const one of new Set(replies.flat().map(([known]) => known))) {
          const expected = replies
            .flat()
            .reduce((sum, [known, count]) => sum + (known === one ? count : 0), 0);
          expect(sums[sums.indexOf(one) + 1]).toBe(expected);
        }
      }),
    );
  });

  it("give any of those that are not null, each node's in its turn", () => {
    const replies = [null, "a", null, "b"];
    expect(combine(replies, "any_not_null", () => 0)).toBe("a");
    expect(combine(replies, "any_not_null", () => 0.99)).toBe("b");
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.string())),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (some, at) => {
          const picked = combine(some, "any_not_null", () => at);
          expect(some.every((reply) => reply === null) ? [null] : some).toContain(picked);
          expect(picked === null).toBe(some.every((reply) => reply === null));
        },
      ),
    );
  });
});
