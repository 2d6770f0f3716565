import type { Clock } from "../clock.ts";
import { CacheError } from "../errors.ts";
import { readableRange } from "../keys/readable.ts";
import type { Codec, Found, KeyRange, LayerKey, RemoteLayer, TagStore, Writing, Written } from "../layer.ts";
import type { Change } from "./log.ts";
import { ENTRY, readEntry } from "./records.ts";
import type { Place } from "./shelf.ts";
import { type Opened, Store } from "./store.ts";

interface FileSetting {
  readonly path: string;
  readonly maxBytes: number;
  readonly label: string;
  readonly clock: Clock;
  readonly codec: Codec;
}

/** Does what {@link Contents} decides. */
export class FileLayer implements RemoteLayer {
  readonly kind = "remote";
  readonly shared = false;
  readonly label: string;
  readonly codec: Codec;
  readonly tags: TagStore;
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly maxBytes: number;

  constructor({ path, maxBytes, label, clock, codec }: FileSetting) {
    this.label = label;
    this.codec = codec;
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.store = new Store(path, label, maxBytes, clock);
    this.tags = {
      stamps: (tags) => this.stamps(tags),
      invalidate: (tags, lifeMs) => this.invalidate(tags, lifeMs),
    };
  }

  async read(keys: readonly LayerKey[]): Promise<readonly Found[]> {
    const opened = await this.opened();
    if (opened instanceof CacheError) return keys.map(() => ({ kind: "error", error: opened }));
    const places = this.places(opened, keys);
    const records = await this.records(opened, places);
    if (records instanceof CacheError) return keys.map(() => ({ kind: "error", error: records }));
    const damaged: Change[] = [];
    const found = keys.map(({ id }) => this.found(opened, id, places.get(id), records.get(id), damaged));
    await this.change(opened, damaged); // If it fails they are damaged still when they are read again.
    return found;
  }

  async write(items: readonly Writing[]): Promise<readonly Written[]> {
    const opened = await this.opened();
    if (opened instanceof CacheError) return items.map(() => opened);
    const changes: Change[] = [];
    const results = items.map((item) => this.decide(opened, item, changes));
    const error = await this.change(opened, changes);
    if (error === undefined) return results;
    // What is on disk now is uncertain: so it is not read.
    for (const { key } of items) opened.contents.drop(key.id);
    return results.map((result) => (result === "stored" ? error : result));
  }

  async remove(keys: readonly LayerKey[]): Promise<readonly (boolean | CacheError)[]> {
    const opened = await this.opened();
    if (opened instanceof CacheError) return keys.map(() => opened);
    const removals = keys.map(({ id }) => opened.contents.remove(id, this.clock.now()));
    const error = await this.change(
      opened,
      removals.flatMap(({ changes }) => changes),
      true,
    );
    return removals.map(({ was }) => error ?? was);
  }

  async clear(range: KeyRange): Promise<number | CacheError> {
    const opened = await this.opened();
    if (opened instanceof CacheError) return opened;
    const { count, changes } = opened.contents.clear(readableRange(range));
    return (await this.change(opened, changes, true)) ?? count;
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private async stamps(tags: readonly string[]): Promise<readonly (number | CacheError)[]> {
    const opened = await this.opened();
    if (opened instanceof CacheError) return tags.map(() => opened);
    return tags.map((tag) => opened.contents.stampOf(tag, this.clock.now()));
  }

  private async invalidate(
    tags: readonly string[],
    lifeMs: number,
  ): Promise<readonly (number | CacheError)[]> {
    const opened = await this.opened();
    if (opened instanceof CacheError) return tags.map(() => opened);
    const made = tags.map((tag) => opened.contents.invalidate(tag, lifeMs, this.clock.now()));
    const error = await this.change(
      opened,
      made.flatMap(({ changes }) => changes),
      true,
    );
    return made.map(({ stamp }) => error ?? stamp);
  }

  private async opened(): Promise<Opened | CacheError> {
    try {
      return await this.store.open();
    } catch (error) {
      if (error instanceof CacheError) return error;
      return new CacheError("ERR_CACHE_UNREACHABLE", this.label, "The layer failed.", { cause: error });
    }
  }

  /** Where there is something to read, by id. */
  private places({ contents }: Opened, keys: readonly LayerKey[]): ReadonlyMap<string, Place> {
    const places = new Map<string, Place>();
    const now = this.clock.now();
    for (const { id } of keys) {
      const place = contents.find(id, now);
      if (place !== undefined) places.set(id, place);
    }
    return places;
  }

  private async records(
    { folder }: Opened,
    places: ReadonlyMap<string, Place>,
  ): Promise<ReadonlyMap<string, Buffer> | CacheError> {
    const records = new Map<string, Buffer>();
    const readInto = async (id: string): Promise<void> => {
      const record = await folder.log.read(ENTRY + id);
      if (record !== undefined) records.set(id, record);
    };
    try {
      await Promise.all([...places.keys()].map(readInto));
      return records;
    } catch (error) {
      return this.store.failed(error);
    }
  }

  private found(
    { contents }: Opened,
    id: string,
    place: Place | undefined,
    record: Buffer | undefined,
    damaged: Change[],
  ): Found {
    const now = this.clock.now();
    // Looked up again: it may have been removed, or written, while it was read.
    const current = contents.find(id, now);
    const stored = record === undefined ? undefined : readEntry(record);
    if (current !== undefined && stored !== undefined && stored.deadAt > now) {
      contents.shelf.use(id);
      return { kind: "hit", stored };
    }
    if (current !== undefined && current === place) damaged.push(...contents.drop(id));
    return { kind: "miss", removal: contents.marks.of(id) };
  }

  private decide({ contents }: Opened, { key, stored, unless }: Writing, changes: Change[]): Written {
    try {
      const decision = contents.write(key.id, stored, unless, this.clock.now());
      changes.push(...decision.changes);
      if (decision.result !== "large") return decision.result;
      return new CacheError("ERR_CACHE_TOO_LARGE", this.label, `It is more than ${this.maxBytes} bytes.`);
    } catch (cause) {
      return new CacheError("ERR_CACHE_ENCODE", this.label, "The entry can't be packed.", { cause });
    }
  }

  private async change(opened: Opened, changes: Change[], durable = false): Promise<CacheError | undefined> {
    if (changes.length === 0) return undefined;
    try {
      await opened.folder.log.change(changes, durable);
      return undefined;
    } catch (error) {
      return this.store.failed(error);
    }
  }
}
