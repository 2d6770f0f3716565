import type { Policy } from "../../policy.ts";

/** Options of {@link nextCacheHandler} and {@link nextUseCacheHandler}. */
export interface NextOptions {
  /**
   * The namespace of the cache that its keys are in, and their family in metrics; and how its tags begin in the cache: what
   * Next.js calls `posts` is `next:posts` there. Default `next`.
   */
  readonly name?: string;
  /** How long what Next.js gives no end is kept. Default `30d`. */
  readonly ttl?: NonNullable<Policy["ttl"]>;
}
