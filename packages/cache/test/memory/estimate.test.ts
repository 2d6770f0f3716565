import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateBytes } from "../../src/memory/estimate.ts";

describe("the estimate of a value's bytes", () => {
  it.each([
    [1, 8],
    [true, 8],
    [undefined, 8],
    [null, 8],
    ["abcd", 8],
    ["", 0],
    [Buffer.alloc(1_000), 1_032],
    [new ArrayBuffer(1_000), 1_032],
    [[], 32],
    [[1, 2], 48],
    [{ a: "xx" }, 44],
    [{ a: { b: 1 } }, 32 + 8 + 32 + 8],
    [new Set([1, 2]), 32 + 48],
    [new Map([["a", 1]]), 32 + 8 + 32 + 8 + 2],
    [new Date(), 32],
    [() => {}, 32],
  ])("of %s is %i", (value, bytes) => {
    expect(estimateBytes(value)).toBe(bytes);
  });

  it("counts what is met twice once, and comes to an end on a circle", () => {
    const shared = Buffer.alloc(1_000);
    expect(estimateBytes([shared, shared])).toBe(32 + 16 + 1_032);
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(estimateBytes(loop)).toBe(40);
  });

  it("takes samples of large arrays, and is about right where their parts are alike", () => {
    const list = Array.from({ length: 100_000 }, (_, id) => ({ id, name: "x".repeat(100) }));
    const bytes = estimateBytes(list);
    expect(bytes).toBe(32 + 100_000 * (8 + 32 + 16 + 200));
  });

  it("is about right also where parts that are alike have many parts themselves", () => {
    const row = (id: number): object => ({ id, name: "x".repeat(100), place: { lat: id } });
    const groups = Array.from({ length: 100 }, () => Array.from({ length: 200 }, (_, id) => row(id)));
    const bytes = 32 + 100 * (8 + 32 + 200 * (8 + 32 + 24 + 200 + 40));
    expect(estimateBytes(groups) / bytes).toBeCloseTo(1, 1);
    expect(estimateBytes({ groups, page: { size: 100 } }) / bytes).toBeCloseTo(1, 1);
    const uneven = [groups, ...Array.from({ length: 63 }, () => ({ id: 1 }))];
    expect(estimateBytes(uneven) / bytes).toBeCloseTo(1, 1);
  });

  it("looks at no more than a thousand objects, and never at more than 64 parts of one", () => {
    let looks = 0;
    const tree = (depth: number): unknown[] =>
      new Proxy([], {
        get: (_, name) => {
          if (name === "length") return 1_000;
          looks++;
          return depth === 0 ? 0 : tree(depth - 1);
        },
      });
    estimateBytes(tree(5));
    expect(looks).toBeLessThanOrEqual(1_000 * 64);
    expect(looks).toBeGreaterThan(64);
  });

  it("is never less than the bytes of all its text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 50 }), { maxLength: 64 }), (texts) => {
        const all = texts.reduce((sum, text) => sum + text.length, 0);
        expect(estimateBytes(texts)).toBeGreaterThanOrEqual(2 * all);
      }),
    );
  });
});
