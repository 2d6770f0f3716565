import { type Channel, channel } from "node:diagnostics_channel";
import type { FetchStatus } from "../fetched.ts";

/** A call has its value: `get`, `getOrSet`, `fetch`, each key of a bulk. */
export interface RequestEvent {
  readonly cache: string;
  /** Name of the key's family. */
  readonly family: string;
  /** `none`: there is no value, and none was to be loaded; `failed`: the loader failed, and nothing old was at hand. */
  readonly status: FetchStatus | "none" | "failed";
  readonly source: string;
  readonly degraded: boolean;
  readonly durationMs: number;
}

/** A loader has ended. */
export interface LoadEvent {
  readonly cache: string;
  readonly family: string;
  readonly outcome: "loaded" | "failed" | "aborted";
  readonly durationMs: number;
}

/** A remote layer has answered, or not. */
export interface LayerEvent {
  readonly cache: string;
  readonly layer: string;
  readonly operation:
    | "read"
    | "lease"
    | "write"
    | "remove"
    | "clear"
    | "stamps"
    | "invalidate"
    | "publish"
    | "lock";
  readonly items: number;
  /** Of a read. */
  readonly hits: number;
  /** Of values: what a read found, what a write was to write. */
  readonly bytes: number;
  /** Codes of errors, each item's. */
  readonly errors: readonly string[];
  readonly durationMs: number;
}

/** A breaker has changed its state. */
export interface BreakerEvent {
  readonly cache: string;
  readonly layer: string;
  readonly state: "closed" | "open";
}

/** Work that nobody waits for has ended, or was not begun. */
export interface OffloadEvent {
  readonly cache: string;
  readonly kind: string;
  readonly outcome: "done" | "failed" | "duplicate" | "dropped";
  readonly error?: unknown;
}

/** Something is wrong that no call reports. */
export interface TroubleEvent {
  readonly cache: string;
  readonly layer: string;
  readonly error: unknown;
}

/** Other processes have said that something has changed. `missed`: they may have, unheard. */
export interface SyncEvent {
  readonly cache: string;
  readonly kind: "removed" | "cleared" | "invalidated" | "missed";
  readonly count: number;
}

/** What happens in caches, for `node:diagnostics_channel`: `fairlead:cache:request` and so on. */
export const channels: {
  readonly request: Channel<unknown, RequestEvent>;
  readonly load: Channel<unknown, LoadEvent>;
  readonly layer: Channel<unknown, LayerEvent>;
  readonly breaker: Channel<unknown, BreakerEvent>;
  readonly offload: Channel<unknown, OffloadEvent>;
  readonly trouble: Channel<unknown, TroubleEvent>;
  readonly sync: Channel<unknown, SyncEvent>;
} = {
  request: typed("fairlead:cache:request"),
  load: typed("fairlead:cache:load"),
  layer: typed("fairlead:cache:layer"),
  breaker: typed("fairlead:cache:breaker"),
  offload: typed("fairlead:cache:offload"),
  trouble: typed("fairlead:cache:trouble"),
  sync: typed("fairlead:cache:sync"),
};

function typed<T>(name: string): Channel<unknown, T> {
  return channel(name) as Channel<unknown, T>;
}
