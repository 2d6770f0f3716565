import type { Entry } from "../entry.ts";
import type { KeyRange, LayerKey, LocalLayer, LocalSize } from "../layer.ts";
import { estimateBytes } from "./estimate.ts";
import type { Eviction } from "./eviction.ts";
import { Families } from "./families.ts";
import { Frequency } from "./frequency.ts";
import { copyOf, freeze } from "./keeping.ts";
import { type MemoryOptions, type MemorySettings, resolveMemory } from "./options.ts";
import { Recency } from "./recency.ts";
import { Slot } from "./slot.ts";

/** What the layer itself needs for an entry, and for a tag of it. Measured, on 64-bit systems. */
const ENTRY_BYTES = 280;
const TAG_BYTES = 64;

/**
 * A layer in the memory of the process. It needs no timer: what is dead goes when it is met, when it is the next to be
 * evicted, or by `prune`.
 *
 * A value that can't be kept (too large, not to be copied) leaves nothing in its place: what it was to replace is gone.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for an option that is unknown or out of range.
 */
export function memory(options: MemoryOptions = {}): LocalLayer {
  return new MemoryLayer(resolveMemory(options));
}

class MemoryLayer implements LocalLayer {
  readonly kind = "local";
  readonly label: string;
  private readonly settings: MemorySettings;
  private readonly copies: boolean;
  private readonly slots = new Map<string, Slot>();
  private readonly families = new Families();
  private readonly eviction: Eviction;
  private bytes = 0;
  private evictions = 0;

  constructor(settings: MemorySettings) {
    this.label = settings.label;
    this.settings = settings;
    this.copies = settings.store === "clone";
    this.eviction = settings.eviction === "recency" ? new Recency() : new Frequency();
  }

  get size(): LocalSize {
    return { entries: this.slots.size, bytes: this.bytes, evictions: this.evictions };
  }

  read(key: LayerKey, now: number): Entry | undefined {
    const slot = this.slots.get(key.id);
    if (slot === undefined) return undefined;
    if (slot.entry.deadAt <= now) {
      this.drop(slot);
      return undefined;
    }
    this.eviction.used(slot);
    return this.copies ? copyOf(slot.entry) : slot.entry;
  }

  peek(key: LayerKey, now: number): Entry | undefined {
    const entry = this.slots.get(key.id)?.entry;
    if (entry === undefined || entry.deadAt <= now) return undefined;
    return this.copies ? copyOf(entry) : entry;
  }

  write(key: LayerKey, entry: Entry, now: number): void {
    const bytes = entry.deadAt > now ? this.bytesOf(key, entry) : undefined;
    const kept = bytes === undefined ? undefined : this.keep(entry);
    const slot = this.slots.get(key.id);
    if (bytes === undefined || kept === undefined) {
      if (slot !== undefined) this.drop(slot);
    } else if (slot === undefined) this.enter(new Slot(key.id, kept, bytes), now);
    else this.replace(slot, kept, bytes, now);
  }

  remove(key: LayerKey): boolean {
    const slot = this.slots.get(key.id);
    if (slot === undefined) return false;
    this.drop(slot);
    return true;
  }

  clear(range: KeyRange): void {
    for (const slot of this.families.within(range)) this.drop(slot);
  }

  keys(range: KeyRange): readonly string[] {
    return this.families.within(range).map(({ id }) => id);
  }

  prune(now: number): void {
    for (const slot of this.slots.values()) {
      if (slot.entry.deadAt <= now) this.drop(slot);
    }
  }

  /** Undefined if it is too large, or nobody can tell. */
  private bytesOf(key: LayerKey, entry: Entry): number | undefined {
    const { counted, sizeOf, maxEntryBytes } = this.settings;
    if (!counted) return 0;
    try {
      const own = ENTRY_BYTES + key.id.length + entry.tags.length * TAG_BYTES;
      const bytes = Math.ceil(sizeOf === undefined ? own + estimateBytes(entry.value) : sizeOf(entry.value));
      return Number.isSafeInteger(bytes) && bytes >= 0 && bytes <= maxEntryBytes ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  /** The entry as it is kept; undefined if it can't be. */
  private keep(entry: Entry): Entry | undefined {
    const { store } = this.settings;
    if (store === "reference") return entry;
    try {
      if (store === "clone") return copyOf(entry);
      freeze(entry.value);
      return entry;
    } catch {
      return undefined;
    }
  }

  private enter(slot: Slot, now: number): void {
    this.makeRoom(1, slot.bytes, now);
    this.slots.set(slot.id, slot);
    this.families.add(slot);
    this.eviction.enter(slot);
    this.bytes += slot.bytes;
  }

  private replace(slot: Slot, entry: Entry, bytes: number, now: number): void {
    slot.entry = entry;
    this.eviction.used(slot);
    if (bytes === slot.bytes) return;
    // It stands aside, or it could be the one to go.
    this.eviction.leave(slot);
    this.bytes -= slot.bytes;
    this.makeRoom(0, bytes, now);
    slot.bytes = bytes;
    this.bytes += bytes;
    this.eviction.enter(slot);
  }

  private makeRoom(entries: number, bytes: number, now: number): void {
    const { maxEntries, maxBytes } = this.settings;
    while (this.slots.size + entries > maxEntries || this.bytes + bytes > maxBytes) {
      const slot = this.eviction.victim(now);
      if (slot.entry.deadAt > now) this.evictions++;
      this.drop(slot);
    }
  }

  private drop(slot: Slot): void {
    this.slots.delete(slot.id);
    this.families.remove(slot);
    this.eviction.leave(slot);
    this.bytes -= slot.bytes;
  }
}
