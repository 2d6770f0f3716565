import { describe, expect, it } from "vitest";
import { layerScenarios } from "../../src/testing/index.ts";
import { BUS_FAULTS } from "./faults/bus.ts";
import { BULK_FAULTS, ENTRY_FAULTS } from "./faults/entries.ts";
import { LEASE_FAULTS } from "./faults/leases.ts";
import { LOCAL_FAULTS } from "./faults/local.ts";
import { RANGE_FAULTS } from "./faults/ranges.ts";
import { REMOVAL_FAULTS } from "./faults/removals.ts";
import { TAG_FAULTS } from "./faults/tags.ts";

const FAULTS = [
  ...LOCAL_FAULTS,
  ...ENTRY_FAULTS,
  ...BULK_FAULTS,
  ...REMOVAL_FAULTS,
  ...LEASE_FAULTS,
  ...RANGE_FAULTS,
  ...TAG_FAULTS,
  ...BUS_FAULTS,
];

describe.concurrent("a layer that", () => {
  for (const { what, fails, throws, traits, open } of FAULTS) {
    it(`${what} fails`, async () => {
      const scenarios = new Map(layerScenarios(traits).map(({ name, run }) => [name, run]));
      for (const name of fails) {
        const run = scenarios.get(name);
        expect(run, `there is no scenario "${name}"`).toBeDefined();
        await expect(run?.(open), name).rejects.toMatchObject({ name: throws });
      }
    });
  }
});

describe("each scenario", () => {
  const all = [
    ...layerScenarios({ kind: "local" }),
    ...layerScenarios({ kind: "local", keeps: false }),
    ...layerScenarios({ kind: "remote", tags: true, bus: true, shared: true, leases: true }),
  ];

  it("finds a fault", () => {
    const found = new Set(FAULTS.flatMap(({ fails }) => fails));
    expect(all.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
  });
});
