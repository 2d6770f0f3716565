import type { Cache } from "../../core/cache.ts";
import type { Duration } from "../../duration.ts";
import { type CacheKey, defineKey, type KeyFamily } from "../../key.ts";
import type { Policy } from "../../policy.ts";
import { carried, carry } from "../carried.ts";
import { refuseLoss } from "../entries.ts";
import type { NextOptions } from "./options.ts";
import { NextTags, type TagDurations } from "./tags.ts";

// The interface is that of Next.js 16 (and 15): what it gives a handler, and takes from it.

/** How long a page lives, in seconds. */
export interface NextCacheControl {
  /** `false`: it is never made again by itself. */
  readonly revalidate: number | false;
  readonly expire?: number | undefined;
}

/** A page, a route's response, an image, or what was fetched: kept as it is, bytes and maps with it. */
export interface NextValue {
  /** `FETCH`, `APP_PAGE`, `APP_ROUTE`, `PAGES`, `REDIRECT`, `IMAGE`. */
  readonly kind: string;
}

/** What Next.js says of a value that it asks for. */
export interface NextGetContext {
  readonly tags?: readonly string[];
  /** Tags of the page that asks. */
  readonly softTags?: readonly string[];
  /** In seconds. */
  readonly revalidate?: number | false;
}

/** What Next.js says of a value that is to be kept. */
export interface NextSetContext {
  readonly tags?: readonly string[];
  readonly cacheControl?: NextCacheControl | undefined;
}

/** A value as Next.js takes it. */
export interface NextFound {
  /** ms since 1970. */
  readonly lastModified: number;
  /** `null`: there is no such page. */
  readonly value: NextValue | null;
  readonly cacheControl?: NextCacheControl;
}

/** A cache handler of Next.js. */
export interface NextCacheHandler {
  /** `null` if there is none, or a tag of it was revalidated. */
  get(key: string, context?: NextGetContext): Promise<NextFound | null>;
  /** @throws {CacheError} `ERR_CACHE_ENCODE` and `ERR_CACHE_TOO_LARGE`: a layer can't keep it. That a layer is away is no error. */
  set(key: string, value: NextValue | null, context?: NextSetContext): Promise<void>;
  /** @throws {CacheError} `ERR_CACHE_LAYERS` if the layer that keeps tags could not be told; it is told as soon as it can be. */
  revalidateTag(tags: string | readonly string[], durations?: TagDurations): Promise<void>;
  resetRequestCache(): void;
}

/** The class of which Next.js makes a handler for each request. */
export type NextCacheHandlerClass = new (context?: unknown) => NextCacheHandler;

/**
 * A cache as the `cacheHandler` of Next.js 15 and 16, for pages, routes and what they fetch. All its handlers share the cache.
 *
 * ```js
 * // cache-handler.mjs, named by `cacheHandler` in next.config.js, with `cacheMaxMemorySize: 0`
 * export default nextCacheHandler(cache);
 * ```
 * @throws {CacheUsageError} `ERR_CACHE_KEY` for an empty name.
 */
export function nextCacheHandler(
  cache: Cache,
  { name = "next", ttl = "30d" }: NextOptions = {},
): NextCacheHandlerClass {
  const own = cache.namespace(name);
  const shared: Shared = {
    cache: own,
    tags: new NextTags(own, name, ttl),
    key: defineKey<unknown, { key: string }>(name),
    ttl,
  };
  return class extends Handler {
    constructor(_context?: unknown) {
      super(shared);
    }
  };
}

/** What all handlers of one cache have in common. */
interface Shared {
  readonly cache: Cache;
  readonly tags: NextTags;
  readonly key: KeyFamily<unknown, { key: string }>;
  readonly ttl: NonNullable<Policy["ttl"]>;
}

/** A value as it is kept. */
interface Kept {
  readonly value: NextValue | null;
  readonly tags: readonly string[];
  readonly cacheControl?: NextCacheControl;
}

class Handler implements NextCacheHandler {
  private readonly shared: Shared;

  constructor(shared: Shared) {
    this.shared = shared;
  }

  async get(key: string, context: NextGetContext = {}): Promise<NextFound | null> {
    const { cache, tags } = this.shared;
    const found = await cache.find(this.keyOf(key));
    if (found === undefined) return null;
    const kept = carried(found.value) as Kept;
    const since = found.times.createdAt;
    const all = [...kept.tags, ...(context.tags ?? []), ...(context.softTags ?? [])];
    const standing = await tags.standing(all, since);
    if (standing === "expired") return null;
    if (standing === "stale") return asStale(kept, context);
    const { value, cacheControl } = kept;
    return { value, lastModified: since, ...(cacheControl === undefined ? {} : { cacheControl }) };
  }

  async set(key: string, value: NextValue | null, context: NextSetContext = {}): Promise<void> {
    const { cache, tags, ttl } = this.shared;
    const { cacheControl } = context;
    const all = tagsOf(value, context);
    const kept: Kept = { value, tags: all, ...(cacheControl === undefined ? {} : { cacheControl }) };
    const policy = { ttl: lifeOf(cacheControl?.expire, ttl), tags: tags.named(all) };
    refuseLoss(await cache.set(this.keyOf(key), carry(kept), policy));
  }

  async revalidateTag(tags: string | readonly string[], durations?: TagDurations): Promise<void> {
    await this.shared.tags.update([tags].flat(), durations);
  }

  /** What one request asks for twice, memory has. */
  resetRequestCache(): void {}

  private keyOf(key: string): CacheKey {
    return this.shared.key({ key });
  }
}

/** In ms, of a number of seconds. */
export function lifeOf(
  expire: number | undefined,
  otherwise: NonNullable<Policy["ttl"]>,
): Duration | "forever" {
  return expire === undefined ? otherwise : Math.max(0, expire * 1000);
}

/** Next.js takes an age for staleness: so it is just as old as it has to be for that. */
function asStale({ value, cacheControl }: Kept, { revalidate: asked }: NextGetContext): NextFound {
  const now = Date.now();
  if (value?.kind === "FETCH") {
    const revalidate = asked || (value as { revalidate?: number | false }).revalidate || 0;
    return { value, lastModified: now - (revalidate + 1) * 1000 };
  }
  const expire = cacheControl?.expire;
  const life = { revalidate: 1, ...(expire === undefined ? {} : { expire: Math.max(expire, 3) }) };
  return { value, lastModified: now - 2_000, cacheControl: life };
}

/** Pages name their tags in a header. */
const TAGS_HEADER = "x-next-cache-tags";

function tagsOf(value: NextValue | null, { tags = [] }: NextSetContext): string[] {
  const { tags: own = [], headers } = (value ?? {}) as {
    readonly tags?: readonly string[];
    readonly headers?: Readonly<Record<string, unknown>>;
  };
  const header = headers?.[TAGS_HEADER];
  const named = typeof header === "string" ? header.split(",") : [];
  return [...new Set([...tags, ...own, ...named])].filter((tag) => tag !== "");
}
