import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FindingKind } from "../src/history/finding.ts";
import { type Evidence, judge } from "../src/history/judge.ts";
import { isAcknowledged, type Operation } from "../src/history/operation.ts";
import { BASE, calmPlans, plans, play } from "./model.ts";

describe("a history of servers and a client that did all right", () => {
  test("is clean, whatever failed and whatever the servers lost", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(judge(play(plan).evidence).findings).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("has no loss by the servers unless one fails over", () => {
    fc.assert(
      fc.property(calmPlans, (plan) => {
        expect(judge(play(plan).evidence).lostByServers).toBe(0);
      }),
    );
  });

  test("counts at least the tokens that the servers lost", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { evidence, lostTokens } = play(plan);
        expect(judge(evidence).lostByServers).toBeGreaterThanOrEqual(lostTokens);
      }),
    );
  });
});

/** Something a client might do wrong, seeded into a history. `undefined` where the history gives no occasion. */
type Seed = (evidence: Evidence, pick: (count: number) => number) => Evidence | undefined;

const seeds: readonly { readonly name: string; readonly finds: FindingKind; readonly seed: Seed }[] = [
  {
    name: "a push run twice",
    finds: "duplicated",
    seed: (evidence, pick) => {
      const push = one(evidence, pick, (call) => call.kind === "push" && isAcknowledged(call));
      if (push?.kind !== "push") return undefined;
      return withFinal(evidence, "list", [...listOf(evidence), push.token]);
    },
  },
  {
    name: "an increment run twice",
    finds: "duplicated",
    seed: (evidence, pick) => {
      const unknown = evidence.operations.some((call) => call.outcome.kind === "failed");
      const increment = one(evidence, pick, (call) => call.kind === "incr" && isAcknowledged(call));
      if (increment === undefined || unknown) return undefined;
      return withRuns(withFinal(evidence, "counter", String(countOf(evidence) + 1)), "counter", 1);
    },
  },
  {
    name: "a SET run twice",
    finds: "duplicated",
    seed: (evidence, pick) => {
      const write = one(evidence, pick, (call) => call.kind === "set" && isAcknowledged(call));
      return write?.kind === "set" ? withRuns(evidence, write.token, 1) : undefined;
    },
  },
  {
    name: "an acknowledged push that is gone",
    finds: "lost",
    seed: (evidence, pick) => {
      const push = one(evidence, pick, (call) => call.kind === "push" && isAcknowledged(call));
      if (push?.kind !== "push") return undefined;
      return withFinal(
        evidence,
        "list",
        listOf(evidence).filter((token) => token !== push.token),
      );
    },
  },
  {
    name: "an acknowledged SET that is gone",
    finds: "lost",
    seed: (evidence) => {
      const unknown = evidence.operations.some((call) => call.outcome.kind === "failed");
      const wrote = evidence.operations.some((call) => call.kind === "set" && isAcknowledged(call));
      return wrote && !unknown ? withFinal(evidence, "register", null) : undefined;
    },
  },
  {
    name: "an acknowledgement of what no server ran",
    finds: "lost",
    seed: (evidence, pick) => {
      const write = one(evidence, pick, (call) => call.kind === "set" && isAcknowledged(call));
      return write?.kind === "set" ? withRuns(evidence, write.token, -1) : undefined;
    },
  },
  {
    name: "an increment that was acknowledged and never counted",
    finds: "lost",
    seed: (evidence) => {
      const unknown = evidence.operations.some((call) => call.outcome.kind === "failed");
      if (unknown || countOf(evidence) === BASE) return undefined;
      return withFinal(evidence, "counter", String(countOf(evidence) - 1));
    },
  },
  {
    name: "a write that ran, though its caller was told it was not sent",
    finds: "wrong",
    seed: (evidence, pick) => {
      const write = one(evidence, pick, (call) => call.kind === "push" && isAcknowledged(call));
      if (write === undefined) return undefined;
      return changed(evidence, write, { kind: "failed", code: "ERR_TIMEOUT", fate: "unsent" });
    },
  },
  {
    name: "a reply of another key",
    finds: "wrong",
    seed: (evidence, pick) => {
      const read = one(evidence, pick, (call) => call.kind === "get" && isAcknowledged(call));
      if (read === undefined) return undefined;
      return changed(evidence, read, { kind: "ok", reply: "other~w1~3" });
    },
  },
  {
    name: "a reply of another kind of command",
    finds: "wrong",
    seed: (evidence, pick) => {
      const write = one(evidence, pick, (call) => call.kind !== "get" && isAcknowledged(call));
      if (write === undefined) return undefined;
      return changed(evidence, write, { kind: "ok", reply: "other~w1~3" });
    },
  },
  {
    name: "two replies exchanged",
    finds: "wrong",
    seed: (evidence) => {
      const [first, second] = evidence.operations.filter(
        (call) => call.kind === "incr" && isAcknowledged(call),
      );
      if (first === undefined || second === undefined || first.endMs >= second.startMs) return undefined;
      return changed(changed(evidence, first, second.outcome), second, first.outcome);
    },
  },
  {
    name: "one reply given to two calls",
    finds: "wrong",
    seed: (evidence) => {
      const [first, second] = evidence.operations.filter(
        (call) => call.kind === "push" && isAcknowledged(call),
      );
      if (first === undefined || second === undefined) return undefined;
      return changed(evidence, second, first.outcome);
    },
  },
  {
    name: "a read that missed what its own worker had written before",
    finds: "wrong",
    seed: (evidence) => {
      for (const write of evidence.operations.filter((call) => call.kind === "set" && isAcknowledged(call))) {
        const read = evidence.operations.find(
          (call) => call.kind === "get" && call.worker === write.worker && call.startMs > write.endMs,
        );
        if (read !== undefined) return changed(evidence, read, { kind: "ok", reply: null });
      }
      return undefined;
    },
  },
];

