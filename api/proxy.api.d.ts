// What users of fairlead-proxy see. Written by npm run api.

// config/address.d.ts
export type ListenAddress = {
    readonly host: string;
    readonly port: number;
} | {
    readonly path: string;
};
export declare function addressText(address: ListenAddress): string;

// config/backend-config.d.ts
import type { ClientOptions, PoolOptions, ReadFrom } from "fairlead";
export interface BackendConfig extends Pick<ClientOptions, "mode" | "zone" | "timeoutMs" | "connectTimeoutMs" | "stallMs" | "maxBackoffMs" | "topologyCheckMs"> {
    readonly kind?: "resp" | undefined;
    readonly urls: readonly string[];
    readonly readFrom?: ReadStrategy;
    readonly username?: string;
    readonly password?: string;
    readonly tls?: BackendTls;
    readonly pool?: PoolOptions;
    readonly sentinel?: BackendSentinel;
}
type ReadStrategy = Extract<ReadFrom, string>;
export interface BackendTls {
    readonly caFile?: string;
    readonly certFile?: string;
    readonly keyFile?: string;
    readonly servername?: string;
    readonly rejectUnauthorized?: boolean;
}
export interface BackendSentinel {
    readonly name?: string;
    readonly username?: string;
    readonly password?: string;
}

// config/changes.d.ts
export interface Changes {
    readonly applied: readonly string[];
    readonly needRestart: readonly string[];
}

// config/config.d.ts
import type { SessionMode } from "fairlead-session";
export interface Config {
    readonly listeners: readonly ListenerConfig[];
    readonly backends: Readonly<Record<string, BackendConfig | NewsConfig>>;
    readonly users: readonly UserConfig[];
    readonly admin: AdminConfig | undefined;
    readonly workers: number | "cores";
    readonly log: LogConfig;
    readonly slowLog: SlowLogConfig;
    readonly drainTimeoutMs: number;
}
export type ListenerConfig = RespListenerConfig | NewsListenerConfig;
interface AnyListenerConfig {
    readonly name: string;
    readonly address: ListenAddress;
    readonly mode: SessionMode;
    readonly backend: string;
}
export interface RespListenerConfig extends AnyListenerConfig {
    readonly protocol: "resp";
    readonly routes: readonly RouteConfig[];
    readonly mirror: MirrorConfig | undefined;
    readonly auth: "none" | "users" | "backend";
    readonly tls: ListenerTls | undefined;
    readonly allow: readonly string[];
    readonly deny: readonly string[];
    readonly limits: Limits;
}
export interface NewsListenerConfig extends AnyListenerConfig {
    readonly protocol: "nntp";
    readonly auth: "none" | "users";
    readonly tls: NewsListenerTls | undefined;
    readonly requireTls: boolean;
    readonly posting: false | string;
    readonly compress: boolean;
    readonly passThrough: readonly string[];
    readonly greeting?: string;
    readonly limits: NewsLimits;
}
export interface RouteConfig {
    readonly prefix: string;
    readonly backend: string;
}
export interface MirrorConfig {
    readonly backend: string;
    readonly reads: number;
    readonly writes: number;
    readonly compare: boolean;
}
export interface ListenerTls {
    readonly certFile: string;
    readonly keyFile: string;
    readonly caFile?: string;
    readonly clientCertificates: "none" | "request" | "require";
}
export interface NewsListenerTls extends ListenerTls {
    readonly startTls: boolean;
}
export interface CommonLimits {
    readonly maxSessions: number;
    readonly maxPipelined: number;
    readonly maxBufferedBytes: number;
    readonly idleTimeoutMs: number;
    readonly authTimeoutMs: number;
    readonly requestTimeoutMs: number;
    readonly connectsPerSecond: number;
}
export interface Limits extends CommonLimits {
    readonly maxBulkBytes: number;
    readonly maxQueryBytes: number;
    readonly maxArguments: number;
    readonly maxTransactionBytes: number;
}
export interface NewsLimits extends CommonLimits {
    readonly maxArticleBytes: number;
    readonly pinIdleMs: number;
}
export interface UserConfig {
    readonly name: string;
    readonly password: string;
    readonly commands: CommandRules;
    readonly keys: readonly string[];
    readonly mode?: SessionMode;
    readonly limits?: UserLimits;
}
export interface UserLimits {
    readonly sessions?: number;
    readonly requestsPerSecond?: number;
    readonly bytesPerSecond?: number;
}
export interface CommandRules {
    readonly otherwise: boolean;
    readonly rules: readonly CommandRule[];
}
export type CommandRule = {
    readonly allow: boolean;
} & ({
    readonly category: CommandCategory;
}
 | {
    readonly command: string;
});
export type CommandCategory = (typeof COMMAND_CATEGORIES)[number];
export declare const COMMAND_CATEGORIES: readonly ["read", "write", "admin", "pubsub", "blocking"];
export interface AdminConfig {
    readonly address: ListenAddress;
    readonly allowRemote: boolean;
}
export interface LogConfig {
    readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
    readonly format: "json" | "pretty" | "auto";
    readonly longPinMs: number;
}
export interface SlowLogConfig {
    readonly thresholdMs: number;
    readonly maxEntries: number;
    readonly showKeys: boolean;
}

