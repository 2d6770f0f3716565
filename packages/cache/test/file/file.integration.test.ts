import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CacheError, type RemoteLayer } from "fairlead-cache";
import { file } from "fairlead-cache/file";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  bytesIn,
  context,
  entry,
  key,
  keysIn,
  layerIn,
  newFolder,
  readOne,
  StillClock,
  userKeys,
} from "./folder.ts";

async function write(
  layer: RemoteLayer,
  id: number,
  value: string,
  clock: StillClock,
  unless?: number,
): Promise<unknown> {
  const item = { key: key(id), stored: entry(value, clock) };
  const [written] = await layer.write([unless === undefined ? item : { ...item, unless }], context);
  return written instanceof CacheError ? written.code : written;
}

async function removalOf(layer: RemoteLayer, id: number): Promise<number> {
  const [found] = await layer.read([key(id)], context);
  if (found?.kind !== "miss") throw new Error("not a miss");
  return found.removal;
}

describe("entries", () => {
  it("are there again, with all they had, when the layer is closed and opened anew", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const stored = {
      value: Buffer.from("Ada"),
      createdAt: clock.now(),
      staleAt: clock.now() + 10,
      expiresAt: clock.now() + 20,
      deadAt: Infinity,
      tags: [["org:é", 7]] as const,
    };
    const before = layerIn(path, { clock });
    expect(await before.write([{ key: key(1), stored }], context)).toEqual(["stored"]);
    await before.close();
    const [found, missing] = await layerIn(path, { clock }).read([key(1), key(2)], context);
    expect(found).toEqual({ kind: "hit", stored });
    expect(missing).toEqual({ kind: "miss", removal: 0 });
  });

  it("are there after a crash", async () => {
    const [path, copy, clock] = [await newFolder(), await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock });
    for (let id = 0; id < 50; id++) await write(layer, id, `value ${id}`, clock);
    await cp(path, copy, { recursive: true }); // As it is when the process ends here.
    await rm(join(copy, "lock"));
    const after = layerIn(copy, { clock });
    for (let id = 0; id < 50; id++) expect(await readOne(after, key(id))).toBe(`value ${id}`);
  });

  it("are misses when they are dead, and leave the disk as others are written", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock });
    for (let id = 0; id < 20; id++) await write(layer, id, "old", clock);
    clock.time += 60_000;
    expect(await readOne(layer, key(3))).toBe("miss");
    for (let id = 20; id < 25; id++) await write(layer, id, "new", clock);
    await layer.close();
    expect(await keysIn(path)).toEqual([20, 21, 22, 23, 24].map((id) => `e${key(id).id}`));
  });

  it("are as they were last written or removed, in whatever order that is waited for", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock });
    const act = fc.record({
      id: fc.nat(3),
      value: fc.option(fc.string({ minLength: 1, maxLength: 3, unit: "grapheme-ascii" })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act), async (acts) => {
        const expected = new Map<number, string>();
        await layer.clear({ scope: [] }, context);
        const done = acts.map(({ id, value }) => {
          expected.set(id, value ?? "miss");
          return value === null ? layer.remove([key(id)], context) : write(layer, id, value, clock);
        });
        for (const [id, value] of expected) expect(await readOne(layer, key(id))).toBe(value);
        await Promise.all(done);
        for (const [id, value] of expected) expect(await readOne(layer, key(id))).toBe(value);
      }),
      { numRuns: 50 },
    );
  });
});

