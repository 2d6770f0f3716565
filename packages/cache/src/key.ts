import { canonical, familyText } from "./canonical.ts";
import { CacheUsageError } from "./errors.ts";
import type { KeyPart, KeyRange, LayerKey } from "./layer.ts";

declare const VALUE: unique symbol;

/** A key that knows the type of its value. Made by {@link defineKey}. */
export interface CacheKey<V = unknown> extends LayerKey {
  readonly [VALUE]?: V;
}

/** What tells keys of one family apart. `undefined` is the same as leaving it out; `null` and `""` are values. */
export type Params = Readonly<Record<string, KeyPart[1] | undefined>>;

/** Makes the keys of one family. */
export interface KeyFamily<V, P extends Params> {
  (...params: Record<never, never> extends P ? [params?: P] : [params: P]): CacheKey<V>;
  /** All keys of this family and version, for `cache.clear`. */
  readonly all: KeyRange;
}

export interface KeyOptions {
  /** Another version is another family: raise it when the shape of the value changes. Default 0. */
  readonly version?: number;
}

/**
 * Defines a family of keys, the type of their values with it.
 *
 * ```ts
 * const userKey = defineKey<User, { id: string }>("user", { version: 2 });
 * const user = await cache.get(userKey({ id: "7" })); // User | undefined
 * ```
 * @throws {CacheUsageError} `ERR_CACHE_KEY` for an empty name, or a version that is no whole number from 0 on. The keys it
 *   makes throw the same for a parameter that is no text, number, bigint, boolean or `null`.
 */
export function defineKey<V, P extends Params = Record<never, never>>(
  name: string,
  { version = 0 }: KeyOptions = {},
): KeyFamily<V, P> {
  if (name === "") throw new CacheUsageError("ERR_CACHE_KEY", "a family of keys needs a name");
  if (!Number.isSafeInteger(version) || version < 0) {
    throw new CacheUsageError("ERR_CACHE_KEY", `no version of the keys "${name}": ${version}`);
  }
  const scope: readonly string[] = [];
  const family = familyText(scope, name, version);
  const make = (params?: Params): CacheKey<V> => canonical(scope, name, version, params, family);
  return Object.assign(make, { all: { scope, name, version } }) as KeyFamily<V, P>;
}
