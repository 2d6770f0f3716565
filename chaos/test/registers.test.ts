import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Read, TokenWrite } from "../src/history/operation.ts";
import { checkRegister } from "../src/history/registers.ts";
import { formatToken } from "../src/history/token.ts";

const KEY = "register";

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

const span: fc.Arbitrary<Span> = fc
  .record({ startMs: fc.integer({ min: 0, max: 30 }), lengthMs: fc.integer({ min: 1, max: 15 }) })
  .map(({ startMs, lengthMs }) => ({ startMs, endMs: startMs + lengthMs + 0.5 }));

const histories = fc.record({
  writes: fc.array(fc.record({ span, isKnown: fc.boolean() }), { maxLength: 4 }),
  reads: fc.array(fc.record({ span, value: fc.integer({ min: -1, max: 3 }) }), { maxLength: 4 }),
});

test("a register's replies are wrong exactly when no order of its calls explains them", () => {
  fc.assert(
    fc.property(histories, ({ writes, reads }) => {
      const tokens = writes.map((_, n) => formatToken({ key: KEY, writer: `w${n}`, sequence: 0 }));
      const calls = [
        ...writes.map(({ span: s, isKnown }, n) => ({ ...s, isKnown, writes: tokens[n]!, sees: undefined })),
        ...reads.map(({ span: s, value }) => ({
          ...s,
          isKnown: true,
          writes: undefined,
          sees: tokens[value] ?? null,
        })),
      ];
      const findings = checkRegister({
        key: KEY,
        writes: writes.map(({ span: s, isKnown }, n) => writeOf(tokens[n]!, s, isKnown)),
        reads: reads.map(({ span: s, value }, n) => readOf(n, tokens[value] ?? null, s)),
        final: null,
        lostByServers: new Set(),
      });
      const isWrong = findings.some((finding) => finding.kind === "wrong");
      expect(isWrong).toBe(!isExplained(calls, null));
    }),
    { numRuns: 3_000 },
  );
});

interface SmallCall extends Span {
  readonly isKnown: boolean;
  readonly writes: string | undefined;
  readonly sees: string | null | undefined;
}

/** By trying every order: what is next is a call that no other one left had ended before. */
function isExplained(left: readonly SmallCall[], value: string | null): boolean {
  if (left.every((call) => !call.isKnown)) return true;
  const firstEnd = Math.min(...left.filter((call) => call.isKnown).map((call) => call.endMs));
  return left.some((call) => {
    if (call.startMs > firstEnd) return false;
    if (call.sees !== undefined && call.sees !== value) return false;
    return isExplained(
      left.filter((other) => other !== call),
      call.writes ?? value,
    );
  });
}

function writeOf(token: string, times: Span, isKnown: boolean): TokenWrite {
  return {
    kind: "set",
    worker: token,
    shard: 0,
    key: KEY,
    token,
    idempotent: false,
    ...times,
    outcome: isKnown ? { kind: "ok", reply: "OK" } : { kind: "failed", code: "ERR_TIMEOUT", fate: "unknown" },
  };
}

function readOf(n: number, reply: string | null, times: Span): Read {
  return { kind: "get", worker: `r${n}`, shard: 0, key: KEY, ...times, outcome: { kind: "ok", reply } };
}
