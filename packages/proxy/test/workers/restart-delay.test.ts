import { expect, it } from "vitest";
import { restartDelayMs } from "../../src/workers/restart-delay.ts";

it("a process that lasted is started again at once, others later and later, up to half a minute", () => {
  expect(restartDelayMs(10_000, 5)).toBe(0);
  expect([0, 1, 2, 8, 9, 2_000].map((failures) => restartDelayMs(10, failures))).toEqual([
    100, 200, 400, 25_600, 30_000, 30_000,
  ]);
});
