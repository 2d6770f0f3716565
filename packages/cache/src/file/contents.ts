import type { Stored } from "../layer.ts";
import type { Change } from "./log.ts";
import type { Marks } from "./marks.ts";
import { ENTRY, readEntry, readStamp, type Stamp, stampRecord, TAG, writeEntry } from "./records.ts";
import { type Place, Shelf } from "./shelf.ts";

/** How many entries each write looks at, whether they are dead. */
const SEARCHED = 32;
/** What an entry takes beyond its packed form and its key. */
const OVERHEAD_BYTES = 32;

/** What became of a write, and what has to change on disk. `large`: it alone is more than there may be. */
interface Decision {
  readonly result: "stored" | "refused" | "large";
  readonly changes: readonly Change[];
}

/** Decides what is on disk, and what has to change there. Does nothing itself. */
export class Contents {
  readonly shelf: Shelf = new Shelf();
  readonly marks: Marks;
  private readonly stamps: Map<string, Stamp>;
  private readonly maxBytes: number;

  /** Marks and stamps outlive it, when the folder has to be opened again. */
  constructor(maxBytes: number, marks: Marks, stamps: Map<string, Stamp>) {
    this.maxBytes = maxBytes;
    this.marks = marks;
    this.stamps = stamps;
  }

  /** What there is of an entry that isn't dead. */
  find(id: string, now: number): Place | undefined {
    const place = this.shelf.get(id);
    return place !== undefined && place.deadAt > now ? place : undefined;
  }

  /** Refused if it was removed meanwhile. One that is too large removes the old one all the same. */
  write(id: string, stored: Stored, unless: number | undefined, now: number): Decision {
    if (unless !== undefined && this.find(id, now) === undefined && this.marks.of(id) !== unless) {
      return { result: "refused", changes: [] };
    }
    const value = writeEntry(stored);
    const bytes = bytesOf(id, value);
    if (bytes > this.maxBytes) return { result: "large", changes: this.drop(id) };
    this.shelf.put(id, { bytes, deadAt: Math.floor(stored.deadAt) });
    this.marks.written(id);
    const gone = [...this.shelf.dropDead(now, SEARCHED), ...this.shelf.dropOver(this.maxBytes)];
    return { result: "stored", changes: [{ key: ENTRY + id, value }, ...deletions(gone)] };
  }

  remove(id: string, now: number): { readonly was: boolean; readonly changes: Change[] } {
    const was = this.find(id, now) !== undefined;
    this.marks.removed(id);
    return { was, changes: this.drop(id) };
  }

  clear(prefix: string): { readonly count: number; readonly changes: Change[] } {
    const gone = this.shelf.dropWithin(prefix);
    this.marks.removedAll();
    return { count: gone.length, changes: deletions(gone) };
  }

  /** For one that is damaged or could not be written. */
  drop(id: string): Change[] {
    this.shelf.drop(id);
    return deletions([id]);
  }

  stampOf(tag: string, now: number): number {
    const stamp = this.stamps.get(tag);
    return stamp !== undefined && stamp.until > now ? stamp.stamp : 0;
  }

  /** The new stamp is larger than all before, those of former runs included. */
  invalidate(
    tag: string,
    lifeMs: number,
    now: number,
  ): { readonly stamp: number; readonly changes: Change[] } {
    const old = this.stamps.get(tag);
    const stamp = Math.max(Math.floor(now), (old?.stamp ?? 0) + 1);
    const until = Math.max(Math.min(Math.ceil(now + lifeMs), Number.MAX_SAFE_INTEGER), old?.until ?? 0);
    const changes = this.dropStamps(now, 2); // So that there are never many that are over.
    this.stamps.delete(tag);
    this.stamps.set(tag, { stamp, until });
    changes.push({ key: TAG + tag, value: stampRecord({ stamp, until }) });
    return { stamp, changes };
  }

  /** Takes up what is on disk: called for each change there was, in their order. */
  replay({ key, value }: Change): void {
    const name = key.slice(1);
    if (key.startsWith(TAG)) {
      const stamp = value === undefined ? undefined : readStamp(value);
      // What is known here already is not older.
      if (stamp !== undefined && stamp.stamp >= (this.stamps.get(name)?.stamp ?? 0))
        this.stamps.set(name, stamp);
      return;
    }
    const stored = value === undefined ? undefined : readEntry(value);
    if (value === undefined || stored === undefined) this.shelf.drop(name);
    else this.shelf.put(name, { bytes: bytesOf(name, value), deadAt: stored.deadAt });
  }

  /** After all was replayed: gives what has to be deleted. */
  replayed(now: number): Change[] {
    const gone = [...this.shelf.dropDead(now, Infinity), ...this.shelf.dropOver(this.maxBytes)];
    return [...deletions(gone), ...this.dropStamps(now, Infinity)];
  }

  /** The folder had to be emptied: gives what has to be written there all the same. */
  emptied(): Change[] {
    this.shelf.clear();
    this.marks.removedAll(); // Nobody knows any more what was removed since loads have begun.
    return [...this.stamps].map(([tag, stamp]) => ({ key: TAG + tag, value: stampRecord(stamp) }));
  }

  /** Of the `most` tags invalidated longest ago, those whose life is over. */
  private dropStamps(now: number, most: number): Change[] {
    const changes: Change[] = [];
    let seen = 0;
    for (const [tag, { until }] of this.stamps) {
      if (seen++ >= most) break;
      if (until > now) continue;
      this.stamps.delete(tag);
      changes.push({ key: TAG + tag });
    }
    return changes;
  }
}

function bytesOf(id: string, record: Buffer): number {
  return record.length + id.length + OVERHEAD_BYTES;
}

function deletions(ids: readonly string[]): Change[] {
  return ids.map((id) => ({ key: ENTRY + id }));
}