// config/flags.d.ts
export interface ConfigFlags {
    readonly protocol?: "resp" | "nntp";
    readonly listen?: string;
    readonly to: string | readonly string[];
    readonly mode?: string;
    readonly admin?: string;
}
export declare function configFromFlags(flags: ConfigFlags): ConfigResult;

// config/parse.d.ts
export type ConfigResult = {
    readonly config: Config;
} | {
    readonly problems: readonly Problem[];
};
export declare function parseConfig(text: string, env: Readonly<Record<string, string | undefined>>, file: string): ConfigResult;

// config/password.d.ts
export declare function hashPassword(password: string, salt?: Uint8Array): string;
export declare function verifyPassword(password: string | Uint8Array, hash: string): Promise<boolean>;

// config/problem.d.ts
export interface Problem {
    readonly path: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
}

// config/provider-config.d.ts
export interface NewsConfig {
    readonly kind: "nntp";
    readonly providers: readonly ProviderConfig[];
    readonly selection: "least-loaded" | "weighted-round-robin";
    readonly facts: FactsConfig;
    readonly checkYenc: boolean;
    readonly cache?: CacheConfig;
}
export interface ProviderConfig {
    readonly name: string;
    readonly host: string;
    readonly port: number;
    readonly tls: ProviderTls | undefined;
    readonly username?: string;
    readonly password?: string;
    readonly tier: number;
    readonly weight: number;
    readonly maxConnections: number;
    readonly warmConnections: number;
    readonly maxPinned: number;
    readonly compress: "auto" | "require" | "off";
    readonly posting: boolean;
    readonly statProbe: boolean;
    readonly connectTimeoutMs: number;
    readonly replyTimeoutMs: number;
    readonly idleTimeoutMs: number;
    readonly maxAgeMs: number;
    readonly keepAliveMs: number;
    readonly coolDownMs: number;
}
export interface ProviderTls {
    readonly mode: "implicit" | "starttls";
    readonly caFile?: string;
    readonly serverName?: string;
    readonly verify: boolean;
}
export interface FactsConfig {
    readonly lifeMs: number;
    readonly maxArticles: number;
    readonly file?: string;
}
export interface CacheConfig {
    readonly articles: "headers" | "whole";
    readonly memoryBytes: number;
    readonly disk?: {
        readonly path: string;
        readonly bytes: number;
    };
    readonly redis?: {
        readonly urls: readonly string[];
    };
    readonly ttlMs: number;
    readonly maxArticleBytes: number;
}

// config/redact.d.ts
export declare function redactConfig(config: Config): Config;

// index.d.ts
export { addressText, type ListenAddress } from "./config/address.ts";
export type { BackendConfig, BackendSentinel, BackendTls } from "./config/backend-config.ts";
export type { AdminConfig, CommandCategory, CommandRule, CommandRules, CommonLimits, Config, Limits, ListenerConfig, ListenerTls, LogConfig, MirrorConfig, NewsLimits, NewsListenerConfig, NewsListenerTls, RespListenerConfig, RouteConfig, SlowLogConfig, UserConfig, UserLimits, } from "./config/config.ts";
export { type ConfigFlags, configFromFlags } from "./config/flags.ts";
export { type ConfigResult, parseConfig } from "./config/parse.ts";
export { hashPassword, verifyPassword } from "./config/password.ts";
export type { Problem } from "./config/problem.ts";
export type { CacheConfig, FactsConfig, NewsConfig, ProviderConfig, ProviderTls, } from "./config/provider-config.ts";
export { redactConfig } from "./config/redact.ts";
export { type Proxy, startProxy } from "./server/proxy.ts";

// mirror/mirror-stats.d.ts
export interface MirrorStats {
    sent: number;
    pending: number;
    dropped: number;
    failed: number;
    errors: number;
    same: number;
    readonly different: Record<string, number>;
    uncompared: number;
}

// observe/log.d.ts
import { type DestinationStream, type Logger } from "pino";
export type Log = Logger;

// server/proxy.d.ts
export interface Proxy extends AsyncDisposable {
    readonly addresses: ReadonlyMap<string, ListenAddress>;
    readonly adminAddress: ListenAddress | undefined;
    readonly mirrors: ReadonlyMap<string, MirrorStats>;
    reload(config: Config): Promise<Changes>;
    prepare(config: Config): Promise<Prepared>;
    close(): Promise<void>;
}
export interface Prepared {
    commit(): Changes;
    abandon(): void;
}
export interface ProxyOptions {
    readonly log?: Log;
    readonly workers?: AllWorkers;
    readonly generation?: number;
}
export declare function startProxy(config: Config, options?: ProxyOptions): Promise<Proxy>;

// workers/all-workers.d.ts
export type Answerer = (question: unknown) => unknown;
export interface AllWorkers {
    readonly index: number;
    readonly count: number;
    answer(kind: string, answerer: Answerer): void;
    collect(kind: string, question?: unknown): Promise<unknown[]>;
}
