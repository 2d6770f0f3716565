import type { Composition } from "../chain/compose.ts";
import type { Clock } from "../clock.ts";
import type { Duration } from "../duration.ts";
import type { Layer } from "../layer.ts";
import type { OffloadOptions } from "../offload/offload.ts";
import type { Policy } from "../policy.ts";

/** What a cache is made with. */
export interface CacheOptions {
  /** One layer, or several put together by `compose`. */
  readonly backend: Layer | Composition;
  /** Of this cache in metrics and events. Default `cache`. */
  readonly name?: string;
  /** What holds where a call says nothing else. Without a `ttl` here, every call that writes has to say one. */
  readonly defaults?: Policy;
  /** How long an entry with tags lives at most, and a tag is remembered. Default `30d`. */
  readonly tagLife?: Duration;
  /**
   * Whether processes tell one another what they change, so that local layers don't keep what others have replaced. Default `true`, where
   * a local layer stands before a shared one that can carry it.
   */
  readonly sync?: boolean;
  readonly offload?: OffloadOptions;
  /** How often local layers drop what is dead. Default `1m`; `0` for never: then they do it when they need the room. */
  readonly pruneEvery?: Duration;
  readonly clock?: Clock;
  /** From 0 up to 1, for `jitter`. Default `Math.random`. */
  readonly random?: () => number;
}

/** What one call may say beside its policy. */
export interface CallOptions extends Policy {
  /** Ends the call with its `reason`. What others wait for too goes on. */
  readonly signal?: AbortSignal;
  /** Loads the value also if there is a fresh one. Default `false`. */
  readonly refresh?: boolean;
}
