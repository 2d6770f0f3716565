export type { BreakerOptions } from "./chain/breaker.ts";
export { type Composition, type CompositionOptions, compose } from "./chain/compose.ts";
export type { LayerReport, RemovalReport, WriteReport } from "./chain/report.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type CborModule, cbor, type MsgpackModule, msgpack } from "./codec/binary.ts";
export { createCodec } from "./codec/codec.ts";
export type { CodecOptions } from "./codec/codec-options.ts";
export { brotli, gzip, none, type ZstdModule, type ZstdOptions, zstd } from "./codec/compressors.ts";
export { decoded } from "./codec/decoded.ts";
export { extendedJson } from "./codec/extended-json.ts";
export type { Compressor, Format } from "./codec/format.ts";
export { json } from "./codec/json.ts";
export {
  packRemoval,
  packStored,
  REMOVAL_BYTES,
  REMOVAL_PREFIX,
  removalMark,
  unpackStored,
} from "./codec/pack.ts";
export { bytes, text } from "./codec/plain.ts";
export { v8 } from "./codec/v8.ts";
export type { Cache, Values } from "./core/cache.ts";
export { createCache } from "./core/create.ts";
export type { Inspection, LayerView } from "./core/inspect.ts";
export type { CacheOptions, CallOptions } from "./core/options.ts";
export type { CacheStats, LocalStats, RemoteStats } from "./core/stats.ts";
export type { WrapOptions, Wrapped } from "./core/wrap.ts";
export type { Duration } from "./duration.ts";
export type { Entry, TagStamp, Times } from "./entry.ts";
export { CacheError, type CacheErrorCode, CacheUsageError, type CacheUsageErrorCode } from "./errors.ts";
export type { Fetched, FetchStatus, LoadContext, LoadedPolicy, Loader } from "./fetched.ts";
export { type CacheKey, defineKey, type KeyFamily, type KeyOptions, type Params } from "./key.ts";
export { hashed } from "./keys/hashed.ts";
export type { KeyFormat } from "./keys/key-format.ts";
export { readable } from "./keys/readable.ts";
export { urlEncoded } from "./keys/url-encoded.ts";
export type {
  Bus,
  Changes,
  Codec,
  Context,
  Encoded,
  Found,
  KeyPart,
  KeyRange,
  Layer,
  LayerKey,
  LocalLayer,
  LocalSize,
  LockStore,
  RemoteLayer,
  Stored,
  TagStore,
  Writing,
  Written,
} from "./layer.ts";
export { memory } from "./memory/memory.ts";
export { nullLayer } from "./memory/null-layer.ts";
export type { MemoryOptions } from "./memory/options.ts";
export type { LayerPolicy, Policy } from "./policy.ts";
export { type IoRedisClient, ioredis } from "./redis/ioredis.ts";
export { type NodeRedisClient, nodeRedis } from "./redis/node-redis.ts";
export type { GivenClient, OwnConnection, RedisLayerOptions, RedisOptions } from "./redis/options.ts";
export type { AnyClient } from "./redis/recognise.ts";
export { redis } from "./redis/redis.ts";
export type { RedisLayer } from "./redis/redis-layer.ts";
export type { Answer, Ear, RedisLike, Request, SendOptions, Verb, Word } from "./redis/redis-like.ts";
