import type { Cache } from "../../core/cache.ts";
import type { Policy } from "../../policy.ts";
import { Entries } from "../entries.ts";
import { Texts } from "../texts.ts";

/** Options of {@link keyvStore}. */
export interface KeyvStoreOptions {
  /** The namespace of the cache that its keys are in, and their family in metrics. Default `keyv`. */
  readonly name?: string;
  /** How long what Keyv gives no ttl lives. Default `forever`. */
  readonly ttl?: NonNullable<Policy["ttl"]>;
}

/**
 * A storage adapter of Keyv 5 and 6. Its values are what Keyv makes of them. It emits nothing: what layers fail in is told by the
 * diagnostics channels.
 */
export interface KeyvStore {
  /** Keyv 5 asks it whether keys can be iterated over. */
  readonly opts: Readonly<Record<string, unknown>>;
  /** What `clear` clears, set by Keyv 5. Keyv 6 keeps namespaces apart by itself. */
  namespace?: string | undefined;
  /** `undefined` if there is none, or it has expired. */
  get<V>(key: string): Promise<V | undefined>;
  getMany<V>(keys: string[]): Promise<(V | undefined)[]>;
  /** `ttl` in ms. Whether every layer has it. */
  set(key: string, value: unknown, ttl?: number): Promise<boolean>;
  /** Of each, whether every layer has it. */
  setMany(items: { key: string; value: unknown; ttl?: number | undefined }[]): Promise<boolean[]>;
  /** Whether there was one. */
  delete(key: string): Promise<boolean>;
  /** Whether there was one of them. */
  deleteMany(keys: string[]): Promise<boolean>;
  has(key: string): Promise<boolean>;
  hasMany(keys: string[]): Promise<boolean[]>;
  /** Removes the keys of the namespace; without one, all. */
  clear(): Promise<void>;
  /**
   * The keys of a namespace, or all, with their values.
   * @throws {CacheError} what keeps the last layer from telling its keys.
   */
  iterator<V>(namespace?: string): AsyncGenerator<[key: string, value: V], void>;
  on(event: string, listener: (...args: unknown[]) => void): KeyvStore;
}

/**
 * A cache as the store of a Keyv, 5 or 6. The cache is closed by whoever made it.
 *
 * ```ts
 * const keyv = new Keyv({ store: keyvStore(cache), namespace: "sessions" });
 * ```
 * @throws {CacheUsageError} `ERR_CACHE_KEY` for an empty name.
 */
export function keyvStore(
  cache: Cache,
  { name = "keyv", ttl = "forever" }: KeyvStoreOptions = {},
): KeyvStore {
  return new Store(new Entries(new Texts(cache, name), ttl));
}

/** Keyv 6 takes methods for what they are if they are `async`. */
class Store implements KeyvStore {
  // One of those that Keyv 5 iterates over.
  readonly opts: Readonly<Record<string, unknown>> = { dialect: "redis", url: "" };
  /** Not there at first: a store that has it is taken by Keyv 6 for one that keeps namespaces apart. */
  declare namespace?: string | undefined;
  private readonly entries: Entries;

  constructor(entries: Entries) {
    this.entries = entries;
  }

  async get<V>(key: string): Promise<V | undefined> {
    return (await this.entries.get(key)) as V | undefined;
  }

  async getMany<V>(keys: string[]): Promise<(V | undefined)[]> {
    return (await this.entries.getMany(keys)) as (V | undefined)[];
  }

  async set(key: string, value: unknown, ttl?: number): Promise<boolean> {
    const [report] = await this.entries.setMany([{ key, value, ttl }]);
    return report!.ok;
  }

  async setMany(items: { key: string; value: unknown; ttl?: number | undefined }[]): Promise<boolean[]> {
    return (await this.entries.setMany(items)).map(({ ok }) => ok);
  }

  async delete(key: string): Promise<boolean> {
    const [had] = await this.entries.deleteMany([key]);
    return had!;
  }

  async deleteMany(keys: string[]): Promise<boolean> {
    return (await this.entries.deleteMany(keys)).includes(true);
  }

  async has(key: string): Promise<boolean> {
    return this.entries.has(key);
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.entries.has(key)));
  }

  async clear(): Promise<void> {
    const { texts } = this.entries;
    await texts.cache.clear(texts.range(this.namespace ?? ""));
  }

  async *iterator<V>(namespace?: string): AsyncGenerator<[key: string, value: V], void> {
    yield* this.entries.iterate(namespace ?? "") as AsyncGenerator<[string, V], void>;
  }

  on(): this {
    return this;
  }
}
