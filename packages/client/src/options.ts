import type { LookupFunction } from "node:net";
import type { ConnectionOptions as TlsConnectionOptions } from "node:tls";
import type { Address } from "./address.ts";
import { CredentialSource, type GivenCredentials } from "./credentials.ts";
import { UsageError } from "./errors.ts";
import { READ_STRATEGIES, type ReadFrom } from "./read-from.ts";
import { type Runtime, systemRuntime } from "./runtime.ts";
import { type ParsedUrl, parseUrl } from "./url.ts";

/** Options of `tls.connect`, or a function that is asked anew for each connection (certificates that are renewed). */
export type GivenTls = TlsConnectionOptions | (() => TlsConnectionOptions | Promise<TlsConnectionOptions>);

/** How many connections are lent, for each server: to blocking commands, sessions and transactions. */
export interface PoolOptions {
  /** Kept open once the pool is used. Default `0`. */
  readonly min?: number;
  /** At most open at once. Default `1024`. */
  readonly max?: number;
  /** Milliseconds after which a connection that nobody needs ends. Default `60000`. */
  readonly idleMs?: number;
  /** At most waiting for one; whoever comes then fails with `ERR_POOL_FULL`. Default `10000`. */
  readonly maxWaiters?: number;
}

/** How to ask Sentinels for the servers. */
export interface SentinelOptions {
  /** What the Sentinels call the primary. Default: the URL's, or the only one that they watch. */
  readonly name?: string;
  /** Who to be for the Sentinels themselves. Default: nobody. */
  readonly credentials?: ClientOptions["credentials"];
  /** As `tls`, for the Sentinels. Default: as for the servers. */
  readonly tls?: boolean | GivenTls;
}

/** Options of {@link connect}. What the URL says too, the URL decides. */
export interface ClientOptions {
  /**
   * What the URLs lead to; `"auto"` asks there. `"standalone"`: a server, or a primary and its replicas; `"sentinel"`:
   * Sentinels. Default `"auto"`, or `"sentinel"` where URL or options speak of Sentinels.
   */
  readonly mode?: Mode;
  /** The URLs lead to Sentinels, which know where the servers are. Default: none. */
  readonly sentinel?: SentinelOptions;
  /**
   * User and password; a function that is asked anew for each connection; or a stream, with each of whose items all
   * connections log in again. Default: none.
   */
  readonly credentials?: GivenCredentials;
  /** Database to select; clusters have only 0. Default `0`. */
  readonly database?: number;
  /** What `CLIENT LIST` shows as this client's name. Default: none. */
  readonly clientName?: string;
  /** Names who uses this library: `CLIENT LIST` shows `fairlead(tag)` as `lib-name`. Default: none. */
  readonly libraryTag?: string;
  /** `true`, or options of `tls.connect`, or a function that gives them for each connection. Default: on for `rediss:` and `valkeys:` URLs. */
  readonly tls?: boolean | GivenTls;
  /** Milliseconds a call may take, waiting and retries included. Default `5000`. */
  readonly timeoutMs?: number;
  /** Milliseconds for one connection: name resolution, TCP, TLS and handshake. Default `5000`. */
  readonly connectTimeoutMs?: number;
  /**
   * Milliseconds without any answer after which the server is asked, on a second connection, about the first, which is replaced if nothing
   * is due on it. A server that answers neither may be busy: the deadlines of calls decide. Default `1000`.
   */
  readonly stallMs?: number;
  /** Milliseconds of silence after which an idle connection is checked by a PING. Default `30000`. */
  readonly keepAliveMs?: number;
  /** Longest pause between two attempts to connect, in milliseconds. Default `2000`. */
  readonly maxBackoffMs?: number;
  /** Bytes of commands that may wait for a connection, for each server. Default 64 MiB. */
  readonly maxQueuedBytes?: number;
  /** Connections that one command or session at a time has to itself, for each server. */
  readonly pool?: PoolOptions;
  /** Milliseconds between two checks of topology or roles that nothing else asked for. Default `60000`. */
  readonly topologyCheckMs?: number;
  /** Where commands that only read keys go. Default `"primary"`. */
  readonly readFrom?: ReadFrom;
  /** The availability zone this program runs in, for `readFrom` by zone. Default: none. */
  readonly zone?: string;
  /** Says in which zone a server is, where the servers can't (before Valkey 8); `undefined` to ask the server. */
  readonly zoneOf?: (address: Address) => string | undefined;
  /** Speak RESP2 even where the server knows RESP3. Default `3`. */
  readonly protocol?: 2 | 3;
  /** Name resolution in place of the system's, as `net.connect` takes it. */
  readonly lookup?: LookupFunction;
  /** Gives up `connect()` itself. */
  readonly signal?: AbortSignal;
}

