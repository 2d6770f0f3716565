import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asked,
  failed,
  type Health,
  isBrief,
  mayAsk,
  mayAskAtNeed,
  succeeded,
  UP,
} from "../../src/providers/health.ts";

const COOL_DOWN_MS = 1_000;

type Step = "ask" | "fail" | "fail late" | "succeed" | number;
const steps = fc.array(
  fc.oneof(fc.constantFrom<Step>("ask", "fail", "fail late", "succeed"), fc.integer({ min: 1, max: 20_000 })),
);

/** The health after each step, with the time of it. Only asks who may. */
function* follow(
  all: readonly Step[],
): Generator<{ before: Health; after: Health; step: Step; now: number }> {
  let health = UP;
  let now = 0;
  for (const step of all) {
    const before = health;
    if (typeof step === "number") now += step;
    else if (step === "succeed") health = succeeded();
    else if (step !== "ask") health = failed(health, now, COOL_DOWN_MS, step === "fail");
    else if (mayAskAtNeed(health, now)) health = asked(health, now, COOL_DOWN_MS);
    yield { before, after: health, step, now };
  }
}

describe("the health of a provider", () => {
  it("is up after it replied, and down after it failed", () => {
    fc.assert(
      fc.property(steps, (all) => {
        for (const { after, step } of follow(all)) {
          if (step === "succeed") expect(after).toBe(UP);
          if (step === "fail" || step === "fail late") expect(after.state).toBe("down");
        }
      }),
    );
  });

  it("never has it passed over for longer than 16 times the cool-down", () => {
    fc.assert(
      fc.property(steps, (all) => {
        for (const { after, now } of follow(all)) {
          if (after.state !== "up") expect(after.until - now).toBeLessThanOrEqual(16 * COOL_DOWN_MS);
          expect(mayAsk(after, now + 16 * COOL_DOWN_MS)).toBe(true);
        }
      }),
    );
  });

  it("lets one request through once it has cooled down, and nobody beside", () => {
    fc.assert(
      fc.property(steps, (all) => {
        for (const { before, after, step, now } of follow(all)) {
          if (step !== "ask" || before.state === "up" || !mayAskAtNeed(before, now)) continue;
          expect(after.state).toBe("probing");
          expect(mayAskAtNeed(after, now)).toBe(false);
        }
      }),
    );
  });

  it("doubles the time with each probe that fails, and not with failures meanwhile", () => {
    let health = UP;
    let now = 0;
    const pauses: number[] = [];
    for (let n = 0; n < 7; n++) {
      health = failed(failed(health, now, COOL_DOWN_MS, true), now + 1, COOL_DOWN_MS, true);
      if (health.state !== "down") throw new Error("not down");
      pauses.push(health.until - now);
      now = health.until;
      health = asked(health, now, COOL_DOWN_MS);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 16, 16].map((times) => times * COOL_DOWN_MS));
  });
});

describe("whoever has nobody else to ask", () => {
  it("waits for a provider that failed once, or is just being asked, for two seconds at most", () => {
    const once = failed(UP, 0, 3_000, true);
    expect([isBrief(UP, 0), isBrief(once, 999), isBrief(once, 1_000)]).toEqual([false, false, true]);
    const again = failed(asked(once, 3_000, 3_000), 3_000, 3_000, true);
    expect([again.state, isBrief(again, 8_999)]).toEqual(["down", false]);
    const probe = asked(again, 9_000, 3_000);
    expect([9_000, 10_999, 11_000].map((now) => isBrief(probe, now))).toEqual([true, true, false]);
  });

  it("asks one that has failed at once when it was left alone for the cool-down, however often it failed", () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (all, isQuick) => {
        const { after, now } = [...follow(all)].at(-1) ?? { after: UP, now: 0 };
        fc.pre(after.state !== "down");
        const health = failed(after, now, COOL_DOWN_MS, isQuick);
        expect(mayAskAtNeed(health, now + COOL_DOWN_MS - 1)).toBe(false);
        const isFirst = health.state === "down" && health.failures === 1;
        expect(mayAskAtNeed(health, now + COOL_DOWN_MS)).toBe(isQuick || isFirst);
      }),
    );
  });
});
