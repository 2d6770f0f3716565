import assert from "node:assert/strict";
import { BULK } from "./bulk.ts";
import { BUS } from "./bus.ts";
import { CLOSING } from "./closing.ts";
import { ENTRIES } from "./entries.ts";
import { LEASES } from "./leases.ts";
import { LIFETIMES } from "./lifetimes.ts";
import { LOCAL } from "./local.ts";
import { RANGES } from "./ranges.ts";
import { REMOVALS } from "./removals.ts";
import { Subject, type Traits } from "./subject.ts";
import { TAGS } from "./tags.ts";
import type { LayerTraits, OpenLayer, Scenario } from "./under-test.ts";

const PLANS = [
  ...ENTRIES,
  ...LIFETIMES,
  ...REMOVALS,
  ...LEASES,
  ...RANGES,
  ...BULK,
  ...TAGS,
  ...BUS,
  ...LOCAL,
  ...CLOSING,
];

/**
 * What a layer with these traits has to do right. Any test runner can loop over it:
 *
 * ```ts
 * for (const { name, run } of layerScenarios({ kind: "local" })) {
 *   test(name, () => run(async () => ({ layer: myLayer() })));
 * }
 * ```
 */
export function layerScenarios(traits: LayerTraits): readonly Scenario[] {
  const all: Traits = {
    keeps: true,
    tags: false,
    bus: false,
    shared: false,
    remembers: true,
    leases: false,
    lists: false,
    maxValueBytes: 1_048_576,
    patienceMs: 5_000,
    ...traits,
  };
  return PLANS.filter(({ isFor }) => isFor(all)).map(({ name, run }) => ({
    name,
    run: async (open: OpenLayer): Promise<void> => {
      const subject = new Subject(await open(), all);
      try {
        assert.equal(subject.layer.kind, all.kind);
        await run(subject);
      } finally {
        await subject.end();
      }
    },
  }));
}
