import type { Cache } from "../../core/cache.ts";
import type { Policy } from "../../policy.ts";
import { Entries } from "../entries.ts";
import { Texts } from "../texts.ts";

/** Options of {@link unstorageDriver}. */
export interface UnstorageDriverOptions {
  /** The namespace of the cache that its keys are in, and their family in metrics. Default `unstorage`. */
  readonly name?: string;
  /** How long items live that are given no ttl. Default `forever`. */
  readonly ttl?: NonNullable<Policy["ttl"]>;
}

/** What is said of one item. */
interface ItemOptions {
  /** In seconds, as of other drivers. */
  readonly ttl?: number;
}

/** `mtime`: when it was written. `ttl`: how many seconds it has left; none for ever. Types of unstorage's take no interface here. */
type Meta = { readonly mtime: Date; readonly ttl?: number };

interface NewItem {
  readonly key: string;
  readonly value: string;
  readonly options?: ItemOptions;
}

/** A driver of unstorage. */
export interface UnstorageDriver {
  readonly name: string;
  readonly options: UnstorageDriverOptions;
  readonly flags: { readonly ttl: boolean; readonly maxDepth: boolean };
  /** The cache, in the driver's namespace. */
  getInstance(): Cache;
  hasItem(key: string): Promise<boolean>;
  /** `null` if there is none. */
  getItem(key: string): Promise<string | null>;
  getItems(items: readonly { readonly key: string }[]): Promise<{ key: string; value: string | null }[]>;
  /** What was given to `setItemRaw` or `setItem`: bytes as bytes, text as text. `null` if there is none. */
  getItemRaw(key: string): Promise<unknown>;
  setItem(key: string, value: string, options?: ItemOptions): Promise<void>;
  setItems(items: readonly NewItem[], options?: ItemOptions): Promise<void>;
  setItemRaw(key: string, value: unknown, options?: ItemOptions): Promise<void>;
  removeItem(key: string): Promise<void>;
  getMeta(key: string): Promise<Meta | null>;
  /**
   * The keys that begin with `base`.
   * @throws {CacheError} what keeps the last layer from telling its keys.
   */
  getKeys(base?: string): Promise<string[]>;
  clear(base?: string): Promise<void>;
}

/**
 * A cache as a driver of unstorage. Neither reads nor writes fail because a layer is away: the diagnostics channels tell of it. What
 * a layer can't keep is a {@link CacheError} `ERR_CACHE_ENCODE` or `ERR_CACHE_TOO_LARGE`. The cache is closed by whoever made it.
 *
 * ```ts
 * const storage = createStorage({ driver: unstorageDriver(cache) });
 * ```
 * @throws {CacheUsageError} `ERR_CACHE_KEY` for an empty name.
 */
export function unstorageDriver(cache: Cache, options: UnstorageDriverOptions = {}): UnstorageDriver {
  const { name = "unstorage", ttl = "forever" } = options;
  const texts = new Texts(cache, name);
  const entries = new Entries(texts, ttl);
  const within = (base = ""): ReturnType<Texts["range"]> => texts.range(base.replace(/:$/, ""));
  const set = async (
    items: readonly { key: string; value: unknown; options?: ItemOptions }[],
  ): Promise<void> => {
    await entries.keep(
      items.map(({ key, value, options: own }) => ({
        key,
        value,
        ttl: own?.ttl === undefined ? undefined : own.ttl * 1000,
      })),
    );
  };
  return {
    name: "fairlead-cache",
    options,
    flags: { ttl: true, maxDepth: false },
    getInstance: () => texts.cache,
    hasItem: (key) => entries.has(key),
    getItem: async (key) => ((await entries.get(key)) ?? null) as string | null,
    async getItems(items) {
      const values = await entries.getMany(items.map(({ key }) => key));
      return items.map(({ key }, at) => ({ key, value: (values[at] ?? null) as string | null }));
    },
    getItemRaw: async (key) => (await entries.get(key)) ?? null,
    setItem: (key, value, own = {}) => set([{ key, value, options: own }]),
    setItems: (items, common = {}) =>
      set(items.map(({ options: own, ...item }) => ({ ...item, options: { ...common, ...own } }))),
    setItemRaw: (key, value, own = {}) => set([{ key, value, options: own }]),
    async removeItem(key) {
      await entries.deleteMany([key]);
    },
    async getMeta(key) {
      const found = await texts.cache.find(texts.key(key));
      if (found === undefined) return null;
      const { createdAt, expiresAt } = found.times;
      const mtime = new Date(createdAt);
      if (expiresAt === Number.POSITIVE_INFINITY) return { mtime };
      return { mtime, ttl: Math.max(0, Math.ceil((expiresAt - Date.now()) / 1000)) };
    },
    async getKeys(base) {
      const all: string[] = [];
      for await (const keys of texts.list(within(base))) all.push(...keys);
      return all;
    },
    async clear(base) {
      await texts.cache.clear(within(base));
    },
  };
}