describe("bytes", () => {
  it("are bounded: the least recently used go first", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock, maxBytes: 100_000 });
    const value = "v".repeat(900);
    for (let id = 0; id < 90; id++) await write(layer, id, value, clock);
    expect(await readOne(layer, key(0))).toBe(value);
    for (let id = 90; id < 180; id++) await write(layer, id, value, clock);
    expect(await readOne(layer, key(0))).toBe(value);
    expect(await readOne(layer, key(1))).toBe("miss");
    expect(await readOne(layer, key(179))).toBe(value);
  });

  it("are bounded by a lower bound too, after it was lowered", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const before = layerIn(path, { clock });
    for (let id = 0; id < 20; id++) {
      await write(before, id, "v".repeat(1_000), clock);
      clock.time++;
    }
    await before.close();
    const after = layerIn(path, { clock, maxBytes: 12_000 });
    expect(await readOne(after, key(1))).toBe("miss");
    expect(await readOne(after, key(19))).toHaveLength(1_000);
  });

  it("on disk stay near the bound, however much is written", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const maxBytes = 10_000_000;
    const layer = layerIn(path, { clock, maxBytes });
    let most = 0;
    for (let round = 0; round < 60; round++) {
      const items = Array.from({ length: 100 }, (_, at) => ({
        key: key(round * 100 + at),
        stored: entry(Buffer.alloc(10_000, `${Math.random()}`), clock),
      }));
      await layer.write(items, context);
      most = Math.max(most, await bytesIn(path));
    }
    await layer.close();
    expect(most).toBeGreaterThan(1_000_000);
    expect(most).toBeLessThan(3 * maxBytes);
  });

  it("of one entry are no more than all may have: it is refused, and what it was to replace is gone", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock, maxBytes: 1_000 });
    await write(layer, 1, "small", clock);
    expect(await write(layer, 1, "v".repeat(1_000), clock)).toBe("ERR_CACHE_TOO_LARGE");
    expect(await readOne(layer, key(1))).toBe("miss");
  });
});

describe("removals", () => {
  it("say whether there was an entry, and outlast the layer", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock });
    await write(layer, 1, "a", clock);
    expect(await layer.remove([key(1), key(2)], context)).toEqual([true, false]);
    expect(await layer.remove([key(1)], context)).toEqual([false]);
    await layer.close();
    expect(await readOne(layerIn(path, { clock }), key(1))).toBe("miss");
  });

  it("refuse what was loaded before them", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock });
    const before = await removalOf(layer, 1);
    await layer.remove([key(1)], context);
    expect(await write(layer, 1, "old", clock, before)).toBe("refused");
    expect(await readOne(layer, key(1))).toBe("miss");
    expect(await write(layer, 1, "new", clock, await removalOf(layer, 1))).toBe("stored");
    expect(await write(layer, 1, "newer", clock, 0)).toBe("stored");
  });

  it("of a range take all its keys and no others, and refuse what was loaded before", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock });
    const before = await removalOf(layer, 9);
    for (let id = 0; id < 3; id++) await write(layer, id, "a", clock);
    const other = { scope: [], name: "user", version: 1, params: [], id: "user:1:" };
    await layer.write([{ key: other, stored: entry("b", clock) }], context);
    expect(await layer.clear(userKeys, context)).toBe(3);
    expect(await readOne(layer, key(0))).toBe("miss");
    expect(await readOne(layer, other)).toBe("b");
    expect(await write(layer, 9, "old", clock, before)).toBe("refused");
    expect(await layer.clear({ scope: [] }, context)).toBe(1);
  });
});

async function invalidated(layer: RemoteLayer, tag: string): Promise<number> {
  const stamps = await layer.tags?.invalidate([tag], 1_000, context);
  if (typeof stamps?.[0] !== "number") throw new Error("no stamp");
  return stamps[0];
}

describe("tags", () => {
  it("have stamps that grow, also over restarts, until their life is over", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const before = layerIn(path, { clock });
    expect(await before.tags?.stamps(["a", "b"], context)).toEqual([0, 0]);
    const first = await invalidated(before, "a");
    const second = await invalidated(before, "a");
    expect(second).toBeGreaterThan(first);
    await before.close();

    const after = layerIn(path, { clock });
    expect(await after.tags?.stamps(["a", "b"], context)).toEqual([second, 0]);
    clock.time += 999;
    expect(await after.tags?.stamps(["a"], context)).toEqual([second]);
    clock.time += 1;
    expect(await after.tags?.stamps(["a"], context)).toEqual([0]);
    const third = await invalidated(after, "a");
    expect(third).toBeGreaterThan(second);
  });

  it("that are over leave the disk", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock });
    await layer.tags?.invalidate(["a", "b", "c"], 1_000, context);
    clock.time += 1_000;
    await layer.tags?.invalidate(["d"], 1_000, context);
    await layer.tags?.invalidate(["e"], 1_000, context);
    await layer.close();
    expect(await keysIn(path)).toEqual(["td", "te"]);
  });
});

