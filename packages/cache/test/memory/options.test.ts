import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CacheUsageError } from "../../src/errors.ts";
import { memory } from "../../src/memory/memory.ts";
import { DEFAULTS, resolveMemory } from "../../src/memory/options.ts";

describe("options of the memory layer", () => {
  it("have the defaults that their comments name", () => {
    const source = readFileSync(new URL("../../src/memory/options.ts", import.meta.url), "utf8");
    for (const [name, value] of Object.entries(DEFAULTS)) {
      const comment = new RegExp(`/\\*\\*((?:[^*]|\\*(?!/))*)\\*/\\s+readonly ${name}\\?`).exec(source)?.[1];
      expect(comment, name).toContain(`Default \`${JSON.stringify(value)}\``);
    }
  });

  it.each([
    [{ maxEntries: 0 }, /maxEntries/],
    [{ maxEntries: 1.5 }, /maxEntries/],
    [{ maxEntries: Number.POSITIVE_INFINITY }, /maxEntries/],
    [{ maxEntries: 17_000_000 }, /maxEntries/],
    [{ maxBytes: Number.NaN }, /maxBytes/],
    [{ maxBytes: "1" }, /maxBytes/],
    [{ maxEntryBytes: -1 }, /maxEntryBytes/],
    [{ maxBytes: 10, maxEntryBytes: 11 }, /above/],
    [{ label: "" }, /label/],
    [{ sizeOf: 5 }, /sizeOf/],
    [{ store: "bytes" }, /store must be one of reference, clone, freeze/],
    [{ eviction: "lru" }, /eviction/],
    [{ max: 5 }, /no option of the memory layer: "max"/],
  ])("%j is refused", (options, message) => {
    const make = (): unknown => memory(options as never);
    expect(make).toThrow(message);
    expect(make).toThrow(CacheUsageError);
    expect(make).toThrow(expect.objectContaining({ code: "ERR_CACHE_OPTION" }));
  });

  it("bound the bytes of an entry by a quarter of all, and entries only by what a Map can hold", () => {
    expect(resolveMemory({ maxBytes: 1_000 })).toMatchObject({ maxEntryBytes: 250, maxEntries: 16_000_000 });
    expect(resolveMemory({ maxBytes: 1 })).toMatchObject({ maxEntryBytes: 1 });
  });

  it("count bytes only where somebody asks for it", () => {
    expect(resolveMemory({}).counted).toBe(false);
    for (const options of [{ maxBytes: 9 }, { maxEntryBytes: 9 }, { sizeOf: () => 1 }]) {
      expect(resolveMemory(options).counted).toBe(true);
    }
  });
});
