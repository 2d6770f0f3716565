import type { ClientOptions } from "fairlead";
import type { Clock } from "../clock.ts";
import type { CodecOptions } from "../codec/codec-options.ts";
import { type Duration, milliseconds } from "../duration.ts";
import { CacheUsageError } from "../errors.ts";
import type { KeyFormat } from "../keys/key-format.ts";
import { readable } from "../keys/readable.ts";
import { requireKnown } from "../known-options.ts";
import type { Codec } from "../layer.ts";
import type { AnyClient } from "./recognise.ts";

/** How the layer keeps entries, whatever it reaches the servers by. */
export interface RedisLayerOptions {
  /** In metrics, and where a value came from. Default `"redis"`. */
  readonly label?: string;
  /** How every key of the layer begins, of tags too, and the bus's channel. Default `"cache:"`. */
  readonly prefix?: string;
  /** How keys are written. Default: as they read. */
  readonly keyFormat?: KeyFormat;
  /**
   * `"string"`: a string for each entry, read by `GET` or, of several keys of one server, `MGET`; its times are by the clock of who wrote
   * it. `"hash"`: a hash, read by `HMGET` and `PTTL`: for clocks of hosts that differ, and for sharing entries with programs that know
   * such hashes. It costs the server more than twice the work. Default `"string"`.
   */
  readonly layout?: "hash" | "string";
  /** How values become bytes: options of `createCodec`, or what does it. Default: JSON, as it is. */
  readonly codec?: CodecOptions | Codec;
  /**
   * How processes hear of each other's changes: by `"messages"` on a channel; or by `"tracking"`, for which our client, RESP3 and readable keys are
   * needed: then the servers tell of everything that changes, whoever does it, so what a process wrote itself it reads once more
   * before its memory keeps it. Default `"messages"`.
   */
  readonly sync?: "messages" | "tracking";
  /** How long removals are remembered, so that what was loaded before is not written after. Default `30s`. */
  readonly removal?: Duration;
  /** What tells the time. Default: the system's clock. */
  readonly clock?: Clock;
}

/**
 * A connection of the layer's own, made when it is first used, and closed with it. The options are those of `connect` of the
 * package fairlead, but for `timeoutMs`: every call has its own.
 */
export interface OwnConnection extends Omit<ClientOptions, "timeoutMs" | "signal"> {
  /** Where the servers are: one address is enough. `redis rediss valkey valkeys unix`, or `redis+sentinel` and its like. */
  readonly url: string | readonly string[];
  readonly client?: undefined;
  /** Who to be, where the URL doesn't say. Default: nobody. */
  readonly user?: string;
  readonly password?: string;
}

/** A client that the program has already. It is not closed with the layer. */
export interface GivenClient {
  readonly client: AnyClient;
  readonly url?: undefined;
}

export type RedisOptions = RedisLayerOptions & (OwnConnection | GivenClient);

/** The defaults that the comments of {@link RedisLayerOptions} name. */
export const REDIS_DEFAULTS = {
  label: "redis",
  prefix: "cache:",
  layout: "string",
  removal: "30s",
  sync: "messages",
} as const;

/** A name that is unknown would otherwise be found by `connect` only, call by call, or by nobody where a client is given. */
const KNOWN: Record<keyof RedisLayerOptions | keyof OwnConnection, true> = {
  label: true,
  prefix: true,
  keyFormat: true,
  layout: true,
  codec: true,
  sync: true,
  removal: true,
  clock: true,
  client: true,
  url: true,
  user: true,
  password: true,
  credentials: true,
  mode: true,
  sentinel: true,
  database: true,
  clientName: true,
  libraryTag: true,
  tls: true,
  connectTimeoutMs: true,
  stallMs: true,
  keepAliveMs: true,
  maxBackoffMs: true,
  maxQueuedBytes: true,
  pool: true,
  topologyCheckMs: true,
  readFrom: true,
  zone: true,
  zoneOf: true,
  protocol: true,
  lookup: true,
};

/** Options with every choice made. */
export interface RedisSettings {
  readonly label: string;
  readonly prefix: string;
  readonly keyFormat: KeyFormat;
  readonly layout: "hash" | "string";
  readonly removalMs: number;
  readonly sync: "messages" | "tracking";
}

const SCHEME = /^(redis|rediss|valkey|valkeys)(\+sentinel)?:\/\/|^unix:/;

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` */
export function resolveRedisOptions(options: RedisOptions): RedisSettings {
  const { label, prefix, layout, removal, sync } = { ...REDIS_DEFAULTS, ...defined(options) };
  requireKnown(options, KNOWN);
  if ((options.url === undefined) === (options.client === undefined)) {
    throw optionError("a layer in Redis needs either a url or a client");
  }
  if (options.url !== undefined) checkUrls([options.url].flat());
  if (layout !== "hash" && layout !== "string") throw optionError(`layout can't be ${String(layout)}`);
  if (sync !== "messages" && sync !== "tracking") throw optionError(`sync can't be ${String(sync)}`);
  if (sync === "tracking" && (options.keyFormat ?? readable).id === undefined) {
    throw optionError("sync: what the servers tell of can be understood only with readable keys");
  }
  if (sync === "tracking" && options.url !== undefined && options.protocol === 2) {
    throw optionError("sync: servers tell of changes in RESP3 only: leave out the protocol");
  }
  if (typeof prefix !== "string") throw optionError("prefix is no text");
  const removalMs = Math.ceil(milliseconds(removal, "removal"));
  if (!(removalMs > 0 && Number.isSafeInteger(removalMs))) {
    throw optionError("removal is how long removals are remembered: above 0, and not for ever");
  }
  return { label, prefix, layout, removalMs, sync, keyFormat: options.keyFormat ?? readable };
}

function checkUrls(urls: readonly string[]): void {
  if (urls.length === 0) throw optionError("url: there is none");
  if (urls.every((url) => SCHEME.test(url))) return;
  throw optionError("url: it begins with redis://, rediss:// or the like");
}

/** What is left out may also be given as `undefined`. */
function defined(options: RedisOptions): Pick<RedisOptions, keyof typeof REDIS_DEFAULTS> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function optionError(message: string): CacheUsageError {
  return new CacheUsageError("ERR_CACHE_OPTION", message);
}