describe("a folder", () => {
  it("that another layer has is refused, until it is closed", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const [first, second] = [layerIn(path, { clock }), layerIn(path, { clock, label: "second" })];
    await write(first, 1, "a", clock);
    const [found] = await second.read([key(1)], context);
    expect(found).toMatchObject({ kind: "error", error: { code: "ERR_CACHE_UNREACHABLE", layer: "second" } });
    expect(String(found?.kind === "error" && found.error)).toContain("another process");
    expect(await write(second, 1, "b", clock)).toBe("ERR_CACHE_UNREACHABLE");
    expect(await second.clear({ scope: [] }, context)).toBeInstanceOf(CacheError);
    await first.close();
    expect(await readOne(second, key(1))).toBe("ERR_CACHE_UNREACHABLE"); // Not tried again at once.
    clock.time += 1_000;
    expect(await readOne(second, key(1))).toBe("a");
  });

  it("that another process has is refused, until it ends", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const program = `import { writeFileSync } from "node:fs";
      import { hostname } from "node:os";
      writeFileSync(process.argv[1] + "/lock", process.pid + "\\n" + hostname() + "\\nid");
      console.log("open");
      setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ["--input-type=module", "-e", program, path]);
    onTestFinished(() => void other.kill("SIGKILL"));
    await once(other.stdout, "data");
    const layer = layerIn(path, { clock });
    expect(await readOne(layer, key(1))).toBe("ERR_CACHE_UNREACHABLE");
    other.kill("SIGKILL");
    await once(other, "exit");
    clock.time += 1_000;
    expect(await readOne(layer, key(1))).toBe("miss");
  });

  it("that can't be made is an error, for reads and for writes", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    await writeFile(join(path, "file"), "");
    const layer = layerIn(join(path, "file"), { clock });
    expect(await readOne(layer, key(1))).toBe("ERR_CACHE_UNREACHABLE");
    expect(await layer.tags?.stamps(["a"], context)).toMatchObject([{ code: "ERR_CACHE_UNREACHABLE" }]);
  });

  it("is let go by closing, and everything fails from then on", async () => {
    const [path, clock] = [await newFolder(), new StillClock()];
    const layer = layerIn(path, { clock });
    await write(layer, 1, "a", clock);
    const writing = [2, 3, 4].map((id) => write(layer, id, "b", clock));
    await Promise.all([layer.close(), layer.close()]);
    for (const result of await Promise.all(writing)) expect(["stored", "ERR_CACHE_CLOSED"]).toContain(result);
    expect(await readOne(layer, key(1))).toBe("ERR_CACHE_CLOSED");
    expect(await layer.remove([key(1)], context)).toMatchObject([{ code: "ERR_CACHE_CLOSED" }]);
    expect(await readOne(layerIn(path, { clock }), key(1))).toBe("a");
  });
});

it("a layer that was never used can be closed", async () => {
  await layerIn(join(await newFolder(), "never")).close();
});

it.each([
  ["an empty path", { path: "", maxBytes: 1 }],
  ["a bound that is none", { path: "x", maxBytes: Number.NaN }],
  ["a bound of 0", { path: "x", maxBytes: 0 }],
  ["an option of the codec out of range", { path: "x", maxBytes: 1, maxValueBytes: 0 }],
])("%s is refused", (_, options) => {
  expect(() => file(options)).toThrow(expect.objectContaining({ code: "ERR_CACHE_OPTION" }));
});
