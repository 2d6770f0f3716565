import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { ConnectionOptions as TlsConnectionOptions } from "node:tls";
import { UsageError } from "../errors.ts";
import type { ClientOptions, SentinelOptions } from "../options.ts";
import { parseUrl } from "../url.ts";
import type { ScriptDefinition } from "./script.ts";

/** Options that a {@link Redis} and the `redisOptions` of a {@link Cluster} have in common. */
export interface ConnectionOptions {
  readonly username?: string | null | undefined;
  readonly password?: string | null | undefined;
  /** `true`, or options of `tls.connect`. */
  readonly tls?: boolean | TlsConnectionOptions | undefined;
  /** Address family, 4 or 6; 0 for both. Default `0`. */
  readonly family?: number | undefined;
  /** What `CLIENT LIST` shows. */
  readonly connectionName?: string | null | undefined;
  /** Milliseconds for one attempt to connect. Default `10000`. */
  readonly connectTimeout?: number | undefined;
  /** Milliseconds a command may take. Default: 10 seconds, or an hour if `maxRetriesPerRequest` is `null`. */
  readonly commandTimeout?: number | undefined;
  /** `null`: commands wait as long as it takes. A number, whichever: until an attempt to connect fails. Default `20`. */
  readonly maxRetriesPerRequest?: number | null | undefined;
  /** `true`: commands whose fate is unknown are sent again, so they may run twice. Default `false`, unlike in ioredis. */
  readonly autoResendUnfulfilledCommands?: boolean | undefined;
  /** Put before every key. Default `""`. */
  readonly keyPrefix?: string | undefined;
  /** Whether commands wait for the first connection. Default `true`. */
  readonly enableOfflineQueue?: boolean | undefined;
  /** Connect at the first command, or `connect()`. Default `false`. */
  readonly lazyConnect?: boolean | undefined;
  /** Scripts to define at once. */
  readonly scripts?: Readonly<Record<string, ScriptDefinition>> | undefined;
}

/** Options of a {@link Redis}. */
export interface RedisOptions extends ConnectionOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** A unix socket, in place of host and port. */
  readonly path?: string | undefined;
  /** Where Sentinels listen, in place of host and port; `name` is what they call the primary. */
  readonly sentinels?: readonly { readonly host?: string; readonly port?: number }[] | null | undefined;
  readonly name?: string | undefined;
  /** Who to be for the Sentinels. */
  readonly sentinelUsername?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  /** Sentinels speak TLS, by the options in `tls`. Default `false`. */
  readonly enableTLSForSentinelMode?: boolean | undefined;
  /** Database. Default `0`. */
  readonly db?: number | undefined;
  /**
   * Milliseconds until the next attempt to make the first connection; anything but a number gives up. Connections that
   * were lost later are made again by fairlead's own rules.
   */
  readonly retryStrategy?: RetryStrategy | null | undefined;
  /** Others that ioredis has are taken or refused, as `docs/guide/migrating.md` says; those of nobody are ignored. */
  readonly [name: string]: unknown;
}

export type RetryStrategy = (times: number, reason?: Error) => unknown;

/** Options of a {@link Cluster}. */
export interface ClusterOptions {
  readonly redisOptions?: (ConnectionOptions & { readonly [name: string]: unknown }) | undefined;
  /** Where reads go. Default `"master"`. */
  readonly scaleReads?: "master" | "slave" | "all" | undefined;
  readonly clusterRetryStrategy?: RetryStrategy | null | undefined;
  readonly keyPrefix?: string | undefined;
  readonly enableOfflineQueue?: boolean | undefined;
  readonly lazyConnect?: boolean | undefined;
  readonly scripts?: Readonly<Record<string, ScriptDefinition>> | undefined;
  readonly [name: string]: unknown;
}

/** A node to begin at: its port on this machine, `host:port` or a URL, or an object. */
export type ClusterNodeAddress = number | string | { readonly host?: string; readonly port?: number };

/** What a connection needs to know, whichever class it is of. */
export interface Resolved {
  readonly urls: readonly string[];
  readonly client: ClientOptions;
  readonly commandTimeoutMs: number;
  readonly idempotent: boolean;
  readonly keyPrefix: string;
  readonly enableOfflineQueue: boolean;
  readonly lazyConnect: boolean;
  readonly waitsForever: boolean;
  readonly retryStrategy: RetryStrategy | null | undefined;
  readonly scripts: Readonly<Record<string, ScriptDefinition>>;
}

/** Options of ioredis without a counterpart, and the values of them that change nothing. */
const UNSUPPORTED: Readonly<Record<string, readonly unknown[]>> = {
  role: ["master"],
  natMap: [null],
  Connector: [],
  monitor: [false],
  readOnly: [false],
  scaleReads: ["master", "slave", "all"],
  stringNumbers: [false],
  replyMapping: ["legacy"],
  autoResubscribe: [true],
  himportFieldsets: [],
  useSRVRecords: [false],
};

/** @throws {UsageError} `ERR_USAGE_OPTION`, listing every option that can't be honoured. */
function checkSupported(options: Readonly<Record<string, unknown>>): void {
  const refused = Object.keys(UNSUPPORTED).filter((name) => {
    const value = options[name];
    return value !== undefined && !UNSUPPORTED[name]!.includes(value);
  });
  if (refused.length === 0) return;
  const message = `These options of ioredis are not supported by fairlead/ioredis: ${refused.join(", ")}`;
  throw new UsageError("ERR_USAGE_OPTION", message);
}

