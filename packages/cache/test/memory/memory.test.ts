import { describe, expect, it } from "vitest";
import { defineKey } from "../../src/key.ts";
import { memory } from "../../src/memory/memory.ts";
import { entryOf } from "../support/entries.ts";

const item = defineKey<unknown, { id: number }>("item");
const one = item({ id: 1 });

describe("the memory layer", () => {
  it("gives back the very entry that was written", () => {
    const layer = memory();
    const written = entryOf({ a: 1 }, 100);
    layer.write(one, written, 0);
    expect(layer.read(one, 99)).toBe(written);
    expect(layer.peek(one, 99)).toBe(written);
    expect(layer.label).toBe("memory");
  });

  it("drops a dead entry when it is read, not when it is looked at", () => {
    const layer = memory();
    layer.write(one, entryOf(1, 100), 0);
    expect(layer.peek(one, 100)).toBeUndefined();
    expect(layer.size.entries).toBe(1);
    expect(layer.read(one, 100)).toBeUndefined();
    expect(layer.size).toEqual({ entries: 0, bytes: 0, evictions: 0 });
  });

  it("drops all that is dead, and no more, when it is pruned", () => {
    const layer = memory({ sizeOf: () => 7 });
    for (let id = 0; id < 10; id++) layer.write(item({ id }), entryOf(id, id * 10 + 10), 0);
    layer.prune(50);
    expect(layer.size).toEqual({ entries: 5, bytes: 35, evictions: 0 });
    expect(layer.read(item({ id: 5 }), 50)?.value).toBe(5);
  });

  it("keeps nothing that is dead already, and nothing in its place", () => {
    const layer = memory();
    layer.write(one, entryOf("old"), 0);
    layer.write(one, entryOf("new", 5), 5);
    expect(layer.size.entries).toBe(0);
  });

  it.each([
    ["too large", () => 21],
    ["of no size", () => Number.NaN],
    ["of less than nothing", () => -1],
    ["of endless size", () => Number.POSITIVE_INFINITY],
    [
      "not to be measured",
      () => {
        throw new Error("no size");
      },
    ],
  ])("keeps nothing that is %s, and nothing in its place", (_, sizeOf) => {
    const layer = memory({
      maxBytes: 40,
      maxEntryBytes: 20,
      sizeOf: (value) => (value === "good" ? 20 : sizeOf()),
    });
    layer.write(one, entryOf("good"), 0);
    expect(layer.size.bytes).toBe(20);
    layer.write(one, entryOf("bad"), 0);
    expect(layer.size).toEqual({ entries: 0, bytes: 0, evictions: 0 });
  });

  it("counts whole bytes, so that no fraction is left over", () => {
    const layer = memory({ sizeOf: (value) => value as number });
    layer.write(one, entryOf(0.1), 0);
    layer.write(item({ id: 2 }), entryOf(0.2), 0);
    expect(layer.size.bytes).toBe(2);
    layer.remove(one);
    layer.remove(item({ id: 2 }));
    expect(layer.size.bytes).toBe(0);
  });

  it("keeps 10,000 entries if nothing else is said", () => {
    const layer = memory();
    for (let id = 0; id < 10_001; id++) layer.write(item({ id }), entryOf(id), 0);
    expect(layer.size).toEqual({ entries: 10_000, bytes: 0, evictions: 1 });
  });

  it("estimates sizes if there is a limit of bytes, and keeps within it", () => {
    const layer = memory({ maxBytes: 100_000 });
    for (let id = 0; id < 1_000; id++) layer.write(item({ id }), entryOf("x".repeat(1_000)), 0);
    const { entries, bytes, evictions } = layer.size;
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(bytes).toBeGreaterThan(90_000);
    // 2,000 of the text, 280 of its own, its key.
    expect(entries).toBe(43);
    expect(evictions).toBe(1_000 - entries);
  });

  it("makes room for a larger value in place of a smaller one at the cost of others, never of its own", () => {
    const layer = memory({ maxBytes: 100, maxEntryBytes: 90, sizeOf: (value) => value as number });
    for (let id = 0; id < 10; id++) layer.write(item({ id }), entryOf(10), 0);
    layer.write(item({ id: 0 }), entryOf(80), 0);
    expect(layer.peek(item({ id: 0 }), 0)?.value).toBe(80);
    expect(layer.size).toEqual({ entries: 3, bytes: 100, evictions: 7 });
  });

  it("gives up the dead before the living, and doesn't call that an eviction", () => {
    const layer = memory({ maxEntries: 2 });
    layer.write(one, entryOf("short", 10), 0);
    layer.read(one, 5);
    layer.write(item({ id: 2 }), entryOf("long"), 0);
    layer.write(item({ id: 3 }), entryOf("new"), 10);
    expect(layer.size).toEqual({ entries: 2, bytes: 0, evictions: 0 });
    expect(layer.peek(item({ id: 2 }), 10)?.value).toBe("long");
  });
});

describe("values in memory", () => {
  it("are copies on their way in and out with `clone`, for `peek` too", () => {
    const layer = memory({ store: "clone" });
    const value = { list: [1] };
    layer.write(one, entryOf(value), 0);
    value.list.push(2);
    for (const look of ["read", "peek", "read"] as const) {
      const found = layer[look](one, 0)?.value as typeof value;
      expect(found).toEqual({ list: [1] });
      found.list.push(3);
    }
  });

  it("keep their times and tags with `clone`", () => {
    const layer = memory({ store: "clone" });
    const entry = { value: {}, createdAt: 1, staleAt: 2, expiresAt: 3, deadAt: 4, tags: [["a", 1]] as const };
    layer.write(one, entry, 0);
    expect(layer.read(one, 0)).toEqual(entry);
  });

  it.each([() => {}, { nested: () => {} }])("that can't be copied are not kept: %s", (value) => {
    const layer = memory({ store: "clone" });
    layer.write(one, entryOf("old"), 0);
    layer.write(one, entryOf(value), 0);
    expect(layer.size.entries).toBe(0);
  });

  it("are frozen to the ground with `freeze`, but for what is not plain", () => {
    const layer = memory({ store: "freeze" });
    const date = new Date(0);
    const deepest = [1];
    const list = [{ deep: Object.freeze({ deepest }) }];
    const loop = { list, date, bytes: Buffer.of(1), self: {} };
    loop.self = loop;
    layer.write(one, entryOf(loop), 0);
    expect(layer.read(one, 0)?.value).toBe(loop);
    expect(() => deepest.push(2)).toThrow(TypeError);
    expect(Object.isFrozen(loop)).toBe(true);
    expect(Object.isFrozen(date)).toBe(false);
  });

  it("that throw when they are looked into are not kept with `freeze`", () => {
    const layer = memory({ store: "freeze" });
    const value = Object.defineProperty({}, "trap", {
      enumerable: true,
      get: () => {
        throw new Error("trap");
      },
    });
    layer.write(one, entryOf(value), 0);
    expect(layer.size.entries).toBe(0);
  });
});
