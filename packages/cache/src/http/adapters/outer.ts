/** Of the headers that were set before the handler's, those that say whether its response may be stored. */
export const TELLING: readonly string[] = ["cache-control", "expires", "pragma", "set-cookie", "vary"];

/**
 * Whether a header of the handler's response only says again what was set before the cache, as frameworks have it: it goes with
 * every answer, and may be another one for each request. So it must not be stored.
 */
export function isRepeated(name: string, value: string, outer: unknown): boolean {
  if (outer === undefined || outer === null || TELLING.includes(name)) return false;
  return !name.startsWith("content-") && String(outer) === value;
}
