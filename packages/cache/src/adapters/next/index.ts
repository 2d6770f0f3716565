export {
  type NextCacheControl,
  type NextCacheHandler,
  type NextCacheHandlerClass,
  type NextFound,
  type NextGetContext,
  type NextSetContext,
  type NextValue,
  nextCacheHandler,
} from "./handler.ts";
export type { NextOptions } from "./options.ts";
export type { TagDurations } from "./tags.ts";
export { type NextUseCacheHandler, nextUseCacheHandler, type UseCacheEntry } from "./use-cache.ts";
