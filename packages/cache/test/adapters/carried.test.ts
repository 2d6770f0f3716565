import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carried, carry } from "../../src/adapters/carried.ts";

/** As a layer that keeps JSON would. */
const through = (value: unknown): unknown => {
  const text = JSON.stringify(carry(value));
  return carried(text === undefined ? undefined : JSON.parse(text));
};

describe("carried values", () => {
  it("come back from JSON as they were, whatever they are", () => {
    const leaf = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double(),
      fc.bigInt(),
      fc.boolean(),
      fc.constantFrom(null, undefined, -0, Number.NaN, Number.POSITIVE_INFINITY),
      fc.date({ noInvalidDate: false }),
      fc.uint8Array(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    const name = fc.oneof(fc.string(), fc.constantFrom("$carried", "$bytes", "$", "$$map", "__proto__"));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        leaf,
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.array(fc.tuple(name, tie("tree")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
        fc.array(fc.tuple(leaf, tie("tree")), { maxLength: 4 }).map((entries) => new Map(entries)),
        fc.array(leaf, { maxLength: 4 }).map((items) => new Set(items)),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(through(value)).toStrictEqual(value);
      }),
    );
  });

  it("are themselves where they are JSON, so that memory keeps no copy", () => {
    const value = { a: [1, "x", null, { $b: true }] };
    expect(carry(value)).toBe(value);
    expect(carried(value)).toBe(value);
  });

  it("are left to the codec where they are of a class, or contain themselves", () => {
    class Thing {}
    const [thing, loop] = [new Thing(), { self: {} }];
    loop.self = loop;
    expect(carry(thing)).toBe(thing);
    expect(carry(loop)).toBe(loop);
  });

  it("are an error where a later version kept them", () => {
    expect(() => carried({ $carried: { $later: 1 } })).toThrow("later version");
  });
});
