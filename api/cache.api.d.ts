// What users of fairlead-cache see. Written by npm run api.

// clock.d.ts
export interface Clock {
    now(): number;
}
export declare const systemClock: Clock;

// duration.d.ts
type Unit = "ms" | "s" | "m" | "h" | "d";
export type Duration = number | `${number}${Unit}`;

// entry.d.ts
export interface Times {
    readonly createdAt: number;
    readonly staleAt: number;
    readonly expiresAt: number;
    readonly deadAt: number;
}
export type TagStamp = readonly [tag: string, stamp: number];
export interface Entry<V = unknown> extends Times {
    readonly value: V;
    readonly tags: readonly TagStamp[];
}

// errors.d.ts
export declare class CacheUsageError extends Error {
    readonly name = "CacheUsageError";
    readonly code: CacheUsageErrorCode;
    constructor(code: CacheUsageErrorCode, message: string, options?: ErrorOptions);
}
export type CacheUsageErrorCode = "ERR_CACHE_OPTION" | "ERR_CACHE_KEY";
export declare class CacheError extends Error {
    readonly name = "CacheError";
    readonly code: CacheErrorCode;
    readonly layer: string;
    readonly errors: readonly CacheError[];
    constructor(code: CacheErrorCode, layer: string, message: string, options?: ErrorOptions & {
        readonly errors?: readonly CacheError[];
    });
}
export type CacheErrorCode = "ERR_CACHE_UNREACHABLE" | "ERR_CACHE_TIMEOUT" | "ERR_CACHE_BREAKER" | "ERR_CACHE_REFUSED" | "ERR_CACHE_TYPE" | "ERR_CACHE_ENCODE" | "ERR_CACHE_DECODE" | "ERR_CACHE_TOO_LARGE" | "ERR_CACHE_LAYERS" | "ERR_CACHE_CLOSED";

// fetched.d.ts
export type FetchStatus = "hit" | "stale" | "grace" | "miss" | "expired" | "collapsed";
export interface Fetched<V> {
    readonly value: V;
    readonly status: FetchStatus;
    readonly source: string;
    readonly stored: boolean;
    readonly degraded: boolean;
    readonly error?: unknown;
    readonly times: Times;
}
export interface LoadContext<V = unknown> {
    readonly signal: AbortSignal;
    readonly previous: {
        readonly value: V;
        readonly times: Times;
    } | undefined;
    set(policy: LoadedPolicy): void;
    skip(): void;
}
export type LoadedPolicy = Pick<Policy, "ttl" | "stale" | "staleIfError" | "jitter" | "tags" | "layers">;
export type Loader<V> = (context: LoadContext<V>) => V | Promise<V>;

// index.d.ts
export { type Clock, systemClock } from "./clock.ts";
export type { Duration } from "./duration.ts";
export type { Entry, TagStamp, Times } from "./entry.ts";
export { CacheError, type CacheErrorCode, CacheUsageError, type CacheUsageErrorCode } from "./errors.ts";
export type { Fetched, FetchStatus, LoadContext, LoadedPolicy, Loader } from "./fetched.ts";
export { type CacheKey, defineKey, type KeyFamily, type KeyOptions, type Params } from "./key.ts";
export type { Bus, Codec, Context, Found, KeyPart, KeyRange, Layer, LayerKey, LocalLayer, LocalSize, RemoteLayer, Stored, TagStore, Writing, Written, } from "./layer.ts";
export type { LayerPolicy, Policy } from "./policy.ts";

// key.d.ts
declare const VALUE: unique symbol;
export interface CacheKey<V = unknown> extends LayerKey {
    readonly [VALUE]?: V;
}
export type Params = Readonly<Record<string, KeyPart[1] | undefined>>;
export interface KeyFamily<V, P extends Params> {
    (...params: Record<never, never> extends P ? [params?: P] : [params: P]): CacheKey<V>;
    readonly all: KeyRange;
}
export interface KeyOptions {
    readonly version?: number;
}
export declare function defineKey<V, P extends Params = Record<never, never>>(name: string, { version }?: KeyOptions): KeyFamily<V, P>;

// layer.d.ts
export interface LayerKey {
    readonly scope: readonly string[];
    readonly name: string;
    readonly version: number;
    readonly params: readonly KeyPart[];
    readonly id: string;
}
export type KeyPart = readonly [name: string, value: string | number | bigint | boolean | null];
export interface KeyRange {
    readonly scope: readonly string[];
    readonly name?: string;
    readonly version?: number;
}
export interface LocalLayer {
    readonly kind: "local";
    readonly label: string;
    read(key: LayerKey, now: number): Entry | undefined;
    peek(key: LayerKey, now: number): Entry | undefined;
    write(key: LayerKey, entry: Entry, now: number): void;
    remove(key: LayerKey): boolean;
    clear(range: KeyRange): void;
    prune(now: number): void;
    readonly size: LocalSize;
}
export interface LocalSize {
    readonly entries: number;
    readonly bytes: number;
    readonly evictions: number;
}
export interface Context {
    readonly timeoutMs: number;
}
export type Stored = Entry<Uint8Array>;
export type Found = {
    readonly kind: "hit";
    readonly stored: Stored;
} | {
    readonly kind: "miss";
    readonly removal: number;
} | {
    readonly kind: "error";
    readonly error: CacheError;
};
export interface Writing {
    readonly key: LayerKey;
    readonly stored: Stored;
    readonly unless?: number;
}
export type Written = "stored" | "refused" | CacheError;
export interface RemoteLayer {
    readonly kind: "remote";
    readonly label: string;
    readonly codec: Codec;
    readonly shared: boolean;
    read(keys: readonly LayerKey[], context: Context): Promise<readonly Found[]>;
    write(items: readonly Writing[], context: Context): Promise<readonly Written[]>;
    remove(keys: readonly LayerKey[], context: Context): Promise<readonly (boolean | CacheError)[]>;
    clear(range: KeyRange, context: Context): Promise<number | CacheError>;
    readonly tags?: TagStore;
    readonly bus?: Bus;
    close(): Promise<void>;
}
export type Layer = LocalLayer | RemoteLayer;
export interface TagStore {
    stamps(tags: readonly string[], context: Context): Promise<readonly (number | CacheError)[]>;
    invalidate(tags: readonly string[], lifeMs: number, context: Context): Promise<readonly (number | CacheError)[]>;
}
export interface Bus {
    publish(text: string, context: Context): Promise<CacheError | undefined>;
    listen(hear: (text: string) => void, missed: () => void): () => void;
}
export interface Codec {
    encode(value: unknown): Uint8Array | Promise<Uint8Array>;
    decode(bytes: Uint8Array): unknown;
}

// policy.d.ts
export interface Policy {
    readonly ttl?: Duration | "forever";
    readonly stale?: Duration;
    readonly onStale?: "return" | "revalidate" | "background";
    readonly staleIfError?: Duration;
    readonly retryAfter?: Duration;
    readonly jitter?: number;
    readonly concurrency?: number | false;
    readonly softTimeout?: Duration;
    readonly hardTimeout?: Duration;
    readonly write?: "await" | "background";
    readonly tags?: readonly string[];
    readonly emptyTtl?: Duration;
    readonly keepIf?: (value: unknown) => boolean;
    readonly layers?: Readonly<Record<string, LayerPolicy>>;
    readonly lock?: boolean;
}
export interface LayerPolicy {
    readonly ttl?: Duration;
    readonly skip?: boolean;
}
