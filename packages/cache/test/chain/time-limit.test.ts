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

test("no process is kept alive once nobody waits", async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const limit = new TimeLimit(60_000);
  const slow = deferred<number>();
  const waiting = limit.within(slow.promise, () => -1, same);
  expect(timers()).toBe(before + 1);
  slow.resolve(1);
  expect(await waiting).toBe(1);
  expect(timers()).toBe(before);
  const other = deferred<number>();
  const again = limit.within(other.promise, () => -1, same);
  expect(timers()).toBe(before + 1);
  other.resolve(2);
  expect([await again, timers()]).toEqual([2, before]);
});

test("a limit of months does not keep its timer going round", async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error): void => void warnings.push(warning);
  process.on("warning", warn);
  const slow = deferred<number>();
  const waiting = new TimeLimit(60 * 86_400_000).within(slow.promise, () => -1, same);
  await new Promise((resolve) => setTimeout(resolve, 20));
  slow.resolve(1);
  expect(await waiting).toBe(1);
  process.off("warning", warn);
  // Node warns of timers that are too long, and ends them after 1 ms.
  expect(warnings).toEqual([]);
});
