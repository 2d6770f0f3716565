import { CacheUsageError } from "./errors.ts";

/**
 * A misspelt option would be one that was left out, unnoticed. `known`: an entry for each that there is; `path` stands before the name.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION`
 */
export function requireKnown(options: object, known: object, path = ""): void {
  for (const name in options) {
    if (!Object.hasOwn(known, name)) {
      throw new CacheUsageError("ERR_CACHE_OPTION", `there is no option "${path}${name}"`);
    }
  }
}
