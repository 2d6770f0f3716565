import fc from "fast-check";
import { expect, it } from "vitest";
import { type Bucket, full, spend, waitMs } from "../../src/users/bucket.ts";

it("over any time lets no more through than its rate and a second's worth, however it is used", () => {
  const use = fc.record({ pauseMs: fc.nat(3_000), amount: fc.integer({ min: 1, max: 500 }) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.array(use, { maxLength: 50 }), (rate, uses) => {
      let bucket: Bucket = full(rate, 0);
      let now = 0;
      let used = 0;
      for (const { pauseMs, amount } of uses) {
        now += pauseMs;
        now += waitMs(bucket, rate, now);
        expect(waitMs(bucket, rate, now)).toBe(0);
        // What was spent before this one: the debt of the last is paid by now.
        expect(used).toBeLessThanOrEqual((now / 1000) * rate + rate);
        bucket = spend(bucket, rate, amount, now);
        used += amount;
      }
    }),
  );
});

it("waits no longer than it has to", () => {
  const bucket = spend(full(10, 0), 10, 15, 0);
  expect(waitMs(bucket, 10, 0)).toBe(600);
  expect(waitMs(bucket, 10, 400)).toBe(200);
  expect(waitMs(bucket, 10, 600)).toBe(0);
});

it("saves no more than a second's worth, and bears a clock that stands", () => {
  const bucket = full(2, 0);
  const spent = spend(spend(bucket, 2, 1, 60_000), 2, 1, 60_000);
  expect(waitMs(spent, 2, 60_000)).toBe(500);
  expect(waitMs(spent, 2, 59_000)).toBe(500);
});
