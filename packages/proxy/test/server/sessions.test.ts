import { expect, it } from "vitest";
import { Sessions } from "../../src/server/sessions.ts";

it("no two sessions have the same number, of whatever process, also after one was started again", () => {
  const processes = [
    { index: 0, count: 3, generation: 0 },
    { index: 1, count: 3, generation: 0 },
    { index: 2, count: 3, generation: 0 },
    { index: 1, count: 3, generation: 1 },
  ].map((numbering) => new Sessions(numbering, 10));
  const ids = processes.flatMap((sessions) => Array.from({ length: 100 }, () => sessions.nextId()));
  expect(new Set(ids).size).toBe(400);
  expect(ids.every((id) => Number.isSafeInteger(id) && id > 0)).toBe(true);
});
