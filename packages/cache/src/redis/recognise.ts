import type { Client } from "fairlead";
import { CacheUsageError } from "../errors.ts";
import { type IoRedisClient, ioredis } from "./ioredis.ts";
import { type NodeRedisClient, nodeRedis } from "./node-redis.ts";
import { ownRedis } from "./own.ts";
import type { RedisLike } from "./redis-like.ts";

/** A client that can be given: ours, one of ioredis or node-redis, or anything made into a {@link RedisLike}. */
export type AnyClient = Client | IoRedisClient | NodeRedisClient | RedisLike;

/**
 * Tells clients by what they can do.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for something else.
 */
export function recognise(client: AnyClient): RedisLike {
  if ("isSharded" in client) return client;
  if ("topology" in client && "pipeline" in client) return ownRedis(client, false);
  if ("callBuffer" in client && "duplicate" in client) return ioredis(client);
  if ("sendCommand" in client && "isOpen" in client) return nodeRedis(client);
  throw new CacheUsageError(
    "ERR_CACHE_OPTION",
    "client: it is none of fairlead, ioredis or node-redis that is known here",
  );
}