describe("a history with one fault in it", () => {
  for (const { name, finds, seed } of seeds) {
    test(`${name} is found`, () => {
      let occasions = 0;
      fc.assert(
        fc.property(calmPlans, fc.nat(), (plan, n) => {
          const seeded = seed(play(plan).evidence, (count) => n % count);
          if (seeded === undefined) return;
          occasions++;
          expect(judge(seeded).findings.map((finding) => finding.kind)).toContain(finds);
        }),
      );
      expect(occasions).toBeGreaterThan(5);
    });
  }
});

function one(
  evidence: Evidence,
  pick: (count: number) => number,
  fits: (call: Operation) => boolean,
): Operation | undefined {
  const calls = evidence.operations.filter(fits);
  return calls.length === 0 ? undefined : calls[pick(calls.length)];
}

function changed(evidence: Evidence, call: Operation, outcome: Operation["outcome"]): Evidence {
  const replaced = (other: Operation): Operation => {
    const same = other.worker === call.worker && other.startMs === call.startMs;
    return same ? { ...other, outcome } : other;
  };
  return { ...evidence, operations: evidence.operations.map(replaced) };
}

function withFinal(evidence: Evidence, key: string, value: string | null | readonly string[]): Evidence {
  return { ...evidence, finals: new Map([...evidence.finals, [key, value]]) };
}

function withRuns(evidence: Evidence, mark: string, more: number): Evidence {
  const [first, ...others] = evidence.records;
  const runs = first?.runs.get(mark) ?? { forClients: 0, replicated: 0 };
  const changedRuns = new Map([
    ...(first?.runs ?? []),
    [mark, { ...runs, forClients: runs.forClients + more }],
  ]);
  return { ...evidence, records: [{ server: first?.server ?? "old", runs: changedRuns }, ...others] };
}

function listOf(evidence: Evidence): readonly string[] {
  const list = evidence.finals.get("list");
  return Array.isArray(list) ? list : [];
}

function countOf(evidence: Evidence): number {
  return Number(evidence.finals.get("counter"));
}