/** The options that the constructor's arguments say together: `(port, host, options)`, `(url, options)` and so on. */
export function redisOptions(given: readonly unknown[]): RedisOptions {
  const merged: Record<string, unknown> = {};
  for (const value of given) {
    // What was said first counts.
    Object.assign(merged, { ...optionsOf(value, merged), ...merged });
  }
  return {
    host: "localhost",
    port: 6379,
    db: 0,
    maxRetriesPerRequest: 20,
    retryStrategy: defaultRetryStrategy,
    ...merged,
  };
}

function optionsOf(value: unknown, before: RedisOptions): RedisOptions {
  if (typeof value === "object" && value !== null) return value as RedisOptions;
  if (typeof value === "number") return { port: value };
  return typeof value === "string" ? textOptions(value, before) : {};
}

/** A port, a path, a URL, or a host, where a port may stand before it. */
function textOptions(text: string, before: RedisOptions): RedisOptions {
  if (/^\d+$/.test(text)) return { port: Number(text) };
  if (text.startsWith("/")) return { path: text };
  if (before.port !== undefined) return { host: text };
  const { addresses, tls, credentials, database } = parseUrl(text.includes("://") ? text : `redis://${text}`);
  const { host, port, path } = addresses[0]!;
  return {
    ...(path === undefined ? { host, port } : { path }),
    ...(tls ? { tls: true } : {}),
    ...credentials,
    ...(database === undefined ? {} : { db: database }),
  };
}

/** Options of a cluster, and ioredis's defaults. */
export function clusterOptions(options: ClusterOptions): ClusterOptions {
  return {
    clusterRetryStrategy: (times) => Math.min(100 + times * 2, 2_000),
    ...options,
    redisOptions: { maxRetriesPerRequest: 20, ...options.redisOptions },
  };
}

/** @throws {UsageError} as {@link checkSupported}. */
export function resolveRedis(options: RedisOptions): Resolved {
  checkSupported(options);
  const { host = "localhost", port = 6379, path, sentinels } = options;
  const url = path === undefined ? hostUrl(host, port) : `unix://${encodeURI(path)}`;
  const client: ClientOptions = {
    ...clientOptions(options),
    mode: "standalone",
    database: Number(options.db ?? 0),
  };
  const own = { ...resolved(options), retryStrategy: options.retryStrategy };
  if (!sentinels?.length) return { ...own, urls: [url], client };
  const urls = sentinels.map((sentinel) => hostUrl(sentinel.host ?? "localhost", sentinel.port ?? 26_379));
  return { ...own, urls, client: { ...client, mode: "sentinel", sentinel: sentinelOptions(options) } };
}

function sentinelOptions(options: RedisOptions): SentinelOptions {
  const {
    name,
    sentinelUsername: username,
    sentinelPassword: password,
    enableTLSForSentinelMode,
    tls,
  } = options;
  return {
    ...(name ? { name } : {}),
    ...(password ? { credentials: username ? { username, password } : { password } } : {}),
    tls: enableTLSForSentinelMode === true ? (tls ?? true) : false,
  };
}

/** @throws {UsageError} as {@link checkSupported}. */
export function resolveCluster(nodes: readonly ClusterNodeAddress[], options: ClusterOptions): Resolved {
  const { redisOptions: common = {}, ...own } = options;
  const together = { ...common, ...own } as ConnectionOptions & ClusterOptions;
  checkSupported(together);
  const parsed = nodes.map((node) => redisOptions([node]));
  const first: ConnectionOptions = { ...parsed[0], ...together };
  return {
    ...resolved(together),
    urls: parsed.map(({ host, port }) => hostUrl(host!, port!)),
    client: { ...clientOptions(first), mode: "cluster", readFrom: READ_FROM[options.scaleReads ?? "master"] },
    retryStrategy: options.clusterRetryStrategy,
  };
}

const READ_FROM = { master: "primary", slave: "preferReplica", all: "allNodes" } as const;

function resolved(options: ConnectionOptions): Omit<Resolved, "urls" | "client" | "retryStrategy"> {
  const waitsForever = options.maxRetriesPerRequest === null;
  return {
    commandTimeoutMs: options.commandTimeout ?? (waitsForever ? PATIENT_MS : 10_000),
    idempotent: options.autoResendUnfulfilledCommands === true,
    keyPrefix: options.keyPrefix ?? "",
    enableOfflineQueue: options.enableOfflineQueue !== false,
    lazyConnect: options.lazyConnect === true,
    waitsForever,
    scripts: options.scripts ?? {},
  };
}

const PATIENT_MS = 3_600_000;

function clientOptions(options: ConnectionOptions): ClientOptions {
  const { username, password, tls, family, connectionName, connectTimeout } = options;
  return {
    // Replies in the shapes of RESP2, which are those of ioredis.
    protocol: 2,
    timeoutMs: 10_000,
    connectTimeoutMs: connectTimeout ?? 10_000,
    ...(password ? { credentials: username ? { username, password } : { password } } : {}),
    ...(tls ? { tls } : {}),
    ...(connectionName ? { clientName: connectionName } : {}),
    ...(family ? { lookup: familyLookup(family) } : {}),
  };
}

function familyLookup(family: number): LookupFunction {
  return (host, options, callback) => lookup(host, { ...options, family }, callback);
}

function hostUrl(host: string, port: number): string {
  return `redis://${host.includes(":") ? `[${host}]` : encodeURIComponent(host)}:${port}`;
}

/** Doubling from 50 ms up to 5 s, spread over 200 ms. */
function defaultRetryStrategy(times: number): number {
  return Math.min(50 * 2 ** (times - 1), 5_000) + Math.floor(Math.random() * 200);
}
