import type { Cache } from "../../core/cache.ts";
import { type CacheKey, defineKey, type KeyFamily } from "../../key.ts";
import type { Policy } from "../../policy.ts";
import { carried, carry } from "../carried.ts";
import { refuseLoss } from "../entries.ts";
import { lifeOf } from "./handler.ts";
import type { NextOptions } from "./options.ts";
import { NextTags, type TagDurations } from "./tags.ts";

// The interface is that of Next.js 16: `cacheHandlers`, for "use cache".

/** What a function with "use cache" gave. */
export interface UseCacheEntry {
  /** Its bytes. */
  readonly value: ReadableStream<Uint8Array>;
  readonly tags: string[];
  /** For the browser, in seconds. */
  readonly stale: number;
  /** When it was begun, in ms since 1970. */
  readonly timestamp: number;
  /** In seconds. */
  readonly expire: number;
  /** In seconds; below 0 it is served once more, while it is made again. */
  readonly revalidate: number;
}

/** A handler of `cacheHandlers` of Next.js. */
export interface NextUseCacheHandler {
  /** `undefined` if there is none, or a tag of it or of the page was updated. Waits for what is being set. */
  get(key: string, softTags: readonly string[]): Promise<UseCacheEntry | undefined>;
  /**
   * Keeps an entry once it is whole; one whose stream fails is not kept.
   * @throws {CacheError} `ERR_CACHE_ENCODE` and `ERR_CACHE_TOO_LARGE`: a layer can't keep it. That a layer is away is no error.
   */
  set(key: string, pending: Promise<UseCacheEntry>): Promise<void>;
  refreshTags(): Promise<void>;
  /** `Infinity`: `get` looks at the page's tags itself. */
  getExpiration(tags: readonly string[]): Promise<number>;
  /** @throws {CacheError} `ERR_CACHE_LAYERS` if the layer that keeps tags could not be told; it is told as soon as it can be. */
  updateTags(tags: readonly string[], durations?: TagDurations): Promise<void>;
}

/**
 * A cache as a handler for "use cache", of `cacheHandlers` of Next.js 16. With the same name it shares its tags with
 * {@link nextCacheHandler}.
 *
 * ```js
 * // use-cache-handler.mjs, named by `cacheHandlers: { default, remote }` in next.config.js
 * export default nextUseCacheHandler(cache);
 * ```
 * @throws {CacheUsageError} `ERR_CACHE_KEY` for an empty name.
 */
export function nextUseCacheHandler(
  cache: Cache,
  { name = "next", ttl = "30d" }: NextOptions = {},
): NextUseCacheHandler {
  return new Handler(cache.namespace(name), name, ttl);
}

/** An entry as it is kept. */
interface Kept extends Omit<UseCacheEntry, "value"> {
  readonly bytes: Uint8Array;
}

class Handler implements NextUseCacheHandler {
  private readonly cache: Cache;
  private readonly tags: NextTags;
  private readonly family: KeyFamily<unknown, { key: string }>;
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(cache: Cache, name: string, ttl: NonNullable<Policy["ttl"]>) {
    this.cache = cache;
    this.tags = new NextTags(cache, name, ttl);
    this.family = defineKey<unknown, { key: string }>(`${name}-use-cache`);
  }

  async get(key: string, softTags: readonly string[]): Promise<UseCacheEntry | undefined> {
    await this.underWay.get(key)?.catch(() => undefined);
    const { bytes, ...kept } = (carried(await this.cache.get(this.keyOf(key))) ?? {}) as Partial<Kept>;
    if (bytes === undefined) return undefined;
    const entry = kept as Omit<Kept, "bytes">;
    const standing = await this.tags.standing([...entry.tags, ...softTags], entry.timestamp);
    if (standing === "expired") return undefined;
    const revalidate = standing === "stale" ? -1 : entry.revalidate;
    return { ...entry, revalidate, value: new Blob([new Uint8Array(bytes)]).stream() };
  }

  async set(key: string, pending: Promise<UseCacheEntry>): Promise<void> {
    const run = this.keep(key, pending);
    this.underWay.set(key, run);
    try {
      await run;
    } finally {
      if (this.underWay.get(key) === run) this.underWay.delete(key);
    }
  }

  /** Processes tell one another: there is nothing to fetch. */
  async refreshTags(): Promise<void> {}

  async getExpiration(): Promise<number> {
    return Number.POSITIVE_INFINITY;
  }

  updateTags(tags: readonly string[], durations?: TagDurations): Promise<void> {
    return this.tags.update(tags, durations);
  }

  private async keep(key: string, pending: Promise<UseCacheEntry>): Promise<void> {
    const kept = await whole(pending);
    if (kept === undefined) return;
    const policy = { ttl: lifeOf(kept.expire, 0), tags: this.tags.named(kept.tags) };
    refuseLoss(await this.cache.set(this.keyOf(key), carry(kept), policy));
  }

  private keyOf(key: string): CacheKey {
    return this.family({ key });
  }
}

/** The entry with all its bytes; `undefined` if it fails, which whoever makes it tells of. */
async function whole(pending: Promise<UseCacheEntry>): Promise<Kept | undefined> {
  try {
    const { value, tags, stale, timestamp, expire, revalidate } = await pending;
    const chunks: Uint8Array[] = [];
    for await (const chunk of value) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), tags, stale, timestamp, expire, revalidate };
  } catch {
    return undefined;
  }
}
