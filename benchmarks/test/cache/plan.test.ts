import { expect, test } from "vitest";
import { readArguments } from "../../src/arguments.ts";
import { cacheSuite } from "../../src/cache/suite.ts";
import { makePlan, namesOf } from "../../src/plan.ts";

const LOADERS =
  "fairlead bentocache bentocache-tuned cacheable cacheable-tuned cache-manager cache-manager-tuned";
const BULK = "fairlead cacheable cacheable-tuned cache-manager cache-manager-tuned keyv keyv-tuned";

test("in memory every workload has all caches that can do it, and a Map", () => {
  expect(cells("--mode", "memory")).toEqual([
    `get ${LOADERS} keyv keyv-tuned floor-map`,
    `get-or-set ${LOADERS} floor-map`,
    `get-many-100 ${BULK} floor-map`,
  ]);
});

test("over Redis they have ours in its other layout beside them, and a bare client", () => {
  expect(cells("--mode", "redis")).toEqual([
    `get ${LOADERS} keyv keyv-tuned fairlead-hash floor-client`,
    `get-or-set ${LOADERS} fairlead-hash floor-client`,
    `get-many-100 ${BULK} fairlead-hash floor-client`,
    `miss ${LOADERS} fairlead-hash floor-client`,
    `gzip-16k ${BULK} fairlead-hash`,
    "startup fairlead bentocache cacheable cache-manager keyv",
  ]);
});

test("two layers are for a cold key, and importing needs none", () => {
  expect(cells("--mode", "tiered")).toEqual([`cold-100 ${LOADERS} fairlead-hash`]);
  expect(cells("--mode", "offline")).toEqual(["import fairlead bentocache cacheable cache-manager keyv"]);
});

test("a quick run keeps a hit in memory, one in Redis, and a cold key", () => {
  expect(cells("--quick")).toEqual([
    "get fairlead cacheable-tuned keyv-tuned",
    "get fairlead cacheable-tuned keyv-tuned",
    "cold-100 fairlead cacheable-tuned",
  ]);
});

test("whoever is left out is so for a reason", () => {
  const reasons = cacheSuite.cells.flatMap(({ mode, workload, leftOut }) =>
    Object.entries(leftOut ?? {}).map(([peer, reason]) => `${mode} ${workload} ${peer}: ${reason}`),
  );
  expect(reasons).toEqual([
    "memory get-or-set keyv: it loads nothing",
    "memory get-many-100 bentocache: it reads one key at a time",
    "redis get-or-set keyv: it loads nothing",
    "redis get-many-100 bentocache: it reads one key at a time",
    "redis miss keyv: it loads nothing",
    "redis gzip-16k bentocache: it compresses nothing",
    "tiered cold-100 keyv: it loads nothing",
  ]);
});

function cells(...args: string[]): string[] {
  const { parts } = makePlan([cacheSuite], readArguments(args, namesOf([cacheSuite])));
  return parts.flatMap((part) => part.cells.map(({ workload, peers }) => `${workload} ${peers.join(" ")}`));
}
