import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { FolderTaken, Lock } from "../../src/file/lock.ts";
import { newFolder } from "./folder.ts";

async function take(folder: string): Promise<Lock> {
  const lock = await Lock.take(folder);
  onTestFinished(() => lock.release().catch(() => undefined));
  return lock;
}

async function silentFor(seconds: number, path: string): Promise<void> {
  const then = new Date(Date.now() - seconds * 1_000);
  await utimes(path, then, then);
}

it("is one's at a time, and leaves nothing behind", async () => {
  const folder = await newFolder();
  const lock = await take(folder);
  expect(await lock.isHeld()).toBe(true);
  await expect(Lock.take(folder)).rejects.toThrow(FolderTaken);
  expect(await readdir(folder)).toEqual(["lock"]);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
  expect(await (await take(folder)).isHeld()).toBe(true);
});

it("of many that want it one gets it", async () => {
  const folder = await newFolder();
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => take(folder)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

it.each([
  ["another machine's is another's after ten silent seconds", "elsewhere", 1, 11, true],
  ["another machine's is not before", "elsewhere", 2 ** 22 + 1, 8, false],
  ["that of a process that ended is another's at once", hostname(), 2 ** 22 + 1, 0, true],
  ["that of a process that lives is not", hostname(), process.ppid, 8, false],
])("%s", async (_, host, pid, silence, isFree) => {
  const folder = await newFolder();
  const path = join(folder, "lock");
  await writeFile(path, `${pid}\n${host}\nid`);
  await silentFor(silence, path);
  if (isFree) expect(await (await take(folder)).isHeld()).toBe(true);
  else await expect(take(folder)).rejects.toThrow(FolderTaken);
});

it("one that was taken over is not released by whom it was taken from", async () => {
  const folder = await newFolder();
  const path = join(folder, "lock");
  const first = await take(folder);
  await silentFor(11, path);
  const second = await take(folder);
  const content = await readFile(path, "utf8");
  await first.release();
  expect(await readFile(path, "utf8")).toBe(content);
  expect(await second.isHeld()).toBe(true);
});
