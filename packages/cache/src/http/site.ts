import type { Clock } from "../clock.ts";
import type { Marks } from "./answer.ts";
import type { CacheStatus } from "./cache-status.ts";
import type { CachePlan } from "./plan.ts";
import type { CacheLike } from "./store.ts";
import type { Streaks } from "./streaks.ts";

/** Sends a request on: to the handler, or over the network. Each call is one exchange. */
export type Next = (request: Request, context: NextContext) => Response | Promise<Response>;

export interface NextContext {
  /** The client has been answered already: this is to renew what is stored. */
  readonly isBackground: boolean;
}

/** A load that the cache does not know of: so it is told here if what it is for was removed meanwhile. */
export interface Reload {
  readonly id: string;
  isRemoved: boolean;
}

/** What all requests of one HTTP cache share. */
export interface Site {
  readonly cache: CacheLike;
  readonly clock: Clock;
  readonly streaks: Streaks;
  /** Those under way. */
  readonly reloads: Set<Reload>;
  readonly marks: Marks;
  /** Whether `Cache-Status` says the key. */
  readonly showKey: boolean;
  /** How long an origin may take for what nobody waits for, in ms. */
  readonly backgroundMs: number;
}

/** The status with the key in it, if it is to be shown. */
export function withKey(status: CacheStatus, plan: CachePlan, site: Site): CacheStatus {
  return site.showKey ? { ...status, key: plan.key.id } : status;
}
