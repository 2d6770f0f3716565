import { readdir } from "node:fs/promises";
import { logRecord, readLogRecord } from "./log-record.ts";
import { Segment, segmentNumber } from "./segment.ts";

/** `value` undefined: deleted. */
export interface Change {
  readonly key: string;
  readonly value?: Buffer;
}

interface Location {
  readonly segment: Segment;
  readonly at: number;
  readonly bytes: number;
}

interface Batch {
  readonly changes: Change[];
  /** Whether it must outlast a crash of the machine. */
  durable: boolean;
  readonly done: Promise<void>;
}

export interface LogSetting {
  readonly path: string;
  /** A segment is left when it has so many. */
  readonly segmentBytes: number;
  /** With more than these in all, space is given back: but for what is of use, and half as much again. */
  readonly maxBytes: number;
}

/** That a log can't be read further. */
export class LogDamage extends Error {
  override readonly name = "LogDamage";
}

/**
 * Values by their keys, in files that are only appended to. The newest record of a key counts; where each is, is kept in memory.
 * Space is given back by the oldest file: what still counts in it is appended again, and the file deleted. So a deletion needs
 * to be remembered no longer than it is in the oldest file: nothing is before it.
 */
export class Log {
  private readonly setting: LogSetting;
  private readonly locations: Map<string, Location> = new Map();
  /** What counts, in bytes. */
  private living = 0;
  /** What is being written: read from here until it is. */
  private readonly pending: Map<string, Change> = new Map();
  /** Oldest first. The last one is written to. */
  private readonly segments: Segment[] = [];
  private last: Promise<void> = Promise.resolve();
  private next: Batch | undefined;
  private isClosed = false;

  private constructor(setting: LogSetting) {
    this.setting = setting;
  }

  /**
   * Opens what is in a folder, and tells of each change there was, in their order.
   * @throws {LogDamage} if a file is damaged: but the end of the newest may be cut off, by a crash.
   */
  static async open(setting: LogSetting, see: (change: Change) => void): Promise<Log> {
    const log = new Log(setting);
    try {
      const names = await readdir(setting.path);
      const numbers = names.map(segmentNumber).filter((number) => number !== undefined);
      numbers.sort((a, b) => a - b);
      for (const number of numbers) {
        const segment = await Segment.open(setting.path, number);
        log.segments.push(segment);
        await log.replay(segment, number === numbers.at(-1), see);
        if (segment.bytes === 0) await log.segments.pop()!.delete();
      }
      log.segments.push(await Segment.open(setting.path, (numbers.at(-1) ?? 0) + 1));
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  /** Resolves once they are written, with all that came before. Rejects when it is closed, and with what the file system says. */
  change(changes: readonly Change[], durable = false): Promise<void> {
    if (this.isClosed) return Promise.reject(new Error("The log is closed."));
    this.next ??= this.batch();
    for (const change of changes) {
      this.next.changes.push(change);
      this.pending.set(change.key, change);
    }
    this.next.durable ||= durable;
    return this.next.done;
  }

  /** Undefined if there is none, or it is damaged. */
  async read(key: string): Promise<Buffer | undefined> {
    const pending = this.pending.get(key);
    if (pending !== undefined) return pending.value;
    const location = this.locations.get(key);
    if (location === undefined) return undefined;
    try {
      return await readAt(location, key);
    } catch (error) {
      // Its file may have been given back meanwhile: then it is somewhere else.
      const now = this.locations.get(key);
      if (now === location) throw error;
      return now === undefined ? undefined : readAt(now, key);
    }
  }

  /** Once all is written. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.last.catch(() => undefined);
    for (const segment of this.segments) await segment.close();
    this.segments.length = 0;
  }

  private batch(): Batch {
    const done = this.last
      .catch(() => undefined)
      .then(async () => {
        this.next = undefined;
        try {
          await this.append(batch.changes, batch.durable);
        } finally {
          for (const change of batch.changes) {
            if (this.pending.get(change.key) === change) this.pending.delete(change.key);
          }
        }
        await this.giveBack().catch(() => undefined);
      });
    const batch: Batch = { changes: [], durable: false, done };
    this.last = done;
    return batch;
  }

  private async append(changes: readonly Change[], durable: boolean): Promise<void> {
    if (this.segments.at(-1)!.bytes >= this.setting.segmentBytes) {
      const number = this.segments.at(-1)!.number + 1;
      this.segments.push(await Segment.open(this.setting.path, number));
    }
    const segment = this.segments.at(-1)!;
    const records = changes.map(({ key, value }) => logRecord(key, value));
    let at = await segment.append(Buffer.concat(records), durable);
    for (const [index, { key, value }] of changes.entries()) {
      const bytes = records[index]!.length;
      this.place(key, value === undefined ? undefined : { segment, at, bytes });
      at += bytes;
    }
  }

  private place(key: string, location: Location | undefined): void {
    this.living += (location?.bytes ?? 0) - (this.locations.get(key)?.bytes ?? 0);
    if (location === undefined) this.locations.delete(key);
    else this.locations.set(key, location);
  }

  /** Were it less than what counts, giving back would never come to an end. */
  private get most(): number {
    const { maxBytes, segmentBytes } = this.setting;
    return Math.max(maxBytes, 1.5 * this.living + 2 * segmentBytes);
  }

  /** What fails here is done with the next batch. */
  private async giveBack(): Promise<void> {
    for (;;) {
      const oldest = this.segments[0]!;
      const bytes = this.segments.reduce((sum, segment) => sum + segment.bytes, 0);
      if (bytes <= this.most || this.segments.length === 1) return;
      const living = await this.livingIn(oldest);
      // On disk before the file they are in is gone.
      if (living.length > 0) await this.append(living, true);
      this.segments.shift();
      await oldest.delete();
    }
  }

  private async livingIn(segment: Segment): Promise<Change[]> {
    const living: Change[] = [];
    const content = await segment.read(0, segment.bytes);
    for (const [key, location] of this.locations) {
      if (location.segment !== segment) continue;
      const value = valueIn(content.subarray(location.at, location.at + location.bytes), key);
      if (value === undefined) this.place(key, undefined);
      else living.push({ key, value });
    }
    return living;
  }

  private async replay(segment: Segment, isNewest: boolean, see: (change: Change) => void): Promise<void> {
    const content = await segment.read(0, segment.bytes);
    for (let at = 0; at < content.length; ) {
      const record = readLogRecord(content, at);
      if (record === "cut" && isNewest) return segment.cut(at);
      if (typeof record === "string") throw new LogDamage("A file of the log is damaged.");
      const { key, value, bytes } = record;
      this.place(key, value === undefined ? undefined : { segment, at, bytes });
      see(value === undefined ? { key } : { key, value });
      at += bytes;
    }
  }
}

async function readAt({ segment, at, bytes }: Location, key: string): Promise<Buffer | undefined> {
  return valueIn(await segment.read(at, bytes), key);
}

function valueIn(bytes: Buffer, key: string): Buffer | undefined {
  const record = readLogRecord(bytes, 0);
  return typeof record === "string" || record.key !== key ? undefined : record.value;
}
