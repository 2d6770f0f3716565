import { randomUUID } from "node:crypto";
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

/** How often whoever has the folder says so. */
const BEAT_MS = 2_000;
/** After so long without a word it is taken for gone. */
const SILENT_MS = 10_000;

/** That somebody else has the folder. */
export class FolderTaken extends Error {
  override readonly name = "FolderTaken";
}

/**
 * That a folder is used by one owner only: a file that its owner writes to every two seconds. It is another's as soon as that one
 * closed it, ended on this machine, or was silent for ten seconds.
 */
export class Lock {
  private readonly path: string;
  private readonly owner: string;
  private readonly file: FileHandle;
  private readonly timer: NodeJS.Timeout;
  private heardAt = -Infinity;
  private held = false;

  private constructor(path: string, owner: string, file: FileHandle) {
    this.path = path;
    this.owner = owner;
    this.file = file;
    this.timer = setInterval(() => void this.beat(), BEAT_MS);
    this.timer.unref();
  }

  /** @throws {FolderTaken} */
  static async take(folder: string): Promise<Lock> {
    const path = join(folder, "lock");
    const owner = `${process.pid}\n${hostname()}\n${randomUUID()}`;
    try {
      await writeFile(path, owner, { flag: "wx", mode: 0o600 });
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
      await takeOver(path, owner);
    }
    const lock = new Lock(path, owner, await open(path, "r+"));
    if (await lock.isHeld()) return lock;
    await lock.release();
    throw new FolderTaken("Somebody else was faster.");
  }

  /** Whether it is this one's still. The disk is asked if that was long ago: this process may have stood still. */
  async isHeld(): Promise<boolean> {
    if (performance.now() - this.heardAt >= SILENT_MS / 2) await this.beat();
    return this.held;
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.file.close();
    if ((await ownerIn(this.path)) === this.owner) await rm(this.path, { force: true });
  }

  private async beat(): Promise<void> {
    try {
      this.held = (await ownerIn(this.path)) === this.owner;
      if (this.held) await this.file.write(this.owner, 0);
      this.heardAt = performance.now();
    } catch {
      this.held = false;
    }
  }
}

async function takeOver(path: string, owner: string): Promise<void> {
  const own = `${path}.${owner.slice(-36)}`;
  try {
    await writeFile(own, owner, { mode: 0o600 });
    if (!(await isLeft(path, own))) throw new FolderTaken("Somebody else has it.");
    await rename(own, path);
  } finally {
    await rm(own, { force: true });
  }
}

/** `own` was written just now: so the clock of the disk is compared with itself. */
async function isLeft(path: string, own: string): Promise<boolean> {
  const owner = await ownerIn(path);
  if (owner === undefined) return true;
  const [pid, host] = owner.split("\n");
  if (host === hostname() && /^\d+$/.test(pid!) && !isAlive(Number(pid))) return true;
  const [theirs, ours] = await Promise.all([stat(path), stat(own)]);
  return ours.mtimeMs - theirs.mtimeMs >= SILENT_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

async function ownerIn(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
