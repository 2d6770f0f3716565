import fc from "fast-check";
import { expect, it } from "vitest";
import { Few } from "../../src/users/few.ts";

it("runs every task that may wait, never more at once than it may, in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 6 }),
      fc.array(fc.boolean(), { maxLength: 15 }),
      async (atOnce, mostWaiting, fails) => {
        const few = new Few(atOnce, mostWaiting, () => new Error("too many"));
        const begun: number[] = [];
        let running = 0;
        let most = 0;
        const tasks = fails.map((fail, at) =>
          few.run(async () => {
            begun.push(at);
            most = Math.max(most, ++running);
            await Promise.resolve();
            running--;
            if (fail) throw new Error("failed");
          }),
        );
        const results = await Promise.allSettled(tasks);
        const accepted = Math.min(fails.length, atOnce + mostWaiting);
        expect(begun).toEqual(fails.slice(0, accepted).map((_, at) => at));
        expect(most).toBeLessThanOrEqual(atOnce);
        const outcomes = results.map((result) =>
          result.status === "rejected" ? result.reason.message : "done",
        );
        const wanted = fails.map((fail, at) => (at >= accepted ? "too many" : fail ? "failed" : "done"));
        expect(outcomes).toEqual(wanted);
      },
    ),
  );
});
