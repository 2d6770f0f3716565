import type { CreateCacheOptions } from "cache-manager";
import type { Cache } from "../../core/cache.ts";
import type { Policy } from "../../policy.ts";
import { carried } from "../carried.ts";
import { Entries, type Item } from "../entries.ts";
import { Texts } from "../texts.ts";

/** Options of {@link cacheManagerStore}. */
export interface CacheManagerStoreOptions {
  /** The namespace of the cache that its keys are in, and their family in metrics. Default `cache-manager`. */
  readonly name?: string;
  /** How long what is given no ttl, or 0, lives. Default `forever`. */
  readonly ttl?: NonNullable<Policy["ttl"]>;
}

/** What cache-manager takes as a store. */
export type CacheManagerStore = NonNullable<CreateCacheOptions["stores"]>[number];

/** A value, and when it expires, in ms since 1970; never without. */
interface Raw {
  readonly value: unknown;
  readonly expires?: number;
}

interface ReadOptions {
  readonly raw?: boolean;
}

/**
 * A cache as the store of cache-manager 7: the only one it needs, since the layers are the cache's. What is found in a later layer
 * is kept in those before for as long as it has left, and `ttl(key)` says when that is. That a layer is away fails no call; a value
 * that a layer can't keep is a {@link CacheError} `ERR_CACHE_ENCODE` or `ERR_CACHE_TOO_LARGE` of `set`. The cache is closed by whoever
 * made it.
 *
 * ```ts
 * const manager = createCache({ stores: [cacheManagerStore(cache)], ttl: 60_000 });
 * ```
 * @throws {CacheUsageError} `ERR_CACHE_KEY` for an empty name.
 */
export function cacheManagerStore(
  cache: Cache,
  { name = "cache-manager", ttl = "forever" }: CacheManagerStoreOptions = {},
): CacheManagerStore {
  // It does what cache-manager asks of a Keyv, without the JSON that a Keyv would put around every value.
  return new Store(new Entries(new Texts(cache, name), ttl)) as unknown as CacheManagerStore;
}

class Store {
  private readonly entries: Entries;

  constructor(entries: Entries) {
    this.entries = entries;
  }

  async get(key: string | string[], options?: ReadOptions): Promise<unknown> {
    if (Array.isArray(key)) return this.getMany(key, options);
    return options?.raw === true ? this.getRaw(key) : this.entries.get(key);
  }

  async getMany(keys: string[], options?: ReadOptions): Promise<unknown[]> {
    return options?.raw === true ? this.getManyRaw(keys) : this.entries.getMany(keys);
  }

  async getRaw(key: string): Promise<Raw | undefined> {
    const { texts } = this.entries;
    const found = await texts.cache.find(texts.key(key));
    if (found === undefined) return undefined;
    const { value, times } = found;
    const raw = { value: carried(value) };
    return times.expiresAt === Number.POSITIVE_INFINITY ? raw : { ...raw, expires: times.expiresAt };
  }

  async getManyRaw(keys: string[]): Promise<(Raw | undefined)[]> {
    return Promise.all(keys.map((key) => this.getRaw(key)));
  }

  async set(key: string, value: unknown, ttl?: number): Promise<boolean> {
    await this.entries.keep([{ key, value, ttl }]);
    return true;
  }

  async setMany(items: Item[]): Promise<boolean[]> {
    await this.entries.keep(items);
    return items.map(() => true);
  }

  async delete(key: string | string[]): Promise<boolean> {
    return (await this.entries.deleteMany([key].flat())).includes(true);
  }

  async deleteMany(keys: string[]): Promise<boolean> {
    return this.delete(keys);
  }

  async has(key: string): Promise<boolean> {
    return this.entries.has(key);
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.entries.has(key)));
  }

  async clear(): Promise<void> {
    await this.entries.texts.cache.clear();
  }

  iterator(): AsyncGenerator<[key: string, value: unknown]> {
    return this.entries.iterate("");
  }

  async disconnect(): Promise<void> {}

  on(): this {
    return this;
  }
}
