export { type FastifyPlugin, fastifyPlugin } from "./adapters/fastify.ts";
export { cachedFetch, type Fetch } from "./adapters/fetch.ts";
export { type HonoMiddleware, honoMiddleware } from "./adapters/hono.ts";
export { type NodeMiddleware, nodeMiddleware } from "./adapters/node.ts";
export { type UndiciCacheStore, type UndiciKey, undiciCacheStore } from "./adapters/undici.ts";
export type { UndiciValue } from "./adapters/undici-entry.ts";
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
export type { Next, NextContext } from "./site.ts";
export type { CacheLike } from "./store.ts";
