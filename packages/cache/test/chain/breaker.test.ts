import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Breaker, CLOSED, counted, rulesOf, tried } from "../../src/chain/breaker.ts";

const rules = rulesOf({});
const after = (outcomes: readonly boolean[], step = 1): Breaker =>
  outcomes.reduce((breaker, failed, at) => counted(breaker, failed, at * step, rules), CLOSED);

describe("a breaker", () => {
  it("opens after five failures in a row, and not before", () => {
    expect(after([true, true, true, true]).kind).toBe("closed");
    expect(after([true, true, true, true, false, true]).kind).toBe("closed");
    expect(after([true, true, true, true, true])).toEqual({ kind: "open", at: 4 + 1_000, pause: 1_000 });
  });

  it("opens when half of at least twenty calls fail within ten seconds", () => {
    const mixed = Array.from({ length: 20 }, (_, at) => at % 2 === 1);
    expect(after(mixed).kind).toBe("open");
    expect(after(mixed.slice(0, 18)).kind).toBe("closed");
    expect(after(mixed, 1_000).kind).toBe("closed");
  });

  it("waits twice as long after each try that fails, up to half a minute, and closes with one that succeeds", () => {
    let breaker: Breaker = after([true, true, true, true, true]);
    const pauses: number[] = [];
    for (let n = 0; n < 7; n++) {
      breaker = tried(breaker, true, 0, rules);
      if (breaker.kind === "open") pauses.push(breaker.pause);
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(tried(breaker, false, 0, rules)).toBe(CLOSED);
  });

  it("is never moved by calls once it is open, and never opens by a success", () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 2_000 }),
        (outcomes, step) => {
          let breaker: Breaker = CLOSED;
          for (const [at, failed] of outcomes.entries()) {
            const next = counted(breaker, failed, at * step, rules);
            if (breaker.kind === "open") expect(next).toBe(breaker);
            else if (!failed) expect(next.kind).toBe("closed");
            breaker = next;
          }
        },
      ),
    );
  });

  it("refuses rules that can't be", () => {
    for (const wrong of [
      { failures: 0 },
      { share: 0 },
      { minCalls: Number.NaN },
      { pause: "soon" as "1s" },
    ]) {
      expect(() => rulesOf(wrong)).toThrow(expect.objectContaining({ code: "ERR_CACHE_OPTION" }));
    }
  });
});
