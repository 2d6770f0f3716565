import { CacheError } from "../errors.ts";

/** What is thrown for bytes that can't be read. `what` tells nothing of their contents: those may be secret. */
export function undecodable(label: string, what: string, options?: ErrorOptions): CacheError {
  return new CacheError("ERR_CACHE_DECODE", label, what, options);
}
