import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";

const NAME = /^(\d{10})\.log$/;

/** The number of a segment's file; `undefined` for other files. */
export function segmentNumber(name: string): number | undefined {
  const match = NAME.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** One file of a log. Written at its end, read anywhere. */
export class Segment {
  readonly number: number;
  private readonly path: string;
  private readonly file: FileHandle;
  private length: number;

  private constructor(number: number, path: string, file: FileHandle, length: number) {
    this.number = number;
    this.path = path;
    this.file = file;
    this.length = length;
  }

  static async open(folder: string, number: number): Promise<Segment> {
    const path = join(folder, `${String(number).padStart(10, "0")}.log`);
    const file = await open(path, "a+", 0o600);
    try {
      return new Segment(number, path, file, (await file.stat()).size);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.length;
  }

  /** Gives where it begins. What was written of it when it fails is cut off again. */
  async append(content: Buffer, durable: boolean): Promise<number> {
    const at = this.length;
    try {
      await this.file.appendFile(content);
      if (durable) await this.file.datasync();
    } catch (error) {
      await this.cut(at).catch(() => undefined);
      throw error;
    }
    this.length += content.length;
    return at;
  }

  /** Fewer bytes than asked for where the file ends. */
  async read(at: number, bytes: number): Promise<Buffer> {
    const into = Buffer.allocUnsafe(bytes);
    let filled = 0;
    while (filled < bytes) {
      const { bytesRead } = await this.file.read(into, filled, bytes - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return into.subarray(0, filled);
  }

  async cut(at: number): Promise<void> {
    await this.file.truncate(at);
    this.length = at;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  async delete(): Promise<void> {
    await this.file.close();
    await unlink(this.path);
  }
}