type Mode = "auto" | "standalone" | "sentinel" | "cluster";

/** The defaults that the comments of {@link ClientOptions} name. */
export const DEFAULTS = {
  mode: "auto",
  database: 0,
  timeoutMs: 5_000,
  connectTimeoutMs: 5_000,
  stallMs: 1_000,
  keepAliveMs: 30_000,
  maxBackoffMs: 2_000,
  maxQueuedBytes: 67_108_864,
  topologyCheckMs: 60_000,
  protocol: 3,
  readFrom: "primary",
} as const;

/** The defaults that the comments of {@link PoolOptions} name. */
export const POOL_DEFAULTS: Required<PoolOptions> = {
  min: 0,
  max: 1_024,
  idleMs: 60_000,
  maxWaiters: 10_000,
};

/** Options with every choice made: what the inside of the client works with. */
export interface Settings {
  readonly seeds: readonly Address[];
  readonly mode: Mode;
  readonly sentinel: {
    readonly name: string | undefined;
    readonly credentials: CredentialSource;
    readonly tls: (() => TlsConnectionOptions | Promise<TlsConnectionOptions>) | undefined;
  };
  readonly credentials: CredentialSource;
  readonly database: number;
  readonly clientName: string | undefined;
  readonly libraryTag: string | undefined;
  readonly tls: (() => TlsConnectionOptions | Promise<TlsConnectionOptions>) | undefined;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly stallMs: number;
  readonly keepAliveMs: number;
  readonly maxBackoffMs: number;
  readonly maxQueuedBytes: number;
  readonly topologyCheckMs: number;
  readonly protocol: 2 | 3;
  readonly pool: Required<PoolOptions>;
  readonly readFrom: ReadFrom;
  readonly zone: string | undefined;
  readonly zoneOf: ClientOptions["zoneOf"];
  readonly runtime: Runtime;
}

const DURATIONS = [
  "timeoutMs",
  "connectTimeoutMs",
  "stallMs",
  "keepAliveMs",
  "maxBackoffMs",
  "maxQueuedBytes",
  "topologyCheckMs",
] as const;

const NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(DEFAULTS),
  "credentials",
  "sentinel",
  "clientName",
  "libraryTag",
  "tls",
  "lookup",
  "pool",
  "zone",
  "zoneOf",
  "signal",
]);

/**
 * Reads URLs and options once.
 * @throws {UsageError} `ERR_USAGE_URL` or `ERR_USAGE_OPTION`, naming what is wrong.
 */
export function resolveSettings(urls: string | readonly string[], options: ClientOptions): Settings {
  for (const name of Object.keys(options)) {
    if (!NAMES.has(name)) throw new UsageError("ERR_USAGE_OPTION", `There is no client option "${name}"`);
  }
  const list = typeof urls === "string" ? [urls] : urls;
  const parsed = list.map(parseUrl);
  const first = parsed[0];
  if (first === undefined) throw new UsageError("ERR_USAGE_URL", "connect() needs at least one URL");
  const numbers = resolveNumbers(options);
  const database = first.database ?? options.database ?? DEFAULTS.database;
  if (!Number.isInteger(database) || database < 0) {
    throw new UsageError("ERR_USAGE_OPTION", `database must be a whole number from 0, not ${database}`);
  }
  const protocol = options.protocol ?? DEFAULTS.protocol;
  if (protocol !== 2 && protocol !== 3) throw new UsageError("ERR_USAGE_OPTION", "protocol must be 2 or 3");
  const mode = resolveMode(parsed, options);
  const tls = resolveTls(first.tls, options.tls);
  const runtime = systemRuntime(options.lookup);
  return {
    ...numbers,
    seeds: parsed.flatMap((url) => url.addresses),
    mode,
    sentinel: {
      name: first.primaryName ?? options.sentinel?.name,
      credentials: new CredentialSource(options.sentinel?.credentials, runtime),
      tls: options.sentinel?.tls === undefined ? tls : resolveTls(false, options.sentinel.tls),
    },
    credentials: new CredentialSource(first.credentials ?? options.credentials, runtime),
    database,
    clientName: options.clientName,
    libraryTag: resolveLibraryTag(options.libraryTag),
    tls,
    protocol,
    pool: resolvePool(options.pool),
    readFrom: resolveReadFrom(options.readFrom),
    zone: options.zone,
    zoneOf: options.zoneOf,
    runtime,
  };
}

