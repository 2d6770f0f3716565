import type { CacheKey } from "../key.ts";
import type { Forward } from "./cache-status.ts";
import type { CachePlan } from "./plan.ts";
import type { Next } from "./site.ts";
import type { StoredValue, VaryIndex } from "./stored.ts";

/** What one load is for. */
export interface Errand {
  readonly request: Request;
  readonly next: Next;
  readonly plan: CachePlan;
  readonly key: CacheKey<StoredValue>;
  /** If `key` is that of a variant. */
  readonly index: VaryIndex | undefined;
  /** Why the origin is asked if nothing was stored. */
  readonly forward: Forward;
  /** It has waited for another one in vain. */
  readonly hasWaited: boolean;
}
