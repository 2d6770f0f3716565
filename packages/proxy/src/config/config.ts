import type { SessionMode } from "fairlead-session";
import type { ListenAddress } from "./address.ts";
import type { BackendConfig } from "./backend-config.ts";
import type { NewsConfig } from "./provider-config.ts";

/** What a proxy is to do, with every choice made. Plain data: may be cloned, sent and compared. */
export interface Config {
  /** At least one. */
  readonly listeners: readonly ListenerConfig[];
  /** By name; at least one. */
  readonly backends: Readonly<Record<string, BackendConfig | NewsConfig>>;
  /** Who may log in at listeners whose `auth` is `"users"`. Default: nobody. */
  readonly users: readonly UserConfig[];
  /** Default: none. */
  readonly admin: AdminConfig | undefined;
  /** Processes that serve; `"cores"` for as many as the machine has. Default `1`. */
  readonly workers: number | "cores";
  readonly log: LogConfig;
  readonly slowLog: SlowLogConfig;
  /** Milliseconds that sessions get to finish when the proxy stops. Default `30000`. */
  readonly drainTimeoutMs: number;
}

/** One address that clients connect to, of any protocol. */
export type ListenerConfig = RespListenerConfig | NewsListenerConfig;

interface AnyListenerConfig {
  /** How logs and metrics call it. Default: its address. */
  readonly name: string;
  readonly address: ListenAddress;
  /** How sessions use connections. Default `"hybrid"`. */
  readonly mode: SessionMode;
  /** Name of the backend, of the listener's protocol. Default: the only one of that. */
  readonly backend: string;
}

/** An address for clients of Redis and Valkey. Its backend is for everything that no route takes. */
export interface RespListenerConfig extends AnyListenerConfig {
  readonly protocol: "resp";
  /** Keys that belong elsewhere. Default: none. */
  readonly routes: readonly RouteConfig[];
  /** Default: none. */
  readonly mirror: MirrorConfig | undefined;
  /**
   * Who checks passwords: nobody, the proxy by its `users`, or the backend by its own. Default `"users"` if there are any,
   * else `"none"`.
   */
  readonly auth: "none" | "users" | "backend";
  /** Default: no TLS. */
  readonly tls: ListenerTls | undefined;
  /** Commands that are refused otherwise, such as `MONITOR`: upper case, subcommands as `CONFIG SET`. Default: none. */
  readonly allow: readonly string[];
  /** Commands that are refused, spelt as in `allow`. Default: none. */
  readonly deny: readonly string[];
  readonly limits: Limits;
}

/** An address for news readers. */
export interface NewsListenerConfig extends AnyListenerConfig {
  readonly protocol: "nntp";
  /** Who has to log in: nobody, or everybody as one of `users`. Default `"users"` if there are any, else `"none"`. */
  readonly auth: "none" | "users";
  /** Default: no TLS. */
  readonly tls: NewsListenerTls | undefined;
  /** Whether names and passwords are refused (483) without TLS. Default: where there is `tls`. */
  readonly requireTls: boolean;
  /** Where articles go that readers post: nowhere, to one provider, or to any that takes them. Default `false`. */
  readonly posting: false | string;
  /** Whether readers are offered `COMPRESS DEFLATE`. Default `false`. */
  readonly compress: boolean;
  /** Verbs, upper case, that are sent on though the proxy doesn't know them. Default: none. */
  readonly passThrough: readonly string[];
  /** What stands behind the status of the greeting. Default: a text of the proxy's own. */
  readonly greeting?: string;
  readonly limits: NewsLimits;
}

/** Sends keys to another backend than the listener's. The longest prefix counts. */
export interface RouteConfig {
  /** What the keys begin with. */
  readonly prefix: string;
  /** Name of the backend. */
  readonly backend: string;
}

/** Sends a share of the requests to a second backend as well; its replies reach no client. */
export interface MirrorConfig {
  /** Name of the backend. */
  readonly backend: string;
  /** Share of requests that only read, from 0 to 1. Default `0`. */
  readonly reads: number;
  /** Share of the other requests, from 0 to 1. Default `0`. */
  readonly writes: number;
  /** Whether replies are compared, and differences counted. Default `false`. */
  readonly compare: boolean;
}

/** Files are in PEM format; a relative path begins at the configuration file's folder. */
export interface ListenerTls {
  readonly certFile: string;
  readonly keyFile: string;
  /** Who signs client certificates. Needed unless `clientCertificates` is `"none"`. */
  readonly caFile?: string;
  /** Whether clients are asked for a certificate, and refused without a good one. Default `"none"`. */
  readonly clientCertificates: "none" | "request" | "require";
}

