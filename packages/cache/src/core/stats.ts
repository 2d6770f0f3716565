import type { LocalSize } from "../layer.ts";
import type { Engine } from "./engine.ts";

/** What a cache has, and what it is at, at one moment. */
export interface CacheStats {
  /** Of the cache, as in events. */
  readonly name: string;
  readonly local: readonly LocalStats[];
  readonly remote: readonly RemoteStats[];
  /** Keys that are being looked for or loaded. */
  readonly flights: number;
  /** Tasks under way that nobody waits for. */
  readonly offloaded: number;
}

export interface LocalStats extends LocalSize {
  readonly layer: string;
}

export interface RemoteStats {
  readonly layer: string;
  /** It is not asked, since it failed too often lately. */
  readonly open: boolean;
  /** Removals and invalidations that it missed, and is still to be told. */
  readonly pending: number;
}

export function statsOf({ name, chain, fetching, offload }: Engine): CacheStats {
  const local = chain.locals.map(({ label: layer, size: { entries, bytes, evictions } }) => ({
    layer,
    entries,
    bytes,
    evictions,
  }));
  const remote = chain.remotes.map(({ label: layer, isOpen: open, pending }) => ({
    layer,
    open,
    pending: pending.size,
  }));
  return { name, local, remote, flights: fetching.flights.size, offloaded: offload.active };
}
