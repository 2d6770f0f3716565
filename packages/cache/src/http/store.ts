import type { Fetched, Loader } from "../fetched.ts";
import type { CacheKey } from "../key.ts";
import type { Policy } from "../policy.ts";

/** What caching of HTTP needs of a cache. */
export interface CacheLike {
  /** What is there and not expired. */
  get<V>(key: CacheKey<V>): Promise<V | undefined>;
  set<V>(key: CacheKey<V>, value: V, policy?: Policy): Promise<unknown>;
  delete(key: CacheKey): Promise<unknown>;
  /** @throws what the loader throws, unless an old value takes its place. */
  fetch<V>(key: CacheKey<V>, loader: Loader<V>, policy?: Policy): Promise<Fetched<V>>;
}