function resolvePool(options: PoolOptions = {}): Required<PoolOptions> {
  const pool = { ...POOL_DEFAULTS, ...options };
  for (const [name, value] of Object.entries(pool)) {
    if (!Object.hasOwn(POOL_DEFAULTS, name)) {
      throw new UsageError("ERR_USAGE_OPTION", `There is no pool option "${name}"`);
    }
    if (!(Number.isInteger(value) && value >= (name === "min" || name === "maxWaiters" ? 0 : 1))) {
      throw new UsageError("ERR_USAGE_OPTION", `pool.${name} can't be ${value}`);
    }
  }
  if (pool.min > pool.max) throw new UsageError("ERR_USAGE_OPTION", "pool.min is above pool.max");
  return pool;
}

function resolveMode(urls: readonly ParsedUrl[], options: ClientOptions): Mode {
  const mode = options.mode ?? DEFAULTS.mode;
  if (mode !== "auto" && mode !== "standalone" && mode !== "sentinel" && mode !== "cluster") {
    throw new UsageError("ERR_USAGE_OPTION", 'mode must be "auto", "standalone", "sentinel" or "cluster"');
  }
  const byUrl = urls.some(({ sentinel }) => sentinel);
  if (byUrl && !urls.every(({ sentinel }) => sentinel)) {
    throw new UsageError("ERR_USAGE_URL", "Some of the URLs are of Sentinels, and some are not");
  }
  if (!byUrl && options.sentinel === undefined) return mode;
  if (mode === "auto" || mode === "sentinel") return "sentinel";
  throw new UsageError("ERR_USAGE_OPTION", `mode can't be "${mode}" with Sentinels`);
}

function resolveReadFrom(readFrom: ReadFrom = DEFAULTS.readFrom): ReadFrom {
  if (typeof readFrom === "function" || READ_STRATEGIES.includes(readFrom)) return readFrom;
  throw new UsageError("ERR_USAGE_OPTION", `There is no read strategy "${readFrom}"`);
}

type Numbers = { -readonly [K in (typeof DURATIONS)[number]]: number };

function resolveNumbers(options: ClientOptions): Numbers {
  const numbers = {} as Numbers;
  for (const name of DURATIONS) {
    const value = options[name] ?? DEFAULTS[name];
    if (!(Number.isFinite(value) && value > 0)) {
      throw new UsageError("ERR_USAGE_OPTION", `${name} must be a number above 0, not ${value}`);
    }
    numbers[name] = value;
  }
  return numbers;
}

function resolveTls(byUrl: boolean, byOption: ClientOptions["tls"]): Settings["tls"] {
  // As a function, so that whoever inspects a client does not see a key.
  if (typeof byOption === "object") return () => byOption;
  if (typeof byOption === "function") return byOption;
  return (byOption ?? byUrl) || byUrl ? () => ({}) : undefined;
}

function resolveLibraryTag(tag: string | undefined): string | undefined {
  if (tag === undefined || /^[\w.:@/+-]{1,64}$/.test(tag)) return tag;
  throw new UsageError(
    "ERR_USAGE_OPTION",
    "libraryTag may have letters, digits and ._:@/+- in it, at most 64",
  );
}
