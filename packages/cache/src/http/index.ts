export type { CacheStatus, Forward } from "./cache-status.ts";
export type { CredentialHeader } from "./credentials.ts";
export { type HttpCache, httpCache } from "./http-cache.ts";
export type { HttpCacheOptions, Rfc9111Options } from "./options.ts";
export type { Next } from "./site.ts";
export type { CacheLike } from "./store.ts";
