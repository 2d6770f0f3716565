import { describe, expect, test } from "vitest";
import type { Outcome, Pop, TokenWrite } from "../src/history/operation.ts";
import { checkQueue, type QueueHistory } from "../src/history/queues.ts";

const call = { worker: "w", shard: 0, key: "q", startMs: 0, endMs: 1 };
const unknown: Outcome = { kind: "failed", code: "ERR_CONNECTION_LOST", fate: "unknown" };
const ok = (reply: unknown): Outcome => ({ kind: "ok", reply });
const push = (token: string, outcome = ok(1)): TokenWrite => ({
  ...call,
  kind: "push",
  token,
  idempotent: false,
  outcome,
});
const pop = (outcome: Outcome): Pop => ({ ...call, kind: "pop", outcome });

function kinds(history: Partial<QueueHistory>): string[] {
  const whole = { key: "q", pushes: [push("a"), push("b")], pops: [], final: [], failedOver: false };
  return checkQueue({ ...whole, ...history }).map(({ kind }) => kind);
}

describe("a queue's history", () => {
  test("is clean when each element was popped once or is still there", () => {
    expect(kinds({ pops: [pop(ok("a")), pop(ok(null))], final: ["b"] })).toEqual([]);
  });

  test("may miss as many elements as there are pops without a reply", () => {
    expect(kinds({ pops: [pop(ok("a")), pop(unknown)] })).toEqual([]);
    expect(kinds({ pops: [pop(unknown)] })).toEqual(["lost"]);
  });

  test("has a finding for an element that was popped twice, unless the servers may have brought it back", () => {
    const pops = [pop(ok("a")), pop(ok("a")), pop(ok("b"))];
    expect(kinds({ pops })).toEqual(["duplicated"]);
    expect(kinds({ pops, failedOver: true })).toEqual([]);
  });

  test("has a finding for an element that nobody pushed, whatever happened", () => {
    expect(kinds({ pops: [pop(ok("z"))], final: ["a", "b"], failedOver: true })).toEqual(["wrong"]);
  });
});
