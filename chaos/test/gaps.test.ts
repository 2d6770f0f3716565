import * as fc from "fast-check";
import { expect, test } from "vitest";
import { backAfterMs, lengthMs, longestGap, outages } from "../src/history/gaps.ts";
import type { Operation } from "../src/history/operation.ts";

test("the longest gap reaches from one instant to the next, or to an end of the window", () => {
  const window = { fromMs: 0, toMs: 100 };
  expect(longestGap([10, 20, 95], window)).toEqual({ fromMs: 20, toMs: 95 });
  expect(longestGap([60], window)).toEqual({ fromMs: 0, toMs: 60 });
  expect(longestGap([-5, 10, 120], window)).toEqual({ fromMs: 10, toMs: 100 });
});

test("without any instant the whole window is a gap", () => {
  expect(longestGap([], { fromMs: 5, toMs: 9 })).toEqual({ fromMs: 5, toMs: 9 });
});

test("no instant lies in the longest gap, and no stretch between neighbours is longer", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 999 })), (instants) => {
      const gap = longestGap(instants, { fromMs: 0, toMs: 1_000 });
      expect(instants.some((at) => at > gap.fromMs && at < gap.toMs)).toBe(false);
      const marks = [0, ...instants, 1_000].sort((a, b) => a - b);
      const widest = Math.max(...marks.slice(1).map((mark, n) => mark - marks[n]!));
      expect(lengthMs(gap)).toBe(widest);
    }),
  );
});

test("an outage lasts from success to success: failures do not end it, other shards do not count", () => {
  const calls = [call(0, 10, true), call(0, 50, false), call(0, 90, true), call(1, 40, true)];
  const found = outages(calls, { fromMs: 0, toMs: 100 });
  expect(found.get(0)).toEqual({ fromMs: 10, toMs: 90 });
  expect(found.get(1)).toEqual({ fromMs: 40, toMs: 100 });
});

test("a shard is back with its first success after the election", () => {
  const calls = [
    call(0, 10, true),
    call(0, 130, false),
    call(0, 180, true),
    call(0, 160, true),
    call(1, 101, true),
  ];
  expect(backAfterMs(calls, 0, 100)).toBe(60);
  expect(backAfterMs(calls, 0, 200)).toBeUndefined();
});

function call(shard: number, endMs: number, isOk: boolean): Operation {
  return {
    kind: "get",
    worker: "w",
    key: "k",
    shard,
    startMs: endMs - 1,
    endMs,
    outcome: isOk ? { kind: "ok", reply: null } : { kind: "failed", code: "ERR_TIMEOUT", fate: "unknown" },
  };
}