export interface NewsListenerTls extends ListenerTls {
  /** Whether clients begin TLS by `STARTTLS`, in place of at once. Default `false`. */
  readonly startTls: boolean;
}

/** What one listener takes at most, whatever its protocol. */
export interface CommonLimits {
  /** Clients connected at once. Default `10000`. */
  readonly maxSessions: number;
  /** Requests of a session that await their replies; beyond, no more is read from it. Default `1024`. */
  readonly maxPipelined: number;
  /** Bytes of replies that a client has not read yet; beyond, its session ends. Default 64 MiB. */
  readonly maxBufferedBytes: number;
  /** Milliseconds without a request after which a session ends; `0` for never. Default `0`. */
  readonly idleTimeoutMs: number;
  /** Milliseconds for a client to log in, where it has to; `0` for any. Default `10000`. */
  readonly authTimeoutMs: number;
  /**
   * Milliseconds for one request, waiting and retries included; for a news reader's, until the reply begins. `0` for any.
   * Default `5000`, for news readers `60000`.
   */
  readonly requestTimeoutMs: number;
  /** New sessions in one second; `0` for any number. Default `0`. */
  readonly connectsPerSecond: number;
}

/** What a listener for clients of Redis and Valkey takes at most. */
export interface Limits extends CommonLimits {
  /** Bytes of one argument. Default 512 MiB. */
  readonly maxBulkBytes: number;
  /** Bytes of one request. Default 1 GiB. */
  readonly maxQueryBytes: number;
  /** Arguments of one request. Default `1048576`. */
  readonly maxArguments: number;
  /** Bytes of a transaction's commands. Default 64 MiB. */
  readonly maxTransactionBytes: number;
}

/** What a listener for news readers takes at most. */
export interface NewsLimits extends CommonLimits {
  /** Bytes of an article that is posted. Default 16 MiB. */
  readonly maxArticleBytes: number;
  /** Milliseconds without use after which a session's connection for its group is given back. Default `30000`. */
  readonly pinIdleMs: number;
}

/** Somebody who may log in. */
export interface UserConfig {
  readonly name: string;
  /** A hash that {@link hashPassword} made, or `plain:` and the password. */
  readonly password: string;
  /** Which commands of Redis and Valkey. Default: all that the listener allows. */
  readonly commands: CommandRules;
  /** Glob patterns of the keys it may use, of Redis and Valkey. Default `["*"]`. */
  readonly keys: readonly string[];
  /** In place of the listener's. Default: none. */
  readonly mode?: SessionMode;
  /** What it may use at most, as a news reader. Default: none. */
  readonly limits?: UserLimits;
}

/** What one user may use at most, all its sessions together. Each is by itself; what is left out has no limit. */
export interface UserLimits {
  /** Sessions at once. */
  readonly sessions?: number;
  /** On average, over bursts of a second's worth. */
  readonly requestsPerSecond?: number;
  /** Bytes of replies, on average, over bursts of a second's worth. */
  readonly bytesPerSecond?: number;
}

/** Which commands a user may use, of those that the listener allows. */
export interface CommandRules {
  /** Whether a command that no rule names is allowed: it is unless the first rule allows something. */
  readonly otherwise: boolean;
  /** In order: the last that names a command counts. */
  readonly rules: readonly CommandRule[];
}

export type CommandRule = { readonly allow: boolean } & (
  | { readonly category: CommandCategory }
  /** Upper case; a subcommand as `CONFIG SET`. */
  | { readonly command: string }
);

export type CommandCategory = (typeof COMMAND_CATEGORIES)[number];

export const COMMAND_CATEGORIES = ["read", "write", "admin", "pubsub", "blocking"] as const;

/** Where metrics, health and the state of the proxy can be asked for. */
export interface AdminConfig {
  /** On this machine only, unless `allowRemote` is set. */
  readonly address: ListenAddress;
  /** Whether `address` may be reachable from other machines. Default `false`. */
  readonly allowRemote: boolean;
}

export interface LogConfig {
  /** The least that is logged. Default `"info"`. */
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** `"auto"` is `"pretty"` on a terminal, else `"json"`. Default `"auto"`. */
  readonly format: "json" | "pretty" | "auto";
  /** Milliseconds that a session may watch keys, or be in a transaction, before it is logged; `0` for any. Default `60000`. */
  readonly longPinMs: number;
}

/** Keeps the slowest requests. */
export interface SlowLogConfig {
  /** Milliseconds from which a request is slow. Default `10`. */
  readonly thresholdMs: number;
  /** Kept at most; `0` keeps none. Default `128`. */
  readonly maxEntries: number;
  /** Whether the first key of a slow request is kept and logged. Other arguments never are. Default `false`. */
  readonly showKeys: boolean;
}
