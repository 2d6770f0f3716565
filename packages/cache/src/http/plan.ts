import type { FetchStatus, LoadedPolicy } from "../fetched.ts";
import type { CacheKey } from "../key.ts";
import type { Policy } from "../policy.ts";
import type { Forward } from "./cache-status.ts";
import type { Answer } from "./freshness.ts";
import type { Freshness, StoredResponse, StoredValue } from "./stored.ts";

/** What is to be done with a request. */
export type Plan = CachePlan | PassPlan;

/** It goes to the origin, and its response to nobody else. */
export interface PassPlan {
  readonly kind: "pass";
  readonly forward: Forward;
  readonly detail?: string;
}

/** It may be answered from the cache, and its response stored. */
export interface CachePlan {
  readonly kind: "cache";
  readonly key: CacheKey<StoredValue>;
  /** The key of the variant that answers the request's own headers. */
  variantKey(generation: string, digest: string): CacheKey<StoredValue>;
  /** Request headers that the key tells apart: `Vary` need not. */
  readonly keyed: ReadonlySet<string>;
  /** It has credentials that the key does not tell apart: only responses for everybody answer it. */
  readonly hasCredentials: boolean;
  readonly shared: boolean;
  readonly policy: Policy;
  readonly maxBytes: number;
  /** Why it is forwarded if nothing is stored under its key. */
  readonly missing: Forward;
  /** `stored`: only what is stored may answer; `choosy`: it can't take every response that is good for others. */
  readonly demand: "any" | "choosy" | "stored";
  /** How a response is kept, or why it isn't: that text. */
  keep(answer: Answer): Keeping | string;
  /** Whether a response with this body is kept. */
  keepsBody(body: Uint8Array): boolean;
  /** Whether a stored response may answer at `now`. `status` as the cache gave it, undefined for a mere look. */
  isUsable(stored: StoredResponse, now: number, status: FetchStatus | undefined): boolean;
  /** Whether a stored response may take the place of an error of the origin. */
  replacesErrors(stored: StoredResponse, now: number): boolean;
}

export interface Keeping {
  readonly policy: LoadedPolicy;
  readonly freshness?: Freshness;
}
