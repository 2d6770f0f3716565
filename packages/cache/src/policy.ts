import type { Duration } from "./duration.ts";

/** How an entry lives, and how it is loaded. The cache's defaults, those of `wrap`, of a call, and of its loader are merged. */
export interface Policy {
  /** How long a value is good, from the moment it is written. `0`: it is not kept. */
  readonly ttl?: Duration | "forever";
  /** The age at which a value is stale, less than `ttl`: still good, but see {@link Policy.onStale}. Default: never. */
  readonly stale?: Duration;
  /**
   * What happens to a stale value: it is returned; loaded again first (`revalidate`); or returned and loaded again in the
   * `background`. Default `background`.
   */
  readonly onStale?: "return" | "revalidate" | "background";
  /**
   * How long after its `ttl` a value is still kept for when the loader fails, or takes longer than
   * {@link Policy.softTimeout}. Default 0.
   */
  readonly staleIfError?: Duration;
  /** After a loader failed and an old value was served, it is not asked again for so long. Default `1s`, at most `staleIfError`. */
  readonly retryAfter?: Duration;
  /** Shortens `ttl` and `stale` by a random share of up to this, so that not all end at once. 0 to 1. Default 0. */
  readonly jitter?: number;
  /** How many loads of one key may run at once in this process; `false` for any number. Default 1. */
  readonly concurrency?: number | false;
  /** When an old value is at hand, how long to wait for the loader before that is served. Default: until it ends. */
  readonly softTimeout?: Duration;
  /** How long a call may take in all, the layers' time with it; so may the load that it begins. Default: no limit. */
  readonly hardTimeout?: Duration;
  /** Whether a call waits until its loaded value is written to the remote layers. Default `background`. */
  readonly write?: "await" | "background";
  /** What invalidates it together with others: `cache.invalidateTag`. */
  readonly tags?: readonly string[];
  /** How long `undefined`, the absence of a value, is kept. Default 0: it is not kept. */
  readonly emptyTtl?: Duration;
  /** Whether a loaded value is kept. Default: all are. */
  readonly keepIf?: (value: unknown) => boolean;
  /** What is different for single layers, by their label. */
  readonly layers?: Readonly<Record<string, LayerPolicy>>;
  /**
   * Has other processes wait while one loads the key, for 10 s at most, as well as a shared layer can keep locks: whoever can't
   * have the lock loads the value all the same. Default `false`.
   */
  readonly lock?: boolean;
}

export interface LayerPolicy {
  /** At most this long in this layer. */
  readonly ttl?: Duration;
  /** Neither read from it nor written to it. In a local one a `set` leaves nothing then: what was there is older. */
  readonly skip?: boolean;
}
