import { appendFile, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Change, Log, LogDamage } from "../../src/file/log.ts";
import { bytesIn, newFolder } from "./folder.ts";

const small = { segmentBytes: 400, maxBytes: 2_000 };

/** A log, and what was in it when it was opened. */
async function opened(path: string, limits = small): Promise<{ log: Log; found: Map<string, string> }> {
  const found = new Map<string, string>();
  const log = await Log.open({ path, ...limits }, ({ key, value }) => {
    if (value === undefined) found.delete(key);
    else found.set(key, value.toString());
  });
  return { log, found };
}

const change = fc.record({
  key: fc.constantFrom("a", "b", "é", "d", "e"),
  value: fc.option(fc.string({ maxLength: 60 })),
});

function changeOf({ key, value }: { key: string; value: string | null }): Change {
  return value === null ? { key } : { key, value: Buffer.from(value) };
}

it("has what was last written of each key, at once and when opened again, within its bound", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.array(change, { maxLength: 5 })), { maxLength: 4 }),
      async (runs) => {
        const path = await newFolder();
        const expected = new Map<string, string>();
        for (const batches of runs) {
          const { log, found } = await opened(path);
          expect(found).toEqual(expected);
          const written = batches.map((batch) => {
            for (const { key, value } of batch) {
              if (value === null) expected.delete(key);
              else expected.set(key, value);
            }
            return log.change(batch.map(changeOf));
          });
          for (const when of ["before", "after"]) {
            for (const key of ["a", "b", "é", "d", "e"]) {
              expect((await log.read(key))?.toString(), `${key} ${when} it is written`).toBe(
                expected.get(key),
              );
            }
            await Promise.all(written);
          }
          await log.close();
        }
        const { log, found } = await opened(path);
        await log.close();
        expect(found).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});

it("gives back the space of what no longer counts, and keeps what does", async () => {
  const path = await newFolder();
  const { log } = await opened(path);
  await log.change([
    { key: "old", value: Buffer.from("kept") },
    { key: "gone", value: Buffer.from("x") },
  ]);
  await log.change([{ key: "gone" }]);
  for (let round = 0; round < 500; round++)
    await log.change([{ key: `${round % 5}`, value: Buffer.alloc(100, 65) }]);
  expect(await bytesIn(path)).toBeLessThan(small.maxBytes + 2 * small.segmentBytes);
  expect((await log.read("old"))?.toString()).toBe("kept");
  await log.close();
  const { log: after, found } = await opened(path);
  await after.close();
  expect([...found.keys()].sort()).toEqual(["0", "1", "2", "3", "4", "old"]);
});

it("keeps more than its bound where more than that counts, and comes to an end", async () => {
  const path = await newFolder();
  const { log } = await opened(path);
  const all = Array.from({ length: 100 }, (_, at) => ({ key: `${at}`, value: Buffer.alloc(100, 65) }));
  for (const each of all) await log.change([each]);
  for (const each of all) await log.change([each]);
  expect(await bytesIn(path)).toBeLessThan(1.5 * 100 * 120 + 3 * small.segmentBytes);
  await log.close();
  const { log: after, found } = await opened(path);
  await after.close();
  expect(found.size).toBe(100);
});

it("reads are right while space is given back", async () => {
  const { log } = await opened(await newFolder());
  await log.change([{ key: "old", value: Buffer.from("kept") }]);
  for (let round = 0; round < 100; round++) {
    const writing = log.change([{ key: `${round % 5}`, value: Buffer.alloc(300, 65) }]);
    const reads = await Promise.all(Array.from({ length: 10 }, () => log.read("old")));
    expect(reads.map(String)).toEqual(new Array(10).fill("kept"));
    await writing;
  }
  await log.close();
});

/** One file with three records. */
async function threeRecords(): Promise<{ path: string; file: string; content: Buffer }> {
  const path = await newFolder();
  const { log } = await opened(path);
  for (const key of ["a", "b", "c"]) await log.change([{ key, value: Buffer.from(key) }]);
  await log.close();
  const file = join(path, (await readdir(path))[0]!);
  return { path, file, content: await readFile(file) };
}

it("the newest file may be cut off anywhere: whole records count, and it goes on after them", async () => {
  const { path, file, content } = await threeRecords();
  const recordBytes = content.length / 3;
  for (let length = content.length; length >= 0; length--) {
    await writeFile(file, content);
    await truncate(file, length);
    const { log, found } = await opened(path);
    expect([...found.keys()].join("")).toBe("abc".slice(0, Math.floor(length / recordBytes)));
    await log.change([{ key: "d", value: Buffer.from("d") }]);
    await log.close();
    const { log: after, found: then } = await opened(path);
    expect(then.get("d")).toBe("d");
    await after.change([{ key: "d" }]);
    await after.close();
    for (const name of await readdir(path)) if (!file.endsWith(name)) await rm(join(path, name));
  }
});

it("every other damage is told", async () => {
  const { path, file, content } = await threeRecords();
  for (let at = 0; at < content.length; at++) {
    const damaged = Buffer.from(content);
    damaged[at]! ^= 0x55;
    await writeFile(file, damaged);
    await expect(opened(path)).rejects.toThrow(LogDamage);
  }
  await writeFile(file, content.subarray(0, content.length - 1));
  await appendFile(join(path, "0000000009.log"), content); // A newer one: so that wasn't the end.
  await expect(opened(path)).rejects.toThrow(LogDamage);
});

it("nothing is written once it is closed", async () => {
  const { log } = await opened(await newFolder());
  await log.close();
  await expect(log.change([{ key: "a" }])).rejects.toThrow("closed");
  await log.close();
});
