import { type ClientOptions, connect } from "fairlead";
import { systemClock } from "../clock.ts";
import { createCodec } from "../codec/codec.ts";
import type { Codec } from "../layer.ts";
import { hashLayout } from "./hash-layout.ts";
import { LazyRedis } from "./lazy.ts";
import { type OwnConnection, type RedisOptions, resolveRedisOptions } from "./options.ts";
import { ownRedis } from "./own.ts";
import { recognise } from "./recognise.ts";
import { type RedisLayer, RedisLayerCore } from "./redis-layer.ts";
import type { RedisLike } from "./redis-like.ts";
import { stringLayout } from "./string-layout.ts";

/**
 * A layer in Redis or Valkey: one server, a primary and its replicas, or a cluster.
 *
 * ```ts
 * const layer = redis({ url: "redis://my-cluster.example:6379" });
 * const other = redis({ client }); // a client that there is already
 * ```
 * Nothing is connected before it is used. A server that can't be reached, or doesn't answer, costs a call its `timeoutMs` at
 * most. With `readFrom` replicas, a value may be read, and a tag taken for good, for as long as a replica lags behind.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for options that can't be.
 */
export function redis(options: RedisOptions): RedisLayer {
  const { removalMs, layout, ...settings } = resolveRedisOptions(options);
  return new RedisLayerCore({
    ...settings,
    codec: codecOf(options, settings.label),
    clock: options.clock ?? systemClock,
    redis: options.url === undefined ? recognise(options.client) : new LazyRedis(opener(options)),
    layout: layout === "hash" ? hashLayout(removalMs) : stringLayout(removalMs),
  });
}

function codecOf({ codec = {} }: RedisOptions, label: string): Codec {
  return "decode" in codec ? codec : createCodec({ label, ...codec });
}

/** Connects as the options say that aren't the layer's. */
function opener(options: OwnConnection & RedisOptions): (signal: AbortSignal) => Promise<RedisLike> {
  const {
    url,
    user,
    password,
    client,
    label,
    prefix,
    keyFormat,
    layout,
    codec,
    removal,
    sync,
    clock,
    ...rest
  } = options;
  const credentials: Pick<ClientOptions, "credentials"> =
    password === undefined
      ? {}
      : { credentials: user === undefined ? { password } : { username: user, password } };
  return async (signal) => ownRedis(await connect(url, { ...rest, ...credentials, signal }), true);
}
