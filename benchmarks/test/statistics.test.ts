import { describe, expect, test } from "vitest";
import { compare, median, percentile } from "../src/statistics.ts";
import type { Trial } from "../src/suite.ts";

describe("median", () => {
  test("is the middle one, or half-way between the two in the middle", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
  });

  test("of nothing is undefined", () => {
    expect(median([])).toBeUndefined();
  });
});

describe("percentile", () => {
  test("is a value that was seen", () => {
    const sorted = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(percentile(sorted, 0.5)).toBe(50);
    expect(percentile(sorted, 0.99)).toBe(99);
    expect(percentile(sorted, 1)).toBe(100);
    expect(percentile([7], 0.01)).toBe(7);
  });

  test("of nothing is undefined", () => {
    expect(percentile([], 0.5)).toBeUndefined();
  });
});

describe("compare", () => {
  test("takes the ratio round by round, so that noise that both met cancels out", () => {
    const ours = cpu(1, 10, 2);
    const theirs = cpu(2, 20, 8);
    expect(compare("peer", "cpuUsPerOp", ours, theirs)).toEqual({
      peer: "peer",
      metric: "cpuUsPerOp",
      ours: 2,
      theirs: 8,
      ratio: 0.5,
    });
  });

  test("leaves out rounds in which one of the two has no figure, and says what failed", () => {
    const ours = cpu(1, 3, 5);
    const theirs: Trial[] = [{ error: "no result within 60 s" }, ...cpu(6, 50)];
    const comparison = compare("peer", "cpuUsPerOp", ours, theirs);
    expect(comparison.ratio).toBeCloseTo((3 / 6 + 5 / 50) / 2);
    expect(comparison.error).toBe("no result within 60 s");
  });

  test("has no ratio when a peer never came through", () => {
    const comparison = compare("peer", "p50Ms", cpu(1), [{ error: "refused" }]);
    expect(comparison).toMatchObject({ theirs: null, ratio: null, error: "refused" });
  });

  test("tells when it was ours that failed", () => {
    const comparison = compare("peer", "cpuUsPerOp", [{ error: "refused" }], cpu(1));
    expect(comparison).toMatchObject({ ours: null, theirs: 1, ratio: null, error: "ours: refused" });
  });
});

function cpu(...figures: number[]): Trial[] {
  return figures.map((cpuUsPerOp) => ({ figures: { cpuUsPerOp } }));
}
