import type { RemovalReport } from "../chain/report.ts";
import type { Fetched, Loader } from "../fetched.ts";
import type { CacheKey } from "../key.ts";
import type { CallOptions } from "./options.ts";

/** How results of a function are cached. `key`: under which key. */
export interface WrapOptions<A extends readonly unknown[], V> extends Omit<CallOptions, "signal"> {
  readonly key: (...args: A) => CacheKey<V>;
}

/** A function whose results are cached. */
export interface Wrapped<A extends readonly unknown[], V> {
  (...args: A): Promise<V>;
  /** With where the value came from. */
  withResult(...args: A): Promise<Fetched<V>>;
  /** Forgets the result for these arguments. */
  invalidate(...args: A): Promise<RemovalReport>;
  /** The function itself. */
  readonly raw: (...args: A) => V | Promise<V>;
}

interface Target {
  getOrSet<V>(key: CacheKey<V>, loader: Loader<V>, options?: CallOptions): Promise<V>;
  fetch<V>(key: CacheKey<V>, loader: Loader<V>, options?: CallOptions): Promise<Fetched<V>>;
  delete(key: CacheKey): Promise<RemovalReport>;
}

export function wrapped<A extends readonly unknown[], V>(
  cache: Target,
  load: (...args: A) => V | Promise<V>,
  { key, ...options }: WrapOptions<A, V>,
): Wrapped<A, V> {
  const call = (...args: A): Promise<V> => cache.getOrSet<V>(key(...args), () => load(...args), options);
  return Object.assign(call, {
    withResult: (...args: A) => cache.fetch<V>(key(...args), () => load(...args), options),
    invalidate: (...args: A) => cache.delete(key(...args)),
    raw: load,
  });
}
