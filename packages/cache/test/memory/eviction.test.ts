import { describe, expect, it } from "vitest";
import { defineKey } from "../../src/key.ts";
import { memory } from "../../src/memory/memory.ts";
import type { MemoryOptions } from "../../src/memory/options.ts";
import { entryOf } from "../support/entries.ts";

const item = defineKey<number, { id: number }>("item");

/** Numbers from 0 to 1, the same ones for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Ids of which the n-th is asked for about 1/n as often as the first. */
function popular(count: number, ids: number, seed: number): number[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => Math.floor(ids ** random()) - 1);
}

/** The share of requests that find their key; the others write it. */
function hitRatio(options: MemoryOptions, ids: readonly number[]): number {
  const layer = memory(options);
  let hits = 0;
  for (const id of ids) {
    const key = item({ id });
    if (layer.read(key, 0) === undefined) layer.write(key, entryOf(id), 0);
    else hits++;
  }
  return hits / ids.length;
}

describe("eviction", () => {
  it("by recency gives up who was not used for longest", () => {
    const layer = memory({ maxEntries: 3, eviction: "recency" });
    for (const id of [1, 2, 3]) layer.write(item({ id }), entryOf(id), 0);
    layer.read(item({ id: 1 }), 0);
    layer.write(item({ id: 2 }), entryOf(2), 0);
    layer.write(item({ id: 4 }), entryOf(4), 0);
    expect([1, 2, 3, 4].filter((id) => layer.peek(item({ id }), 0))).toEqual([1, 2, 4]);
  });

  it("does not take a look for a use", () => {
    const layer = memory({ maxEntries: 2, eviction: "recency" });
    for (const id of [1, 2]) layer.write(item({ id }), entryOf(id), 0);
    layer.peek(item({ id: 1 }), 0);
    layer.write(item({ id: 3 }), entryOf(3), 0);
    expect(layer.peek(item({ id: 1 }), 0)).toBeUndefined();
  });

  it("by frequency leaves those alone that are used, however many cold keys come by", () => {
    const layer = memory({ maxEntries: 100 });
    const hot = Array.from({ length: 50 }, (_, id) => item({ id }));
    for (const key of hot) layer.write(key, entryOf(1), 0);
    for (const key of hot) layer.read(key, 0);
    for (let id = 1_000; id < 20_000; id++) layer.write(item({ id }), entryOf(id), 0);
    expect(hot.filter((key) => layer.peek(key, 0) === undefined)).toEqual([]);
  });

  it("by frequency gives up in the end who was used once, and never again", () => {
    const layer = memory({ maxEntries: 10 });
    layer.write(item({ id: 0 }), entryOf(0), 0);
    layer.read(item({ id: 0 }), 0);
    for (let id = 1; id < 100; id++) {
      layer.write(item({ id }), entryOf(id), 0);
      layer.read(item({ id }), 0);
    }
    expect(layer.peek(item({ id: 0 }), 0)).toBeUndefined();
  });

  it("by frequency remembers whom it gave up of late: who comes back stays", () => {
    const layer = memory({ maxEntries: 20 });
    let next = 100;
    const scan = (count: number): void => {
      for (let left = count; left > 0; left--) layer.write(item({ id: next++ }), entryOf(0), 0);
    };
    layer.write(item({ id: 1 }), entryOf(1), 0);
    scan(25);
    expect(layer.peek(item({ id: 1 }), 0)).toBeUndefined();
    layer.write(item({ id: 1 }), entryOf(1), 0);
    scan(200);
    expect(layer.peek(item({ id: 1 }), 0)?.value).toBe(1);
  });

  it("by frequency keeps its balance of bytes too: a scan of large values leaves small ones alone", () => {
    const layer = memory({ maxBytes: 10_000, maxEntryBytes: 1_000, sizeOf: (value) => value as number });
    const hot = Array.from({ length: 50 }, (_, id) => item({ id }));
    for (const key of hot) layer.write(key, entryOf(100), 0);
    for (const key of hot) layer.read(key, 0);
    for (let id = 1_000; id < 2_000; id++) layer.write(item({ id }), entryOf(1_000), 0);
    expect(hot.filter((key) => layer.peek(key, 0) === undefined)).toEqual([]);
  });

  it("finds more by frequency than by recency where some keys are more popular, above all between scans", () => {
    const popularOnes = popular(60_000, 20_000, 1);
    const ratios = (ids: readonly number[]): number[] =>
      (["frequency", "recency"] as const).map((eviction) => hitRatio({ maxEntries: 400, eviction }, ids));
    const [frequency, recency] = ratios(popularOnes) as [number, number];
    expect(frequency).toBeGreaterThan(recency + 0.04);
    const scanned = popularOnes.flatMap((id, at) => (at % 3_000 === 0 ? scanFrom(100_000 + at) : [id]));
    const [among, amongRecency] = ratios(scanned) as [number, number];
    expect(among).toBeGreaterThan(amongRecency + 0.04);
  });

  it("by frequency follows when other keys become popular", () => {
    const ids = [...popular(30_000, 20_000, 1), ...popular(30_000, 20_000, 2).map((id) => id + 1_000_000)];
    const layer = { maxEntries: 400, eviction: "frequency" } as const;
    const alone = hitRatio(layer, ids.slice(30_000));
    const after = hitRatio(layer, ids) * 2 - hitRatio(layer, ids.slice(0, 30_000));
    expect(after).toBeGreaterThan(alone - 0.02);
  });
});

function scanFrom(first: number): number[] {
  return Array.from({ length: 1_000 }, (_, at) => first + at);
}
