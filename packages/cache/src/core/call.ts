import { CacheUsageError } from "../errors.ts";
import type { Plan } from "../freshness/plan.ts";
import type { CallOptions } from "./options.ts";

/** Whether a call may be over before the load is. */
export function isBounded({ softTimeout, hardTimeout }: Plan, call: CallOptions | undefined): boolean {
  return call?.signal !== undefined || softTimeout !== Infinity || hardTimeout !== Infinity;
}

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` without a `ttl`; the reason of a signal that is aborted already */
export function checkCall({ ttl }: Plan, call: CallOptions | undefined): void {
  if (ttl === undefined) {
    throw new CacheUsageError(
      "ERR_CACHE_OPTION",
      "a value that is loaded needs a `ttl`, by the call or the defaults",
    );
  }
  call?.signal?.throwIfAborted();
}
