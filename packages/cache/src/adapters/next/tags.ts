import type { Cache } from "../../core/cache.ts";
import { defineKey, type KeyFamily } from "../../key.ts";
import type { Policy } from "../../policy.ts";

/** How soon what has the tags ends, in seconds; until then it is stale. */
export interface TagDurations {
  readonly expire?: number;
}

/** Of an entry that has tags. `stale`: it may be served once more, while it is made again. */
export type Standing = "good" | "stale" | "expired";

/**
 * Tags as Next.js has them: some are not known before an entry is read, and an invalidation may let it live on for a while. When
 * each was invalidated is told by the layer that keeps tags; clocks are to agree with its clock.
 */
export class NextTags {
  private readonly cache: Cache;
  private readonly name: string;
  private readonly ttl: NonNullable<Policy["ttl"]>;
  /** When what has a stale tag ends, in ms since 1970, `null` for never. */
  private readonly end: KeyFamily<number | null, { tag: string }>;

  constructor(cache: Cache, name: string, ttl: NonNullable<Policy["ttl"]>) {
    this.cache = cache;
    this.name = name;
    this.ttl = ttl;
    this.end = defineKey<number | null, { tag: string }>(`${name}-tag`);
  }

  /** As they are called in the cache. */
  named(tags: readonly string[]): string[] {
    return tags.map((tag) => `${this.name}:${tag}`);
  }

  /** @throws {CacheError} `ERR_CACHE_LAYERS` if the layer that keeps tags could not be told; it is told as soon as it can be. */
  async update(tags: readonly string[], { expire = Infinity }: TagDurations = { expire: 0 }): Promise<void> {
    const all = unique(tags);
    if (all.length === 0) return;
    if (expire <= 0) return this.cache.invalidateTag(...this.named(all));
    const end = expire === Infinity ? null : Date.now() + expire * 1000;
    await this.cache.setMany(
      all.map((tag) => [this.end({ tag }), end] as const),
      { ttl: this.ttl },
    );
    await this.cache.invalidateTag(...this.stale(all));
  }

  /** How an entry stands that has these tags, and was made at `since`. What is not known is expired. */
  async standing(tags: readonly string[], since: number): Promise<Standing> {
    const all = unique(tags);
    if (all.length === 0) return "good";
    const times = await this.cache.tagTimes([...this.named(all), ...this.stale(all)]);
    // In one ms nobody can tell which was first.
    const isSince = (at: number): boolean => (times[at] ?? Infinity) >= since;
    if (all.some((_, at) => isSince(at))) return "expired";
    const stale = all.filter((_, at) => isSince(all.length + at));
    if (stale.length === 0) return "good";
    const ends = await this.cache.getMany(stale.map((tag) => this.end({ tag })));
    const now = Date.now();
    return ends.every((end) => end !== undefined && (end === null || end > now)) ? "stale" : "expired";
  }

  private stale(tags: readonly string[]): string[] {
    return tags.map((tag) => `${this.name}-stale:${tag}`);
  }
}

function unique(tags: readonly string[]): string[] {
  return [...new Set(tags)].filter((tag) => tag !== "");
}
