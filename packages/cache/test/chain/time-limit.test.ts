import { expect, test } from "vitest";
import { TimeLimit } from "../../src/chain/time-limit.ts";
import { deferred } from "../support/fake-clock.ts";

const same = (value: number): number => value;

test("what takes too long is late, what doesn't isn't, and one timer is enough for all", async () => {
  const limit = new TimeLimit(20);
  const inTime = Array.from({ length: 100 }, (_, n) => limit.within(Promise.resolve(n), () => -1, same));
  const hanging = Array.from({ length: 100 }, () =>
    limit.within(new Promise<number>(() => undefined), () => -1, same),
  );
  const slow = deferred<number>();
  const late = limit.within(slow.promise, () => -1, same);
  expect(await Promise.all(inTime)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  const from = performance.now();
  expect(new Set(await Promise.all(hanging))).toEqual(new Set([-1]));
  expect(performance.now() - from).toBeLessThan(500);
  expect(await late).toBe(-1);
  slow.resolve(1);
  expect(await limit.within(Promise.resolve(7), () => -1, same)).toBe(7);
});
