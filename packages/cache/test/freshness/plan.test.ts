import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planOf } from "../../src/freshness/plan.ts";
import { shortened, stateOf, timesOf } from "../../src/freshness/state.ts";
import type { Policy } from "../../src/index.ts";

describe("a policy", () => {
  it("goes on top of another one", () => {
    const under = planOf({ ttl: "5m", stale: "1m", staleIfError: "1h", tags: ["a"] });
    expect(under).toMatchObject({
      ttl: 300_000,
      stale: 60_000,
      grace: 3_600_000,
      onStale: "background",
      permits: 1,
    });
    expect(planOf({ ttl: "10m", concurrency: false }, under)).toMatchObject({
      ttl: 600_000,
      stale: 60_000,
      permits: Infinity,
    });
    expect(planOf({ tags: ["b", "c", "b"] }, under).tags).toEqual(["b", "c"]);
  });

  it("with a ttl below the stale age of the one beneath has none", () => {
    expect(planOf({ ttl: "30s" }, planOf({ ttl: "5m", stale: "1m" })).stale).toBe(Infinity);
  });

  it.each<[Policy, string]>([
    [{ ttl: "soon" as "1s" }, "ttl is no duration"],
    [{ ttl: -1 }, "ttl is no duration"],
    [{ ttl: "1s", stale: "1s" }, "stale (1000 ms) must be below ttl (1000 ms)"],
    [{ jitter: 2 }, "jitter is not from 0 to 1: 2"],
    [{ concurrency: 0 }, "concurrency is no whole number"],
    [{ onStale: "never" as "return" }, "onStale is none of return, revalidate, background: never"],
    [{ write: "later" as "await" }, "write is none of await, background: later"],
    [{ layers: { memory: { ttl: Number.NaN } } }, "layers.memory.ttl is no duration"],
    [{ tags: [""] }, "a tag can't be empty"],
    [{ ttl: "1s", staleIfEror: "1h" } as Policy, 'there is no option "staleIfEror"'],
  ])("that can't be is refused: %j", (policy, text) => {
    expect(() => planOf(policy)).toThrow(text);
  });
});

describe("times", () => {
  const duration = fc.integer({ min: 1, max: 1e9 });
  it("are in their order, and no longer than the policy says", () => {
    fc.assert(
      fc.property(
        duration,
        duration,
        duration,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (ttl, stale, grace, share) => {
          const plan = { ...planOf({ ttl, staleIfError: grace, jitter: share }), stale };
          const now = 1e12;
          const { createdAt, staleAt, expiresAt, deadAt } = timesOf(plan, ttl, now, 0.999)!;
          expect(createdAt).toBe(now);
          expect(staleAt).toBeLessThanOrEqual(expiresAt);
          expect(expiresAt).toBeLessThanOrEqual(deadAt);
          expect(expiresAt).toBeLessThanOrEqual(now + ttl);
          expect(deadAt).toBeLessThanOrEqual(now + ttl + grace);
          for (const time of [staleAt, expiresAt, deadAt]) expect(Number.isInteger(time)).toBe(true);
        },
      ),
    );
  });

  it("make one state after the other", () => {
    const times = { createdAt: 0, staleAt: 10, expiresAt: 20, deadAt: 30 };
    expect([9, 10, 19, 20, 29, 30].map((now) => stateOf(times, now))).toEqual([
      "fresh",
      "stale",
      "stale",
      "expired",
      "expired",
      "dead",
    ]);
  });

  it("are never lengthened by a layer's own limit", () => {
    const time = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(time, time, time, time, (a, b, c, ttl) => {
        const [staleAt, expiresAt, deadAt] = [a, a + b, a + b + c];
        const entry = { value: 1, tags: [], createdAt: 0, staleAt, expiresAt, deadAt };
        const short = shortened(entry, ttl, 0);
        expect(short.deadAt).toBe(Math.min(deadAt, ttl));
        expect(short.expiresAt).toBe(Math.min(expiresAt, ttl));
        expect(short.staleAt).toBe(Math.min(staleAt, ttl));
      }),
    );
  });
});
