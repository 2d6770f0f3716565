import * as fc from "fast-check";
import { expect, test } from "vitest";
import { candidateNames, chooseKeys } from "../src/load/keys.ts";

const SHARDS = [[[0, 5_460]], [[5_461, 10_922]], [[10_923, 16_383]]] as const;

const candidates = fc
  .infiniteStream(fc.integer({ min: 0, max: 16_383 }))
  .map((slots) => candidateNames("r").map((name) => ({ name, slot: slots.next().value as number })));

test("every shard gets its own keys of each kind, none of them twice", () => {
  fc.assert(
    fc.property(candidates, (all) => {
      const keys = chooseKeys(all, SHARDS, new Set());
      expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
      for (const [shard, [[first, last]]] of SHARDS.entries()) {
        const own = keys.filter((key) => key.shard === shard);
        expect(new Set(own.map(({ kind }) => kind))).toEqual(
          new Set(["register", "counter", "list", "queue"]),
        );
        for (const { key } of own) {
          const slot = all.find(({ name }) => name === key)!.slot;
          expect(slot >= first && slot <= last).toBe(true);
        }
      }
    }),
    { numRuns: 20 },
  );
});

test("half of a shard's keys of each kind lie where something is going to happen", () => {
  const all = candidateNames("r").map((name, n) => ({ name, slot: (n * 37) % 5_461 }));
  const focus = new Set(Array.from({ length: 1_000 }, (_, n) => n));
  const keys = chooseKeys(all, [[[0, 5_460]]], focus);
  const inside = keys.filter(({ key }) => focus.has(all.find(({ name }) => name === key)!.slot));
  expect(inside.length).toBe(keys.length / 2);
});

test("no two counters start near each other", () => {
  const all = candidateNames("r").map((name, n) => ({ name, slot: (n * 41) % 16_384 }));
  const bases = chooseKeys(all, SHARDS, new Set()).flatMap(({ kind, base }) =>
    kind === "counter" ? [base] : [],
  );
  expect(bases.length).toBeGreaterThan(3);
  const sorted = bases.sort((a, b) => a - b);
  for (const [n, base] of sorted.slice(1).entries())
    expect(base - sorted[n]!).toBeGreaterThanOrEqual(1_000_000);
});

test("a shard that owns too few of the names is an error", () => {
  expect(() => chooseKeys([{ name: "a", slot: 1 }], [[[0, 5]]], new Set())).toThrow(/too few/);
});
