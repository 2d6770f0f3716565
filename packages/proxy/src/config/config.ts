import type { SessionMode } from "fairlead-session";
import type { ListenAddress } from "./address.ts";
import type { BackendConfig } from "./backend-config.ts";

/** What a proxy is to do, with every choice made. Plain data: may be cloned, sent and compared. */
export interface Config {
  /** At least one. */
  readonly listeners: readonly ListenerConfig[];
  /** By name; at least one. */
  readonly backends: Readonly<Record<string, BackendConfig>>;
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
export type ListenerConfig = RespListenerConfig;

/** An address for clients of Redis and Valkey. */
export interface RespListenerConfig {
  /** How logs and metrics call it. Default: its address. */
  readonly name: string;
  readonly protocol: "resp";
  readonly address: ListenAddress;
  /** How sessions use connections. Default `"hybrid"`. */
  readonly mode: SessionMode;
  /** Name of the backend for everything that no route takes. Default: the only one. */
  readonly backend: string;
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

/** What one listener takes at most. */
export interface Limits {
  /** Clients connected at once. Default `10000`. */
  readonly maxSessions: number;
  /** Requests of a session that await their replies; beyond, no more is read from it. Default `1024`. */
  readonly maxPipelined: number;
  /** Bytes of one argument. Default 512 MiB. */
  readonly maxBulkBytes: number;
  /** Bytes of one request. Default 1 GiB. */
  readonly maxQueryBytes: number;
  /** Arguments of one request. Default `1048576`. */
  readonly maxArguments: number;
  /** Bytes of replies that a client has not read yet; beyond, its session ends. Default 64 MiB. */
  readonly maxBufferedBytes: number;
  /** Bytes of a transaction's commands. Default 64 MiB. */
  readonly maxTransactionBytes: number;
  /** Milliseconds without a request after which a session ends; `0` for never. Default `0`. */
  readonly idleTimeoutMs: number;
  /** Milliseconds for a client to log in, where it has to; `0` for any. Default `10000`. */
  readonly authTimeoutMs: number;
  /** Milliseconds for one request, waiting and retries included; `0` for any. Default `5000`. */
  readonly requestTimeoutMs: number;
  /** New sessions in one second; `0` for any number. Default `0`. */
  readonly connectsPerSecond: number;
}

/** Somebody who may log in. */
export interface UserConfig {
  readonly name: string;
  /** A hash that {@link hashPassword} made, or `plain:` and the password. */
  readonly password: string;
  /** Default: all that the listener allows. */
  readonly commands: CommandRules;
  /** Glob patterns of the keys it may use. Default `["*"]`. */
  readonly keys: readonly string[];
  /** In place of the listener's. Default: none. */
  readonly mode?: SessionMode;
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
