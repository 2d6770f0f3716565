import { describe, expect, test } from "vitest";
import { barsOf } from "../src/bars.ts";
import type { Result } from "../src/result.ts";

const calm = { errors: 0, longestOutageMs: 12, barePauseMs: 30, backAfterElectionMs: undefined };

const killed: Result = {
  fault: "kill-primary",
  operations: 1_000,
  errors: {},
  shards: [calm, { ...calm, longestOutageMs: 4_000, backAfterElectionMs: 90 }, calm],
  struckShard: 1,
  electedAfterMs: 3_900,
  wrongReplies: 0,
  lost: 0,
  lostByServers: 3,
  duplicated: 0,
  findings: [],
  checks: undefined,
  vitals: { eventLoopMaxMs: 5, eventLoopP99Ms: 2, unhandled: [] },
  unwitnessed: [],
  passed: true,
};

function verdicts(result: Result): string[] {
  return barsOf(result).map(({ verdict }) => verdict);
}

describe("a killed primary", () => {
  test("meets every bar when live shards went on and the lost one came back soon", () => {
    expect(verdicts(killed)).toEqual(["met", "met", "met", "met"]);
  });

  test("misses a bar with an error in a live shard", () => {
    const shards = [{ ...calm, errors: 1 }, ...killed.shards.slice(1)];
    expect(verdicts({ ...killed, shards })).toEqual(["met", "missed", "met", "met"]);
  });

  test("misses a bar with a pause in a live shard that the machine does not explain", () => {
    const shards = [{ ...calm, longestOutageMs: 150 }, ...killed.shards.slice(1)];
    expect(verdicts({ ...killed, shards })[2]).toBe("missed");
  });

  test("leaves a bar open when the machine itself stood still", () => {
    const shards = [{ ...calm, longestOutageMs: 150, barePauseMs: 140 }, ...killed.shards.slice(1)];
    expect(verdicts({ ...killed, shards })[2]).toBe("machine");
  });

  test("misses a bar when service did not come back", () => {
    const shards = [calm, { ...calm, longestOutageMs: 9_000 }, calm];
    expect(verdicts({ ...killed, shards })[3]).toBe("missed");
  });
});

test("fail-over in agreement may not cause any error", () => {
  const result: Result = { ...killed, fault: "manual-failover", errors: { "ERR_TIMEOUT/unknown": 2 } };
  expect(barsOf(result).at(-1)).toMatchObject({ measured: 2, verdict: "missed" });
});

test("a check of the fault's own is a bar", () => {
  const checks = [{ text: "clients that did not find home", count: 1 }];
  expect(barsOf({ ...killed, fault: "replace-all", checks }).at(-1)?.verdict).toBe("missed");
});
