import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../src/canonical.ts";
import type { Entry } from "../../src/entry.ts";
import { defineKey } from "../../src/key.ts";
import type { KeyRange, LayerKey, LocalLayer } from "../../src/layer.ts";
import { Families } from "../../src/memory/families.ts";
import { memory } from "../../src/memory/memory.ts";
import { Slot } from "../../src/memory/slot.ts";
import { entryOf } from "../support/entries.ts";

const MAX_ENTRIES = 8;
const MAX_BYTES = 100;
const MAX_ENTRY_BYTES = 40;

const families = [defineKey<number, { id: number }>("a"), defineKey<number, { id: number }>("b")] as const;
const keys: readonly LayerKey[] = families.flatMap((family) =>
  Array.from({ length: 8 }, (_, id) => family({ id })),
);
const at = fc.integer({ min: 0, max: keys.length - 1 });

interface Step {
  readonly do: "write" | "read" | "peek" | "remove" | "prune" | "clear" | "wait";
  readonly at: number;
  readonly bytes: number;
  readonly life: number;
}

const steps = fc.array(
  fc.record<Step>({
    do: fc.constantFrom(
      "write",
      "write",
      "write",
      "read",
      "read",
      "peek",
      "remove",
      "prune",
      "clear",
      "wait",
    ),
    at,
    bytes: fc.integer({ min: 0, max: MAX_ENTRY_BYTES + 5 }),
    life: fc.integer({ min: 0, max: 40 }),
  }),
  { maxLength: 150, size: "max" },
);

/** What it holds, dead or not, by index of the key. */
function heldBy(layer: LocalLayer): Map<number, Entry> {
  const held = new Map<number, Entry>();
  for (const [index, key] of keys.entries()) {
    const entry = layer.peek(key, Number.NEGATIVE_INFINITY);
    if (entry !== undefined) held.set(index, entry);
  }
  return held;
}

/** A layer, and what it has to hold at least: all that was written, but for what it says it evicted. */
class Run {
  readonly layer: LocalLayer;
  now = 0;
  private held = new Map<number, Entry>();
  private evictions = 0;

  constructor(eviction: "frequency" | "recency") {
    const limits = { maxEntries: MAX_ENTRIES, maxBytes: MAX_BYTES, maxEntryBytes: MAX_ENTRY_BYTES };
    this.layer = memory({ ...limits, eviction, sizeOf: (value) => value as number });
  }

  step(step: Step): void {
    if (step.do === "read" || step.do === "peek") this.look(step.do, step.at);
    else if (step.do === "wait") this.now += step.life;
    else this[step.do](step);
    this.check();
  }

  private remove({ at }: Step): void {
    expect(this.layer.remove(keys[at]!)).toBe(this.held.delete(at));
  }

  private prune(): void {
    this.layer.prune(this.now);
    for (const [index, { deadAt }] of this.held) if (deadAt <= this.now) this.held.delete(index);
  }

  private clear({ at }: Step): void {
    const { all } = families[at % 2]!;
    this.layer.clear(all);
    for (const index of this.held.keys()) if (keys[index]!.name === all.name) this.held.delete(index);
  }

  private write({ at, bytes, life }: Step): void {
    const entry = entryOf(bytes, this.now + life);
    this.layer.write(keys[at]!, entry, this.now);
    this.held.delete(at);
    if (life > 0 && bytes <= MAX_ENTRY_BYTES) this.held.set(at, entry);
    const left = heldBy(this.layer);
    for (const [index, { deadAt }] of this.held) {
      if (index === at || left.has(index)) continue;
      this.held.delete(index);
      if (deadAt > this.now) this.evictions++;
    }
  }

  private look(how: "read" | "peek", at: number): void {
    const entry = this.held.get(at);
    const living = entry !== undefined && entry.deadAt > this.now;
    expect(this.layer[how](keys[at]!, this.now)).toBe(living ? entry : undefined);
    if (how === "read" && !living) this.held.delete(at);
  }

  private check(): void {
    expect(heldBy(this.layer)).toEqual(this.held);
    let bytes = 0;
    for (const { value } of this.held.values()) bytes += value as number;
    expect(this.layer.size).toEqual({ entries: this.held.size, bytes, evictions: this.evictions });
    expect(this.held.size).toBeLessThanOrEqual(MAX_ENTRIES);
    expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
  }
}

describe.each(["frequency", "recency"] as const)("memory with eviction by %s", (eviction) => {
  it("holds all that was written but what it evicted, counts that, and never passes its bounds", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const run = new Run(eviction);
        for (const step of sequence) run.step(step);
      }),
      { numRuns: 50 },
    );
  });
});

describe("clearing a range of memory", () => {
  const word = fc.constantFrom("user", "userA", "a/b", "a%2Fb", "*", "[a]", "a:1", "ü", "a b");
  const scope = fc.array(word, { maxLength: 2 });
  const parts = fc.record({
    scope,
    name: word,
    version: fc.integer({ min: 0, max: 2 }),
    id: fc.integer({ min: 0, max: 1 }),
  });

  function isWithin(key: LayerKey, { scope, name, version }: KeyRange): boolean {
    if (scope.some((part, index) => part !== key.scope[index])) return false;
    if (name === undefined) return true;
    return key.scope.length === scope.length && key.name === name && (version ?? key.version) === key.version;
  }

  it("removes exactly the keys of the range", () => {
    const ranges = fc.record(
      { scope, name: word, version: fc.integer({ min: 0, max: 2 }) },
      { requiredKeys: ["scope"] },
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40, size: "max" }), ranges, (all, given) => {
        const { name, ...rest } = given;
        const range: KeyRange = name === undefined ? { scope: rest.scope } : { ...rest, name };
        const layer = memory();
        const made = all.map(({ scope, name, version, id }) => canonical(scope, name, version, { id }));
        for (const key of made) layer.write(key, entryOf(key.id), 0);
        layer.clear(range);
        for (const key of made) expect(layer.peek(key, 0) === undefined, key.id).toBe(isWithin(key, range));
      }),
    );
  });
});

describe("families", () => {
  it("are forgotten with their last slot: there may be any number of them in the course of time", () => {
    const families = new Families();
    for (const [id, key] of keys.entries()) {
      const slot = new Slot(key.id, entryOf(id), 0);
      families.add(slot);
      families.remove(slot);
    }
    expect(Reflect.get(families, "families")).toEqual(new Map());
  });
});
