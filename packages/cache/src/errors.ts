/** A mistake in the call itself, or in what the cache was made with: nothing was done. */
export class CacheUsageError extends Error {
  override readonly name = "CacheUsageError";
  /**
   * - `ERR_CACHE_OPTION`: an option is unknown, out of range, or excluded by another;
   * - `ERR_CACHE_KEY`: a key, a tag or a name that can't be one.
   */
  readonly code: CacheUsageErrorCode;

  constructor(code: CacheUsageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type CacheUsageErrorCode = "ERR_CACHE_OPTION" | "ERR_CACHE_KEY";

/**
 * A layer did not do what it was asked for. No read throws it: a layer that fails is passed over, and the error goes to the
 * diagnostics channels.
 */
export class CacheError extends Error {
  override readonly name = "CacheError";
  /**
   * - `ERR_CACHE_UNREACHABLE`: the layer can't be reached, or lost the connection; `cause` says why;
   * - `ERR_CACHE_TIMEOUT`: it did not answer within its budget;
   * - `ERR_CACHE_BREAKER`: it was not asked, since it has failed too often lately;
   * - `ERR_CACHE_REFUSED`: it answered with an error; `cause` is that;
   * - `ERR_CACHE_TYPE`: something else than an entry stands under the key;
   * - `ERR_CACHE_ENCODE`: the value can't be made into bytes; `cause` says why;
   * - `ERR_CACHE_DECODE`: what is kept can't be read: damaged, of an unknown format, or larger than `maxBytes` when unpacked;
   * - `ERR_CACHE_TOO_LARGE`: the value is larger than the layer takes;
   * - `ERR_CACHE_LAYERS`: several layers failed; `errors` has each one's error;
   * - `ERR_CACHE_CLOSED`: the cache is closed.
   */
  readonly code: CacheErrorCode;
  /** Label of the layer. */
  readonly layer: string;
  /** Of `ERR_CACHE_LAYERS`: each layer's. */
  readonly errors: readonly CacheError[];

  constructor(
    code: CacheErrorCode,
    layer: string,
    message: string,
    options?: ErrorOptions & { readonly errors?: readonly CacheError[] },
  ) {
    super(message, options);
    this.code = code;
    this.layer = layer;
    this.errors = options?.errors ?? [];
  }
}

export type CacheErrorCode =
  | "ERR_CACHE_UNREACHABLE"
  | "ERR_CACHE_TIMEOUT"
  | "ERR_CACHE_BREAKER"
  | "ERR_CACHE_REFUSED"
  | "ERR_CACHE_TYPE"
  | "ERR_CACHE_ENCODE"
  | "ERR_CACHE_DECODE"
  | "ERR_CACHE_TOO_LARGE"
  | "ERR_CACHE_LAYERS"
  | "ERR_CACHE_CLOSED";
