import type { Times } from "./entry.ts";
import type { Policy } from "./policy.ts";

/**
 * Where a value came from, and why from there.
 *
 * - `hit`: a layer had it, and it was good;
 * - `stale`: a layer had it, and it was stale: it is being loaded again if the policy says so;
 * - `grace`: a layer had it, expired, and its loader failed or took too long;
 * - `miss`: no layer had it, so it was loaded;
 * - `expired`: a layer had it, stale or expired, so it was loaded;
 * - `collapsed`: another call was loading it already: it is that one's value.
 */
export type FetchStatus = "hit" | "stale" | "grace" | "miss" | "expired" | "collapsed";

/** A value, and what there is to know about it. */
export interface Fetched<V> {
  readonly value: V;
  readonly status: FetchStatus;
  /** The label of the layer it was read from, `load` if it was loaded. */
  readonly source: string;
  /** Whether it has been, or is being, written to the layers. False for what was read. */
  readonly stored: boolean;
  /** A layer failed, or was not asked since it fails: the value is right, but may have cost more than it should. */
  readonly degraded: boolean;
  /** Why the loader failed whose place an old value takes (`grace`). */
  readonly error?: unknown;
  readonly times: Times;
}

/** What a loader is told, and what it may say about its value. */
export interface LoadContext<V = unknown> {
  /** Aborted when nobody waits for the value any more, or `hardTimeout` is over. */
  readonly signal: AbortSignal;
  /** What was there before, expired or not. */
  readonly previous: { readonly value: V; readonly times: Times } | undefined;
  /** Changes the policy for this value: a `ttl` that the source has told, tags that the value has. */
  set(policy: LoadedPolicy): void;
  /** Its value is not kept. `share: false`: it isn't given to others who wait for it either, they load their own. */
  skip(options?: { readonly share?: boolean }): void;
}

/** What a loader may still decide. */
export type LoadedPolicy = Pick<Policy, "ttl" | "stale" | "staleIfError" | "jitter" | "tags" | "layers">;

export type Loader<V> = (context: LoadContext<V>) => V | Promise<V>;
