import { afterEach, expect, it, vi } from "vitest";
import { Log } from "../../src/file/log.ts";
import { Segment } from "../../src/file/segment.ts";
import { context, entry, key, layerIn, newFolder, readOne, StillClock } from "./folder.ts";

afterEach(() => vi.restoreAllMocks());

const failed = (): Error => Object.assign(new Error("no space left"), { code: "ENOSPC" });

it("a folder whose dead entries could not be deleted is opened once they can be", async () => {
  const path = await newFolder();
  const clock = new StillClock();
  const before = layerIn(path, { clock });
  await before.write([{ key: key(1), stored: entry("dead", clock, 10) }], context);
  await before.close();
  clock.time += 20;
  const layer = layerIn(path, { clock });
  vi.spyOn(Log.prototype, "change").mockRejectedValueOnce(failed());
  expect(await readOne(layer, key(1))).toBe("ERR_CACHE_UNREACHABLE");
  clock.time += 1_000;
  expect(await readOne(layer, key(1))).toBe("miss");
});

it("a folder whose files could not be closed is given up all the same", async () => {
  const path = await newFolder();
  const layer = layerIn(path);
  await layer.write([{ key: key(1), stored: entry("kept", new StillClock(), Infinity) }], context);
  vi.spyOn(Segment.prototype, "close").mockRejectedValueOnce(failed());
  await expect(layer.close()).rejects.toThrow("no space left");
  expect(await readOne(layerIn(path), key(1))).toBe("kept");
});
