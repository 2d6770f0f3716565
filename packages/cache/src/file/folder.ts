import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Lock } from "./lock.ts";
import { type Change, Log, LogDamage } from "./log.ts";
import { segmentNumber } from "./segment.ts";

const [LEAST_SEGMENT_BYTES, MOST_SEGMENT_BYTES] = [256 * 1_024, 32 * 1_024 * 1_024];

/** What is told of the changes in a folder. */
export interface FolderContents {
  replay(change: Change): void;
  /** The folder is emptied: nothing that was told is there. Gives what must not be lost. */
  emptied(): Change[];
}

/** A folder, open: nobody else has it. */
export class Folder {
  readonly log: Log;
  private readonly lock: Lock;

  private constructor(log: Log, lock: Lock) {
    this.log = log;
    this.lock = lock;
  }

  /**
   * Opens a folder for entries of `maxBytes`, and tells of what is in it. One that is damaged is emptied.
   * @throws {FolderTaken} if somebody else has it; and what the file system says.
   */
  static async open(path: string, maxBytes: number, contents: FolderContents): Promise<Folder> {
    await mkdir(path, { recursive: true });
    const lock = await Lock.take(path);
    try {
      return new Folder(await openLog(path, maxBytes, contents), lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  isHeld(): Promise<boolean> {
    return this.lock.isHeld();
  }

  /** Once all is written. */
  async close(): Promise<void> {
    try {
      await this.log.close();
    } finally {
      await this.lock.release();
    }
  }
}

async function openLog(path: string, maxBytes: number, contents: FolderContents): Promise<Log> {
  const segmentBytes = Math.min(Math.max(maxBytes / 16, LEAST_SEGMENT_BYTES), MOST_SEGMENT_BYTES);
  const setting = { path, segmentBytes, maxBytes: 1.5 * maxBytes + 2 * segmentBytes };
  try {
    return await Log.open(setting, (change) => contents.replay(change));
  } catch (error) {
    if (!(error instanceof LogDamage)) throw error;
    for (const name of await readdir(path)) {
      if (segmentNumber(name) !== undefined) await rm(join(path, name));
    }
    const log = await Log.open(setting, (change) => contents.replay(change));
    try {
      await log.change(contents.emptied(), true);
    } catch (unwritten) {
      await log.close();
      throw unwritten;
    }
    return log;
  }
}
