export type { CacheStatus, Forward } from "./cache-status.ts";
export type { CredentialHeader } from "./credentials.ts";
export { type HttpCache, httpCache } from "./http-cache.ts";
export type { HttpCacheOptions, Rfc9111Options } from "./options.ts";
export type {
  BodyTest,
  CachingRule,
  JsonScalar,
  JsonTest,
  JsonTests,
  KeySpec,
  Parts,
  PassingRule,
  RequestTest,
  ResponseTest,
  Rule,
  RulePolicy,
  StatusClass,
  StatusTest,
  Transform,
  ValueTest,
  ValueTests,
} from "./rules/rule.ts";
export type { Next } from "./site.ts";
export type { CacheLike } from "./store.ts";
