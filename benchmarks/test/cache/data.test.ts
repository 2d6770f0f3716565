import { expect, test } from "vitest";
import { BULK, bigItemOf, IDS, idLists, idsInTurn, itemOf } from "../../src/cache/data.ts";

test("values have the size that the README says", () => {
  for (const index of [0, 7, IDS - 1]) {
    expect(JSON.stringify(itemOf(index)).length).toBeGreaterThan(255);
    expect(JSON.stringify(itemOf(index)).length).toBeLessThan(285);
  }
  expect(JSON.stringify(bigItemOf(3)).length / 1024).toBeCloseTo(16, 0);
});

test("ids are those that are kept, and none comes twice in a bulk", () => {
  expect(idsInTurn().every((id) => Number(id) < IDS)).toBe(true);
  for (const ids of idLists()) expect(new Set(ids).size).toBe(BULK);
});
