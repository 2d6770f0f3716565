import fc from "fast-check";
import { expect, it } from "vitest";
import { isFull, mayEnd, toOpen } from "../../src/pool/demand.ts";

const count = fc.integer({ min: 0, max: 50 });
const counts = fc.record({
  idle: count,
  leased: count,
  opening: fc.integer({ min: 0, max: 32 }),
  waiting: count,
});
const limits = fc.record({
  min: fc.integer({ min: 0, max: 20 }),
  max: fc.integer({ min: 20, max: 100 }),
  maxWaiters: fc.integer({ min: 0, max: 50 }),
});

it("a pool never opens more than its maximum, nor more than somebody needs", () => {
  fc.assert(
    fc.property(counts, limits, (have, limit) => {
      const more = toOpen(have, limit);
      const total = have.idle + have.leased + have.opening;
      expect(more).toBeGreaterThanOrEqual(0);
      expect(total + more).toBeLessThanOrEqual(Math.max(total, limit.max));
      expect(more).toBeLessThanOrEqual(Math.max(0, have.waiting - have.opening, limit.min - total));
    }),
  );
});

it("a pool with room opens what is wanted, a few at a time", () => {
  fc.assert(
    fc.property(counts, (have) => {
      const limit = { min: 0, max: 1_000, maxWaiters: 10 };
      const wanted = Math.max(0, have.waiting - have.idle - have.opening);
      expect(toOpen(have, limit)).toBe(Math.min(wanted, 32 - have.opening));
    }),
  );
});

it("connections end until the minimum is left", () => {
  expect(mayEnd({ idle: 3, leased: 0, opening: 0, waiting: 0 }, { min: 2, max: 9, maxWaiters: 1 })).toBe(
    true,
  );
  expect(mayEnd({ idle: 2, leased: 0, opening: 0, waiting: 0 }, { min: 2, max: 9, maxWaiters: 1 })).toBe(
    false,
  );
});

it("a pool is full when all is lent, and as many wait as may", () => {
  const limit = { min: 0, max: 2, maxWaiters: 1 };
  expect(isFull({ idle: 0, leased: 0, opening: 2, waiting: 2 }, limit)).toBe(false);
  expect(isFull({ idle: 0, leased: 2, opening: 0, waiting: 0 }, limit)).toBe(false);
  expect(isFull({ idle: 0, leased: 2, opening: 0, waiting: 1 }, limit)).toBe(true);
});
