import { cp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RemoteLayer } from "fairlead-cache";
import fc from "fast-check";
import { expect, it } from "vitest";
import { context, entry, key, layerIn, newFolder, readOne, StillClock } from "./folder.ts";

const ENTRIES = 60;
const value = (id: number): string => `${id}:${"lorem ipsum ".repeat((id * 37) % 200)}`;
const clock = new StillClock();

/** A folder with entries in three files. */
async function filled(): Promise<string> {
  const path = await newFolder();
  for (const [from, to] of [
    [0, 30],
    [30, 50],
    [50, ENTRIES],
  ] as const) {
    const layer = layerIn(path, { clock });
    for (let id = from; id < to; id++)
      await layer.write([{ key: key(id), stored: entry(value(id), clock) }], context);
    await layer.tags?.invalidate([`tag ${from}`], 1e9, context);
    await layer.close();
  }
  return path;
}

/** All entries are as they were written, or missing; gives how many there are. */
async function readAll(layer: RemoteLayer): Promise<number> {
  const found = await layer.read(
    Array.from({ length: ENTRIES }, (_, id) => key(id)),
    context,
  );
  let hits = 0;
  for (const [id, each] of found.entries()) {
    if (each.kind === "error") throw each.error;
    if (each.kind !== "hit") continue;
    expect(Buffer.from(each.stored.value).toString()).toBe(value(id));
    hits++;
  }
  return hits;
}

async function isOfUse(layer: RemoteLayer): Promise<void> {
  const [id, written] = [1_000, entry("new", clock)];
  expect(await layer.write([{ key: key(id), stored: written }], context)).toEqual(["stored"]);
  expect(await readOne(layer, key(id))).toBe("new");
}

async function names(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => name.endsWith(".log")).sort();
}

it("whatever byte of whatever file is changed, entries are right or missing, and the layer is of use", async () => {
  const original = await filled();
  expect(await names(original)).toHaveLength(3);
  let damaged = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 }),
      async (which, bytes) => {
        const path = await newFolder();
        await cp(original, path, { recursive: true });
        const files = await names(path);
        const chosen = join(path, files[which % files.length]!);
        const content = await readFile(chosen);
        for (const [at, byte] of bytes) content[at % content.length] = byte;
        await writeFile(chosen, content);
        const layer = layerIn(path, { clock });
        if ((await readAll(layer)) < ENTRIES) damaged++;
        await isOfUse(layer);
        await layer.close();
      },
    ),
    { numRuns: 80 },
  );
  expect(damaged).toBeGreaterThan(0);
});

it("whichever file is cut off or missing, entries are right or missing, and the layer is of use", async () => {
  const original = await filled();
  for (const name of await names(original)) {
    for (const share of [undefined, 0, 0.5, 0.99]) {
      const path = await newFolder();
      await cp(original, path, { recursive: true });
      const { length } = await readFile(join(path, name));
      if (share === undefined) await rm(join(path, name));
      else await truncate(join(path, name), Math.floor(length * share));
      const layer = layerIn(path, { clock });
      await readAll(layer);
      await isOfUse(layer);
      await layer.close();
    }
  }
});

it("files damaged while they are in use make misses, and the layer is of use", async () => {
  const path = await filled();
  const layer = layerIn(path, { clock });
  expect(await readAll(layer)).toBe(ENTRIES);
  for (const name of await names(path)) {
    const { length } = await readFile(join(path, name));
    await writeFile(join(path, name), Buffer.alloc(length, 0xff));
  }
  expect(await readAll(layer)).toBe(0);
  await isOfUse(layer);
  expect(await layer.tags?.stamps(["tag 0"], context)).toEqual([clock.now()]);
  await layer.close();
  await isOfUse(layerIn(path, { clock }));
});
