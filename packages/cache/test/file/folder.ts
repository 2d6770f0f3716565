import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineKey, type LayerKey, type RemoteLayer, type Stored } from "fairlead-cache";
import { type FileOptions, file } from "fairlead-cache/file";
import { onTestFinished } from "vitest";
import { Log } from "../../src/file/log.ts";

export const context = { timeoutMs: 5_000 };
const user = defineKey<string, { id: number }>("user");

export const key = (id: number): LayerKey => user({ id });
export const userKeys = user.all;

/** A clock that stands until it is moved. */
export class StillClock {
  time = 1_700_000_000_000;

  now(): number {
    return this.time;
  }
}

export function entry(value: string | Uint8Array, clock: StillClock, lifeMs = 60_000): Stored {
  const createdAt = clock.now();
  return {
    value: typeof value === "string" ? Buffer.from(value) : value,
    createdAt,
    staleAt: Infinity,
    expiresAt: createdAt + lifeMs,
    deadAt: createdAt + lifeMs,
    tags: [],
  };
}

export async function newFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "fairlead-file-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Closed when the test is over. */
export function layerIn(path: string, options: Partial<FileOptions> = {}): RemoteLayer {
  const layer = file({ path, maxBytes: 100_000_000, ...options });
  onTestFinished(() => layer.close());
  return layer;
}

/** The value, or what there is instead. */
export async function readOne(layer: RemoteLayer, asked: LayerKey): Promise<string> {
  const [found] = await layer.read([asked], context);
  if (found?.kind === "hit") return Buffer.from(found.stored.value).toString();
  return found?.kind === "error" ? found.error.code : "miss";
}

export async function bytesIn(path: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(path)) {
    const { size } = await stat(join(path, name)).catch(() => ({ size: 0 }));
    bytes += size;
  }
  return bytes;
}

/** What stands in a folder that nobody has open. */
export async function keysIn(path: string): Promise<string[]> {
  const keys = new Set<string>();
  const log = await Log.open(
    { path, segmentBytes: Infinity, maxBytes: Infinity },
    ({ key: changed, value }) => {
      if (value === undefined) keys.delete(changed);
      else keys.add(changed);
    },
  );
  await log.close();
  return [...keys].sort();
}
