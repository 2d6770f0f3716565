// What users of fairlead-cache see. Written by npm run api.

// adapters/cache-manager/index.d.ts
import type { CreateCacheOptions } from "cache-manager";
export interface CacheManagerStoreOptions {
    readonly name?: string;
    readonly ttl?: NonNullable<Policy["ttl"]>;
}
export type CacheManagerStore = NonNullable<CreateCacheOptions["stores"]>[number];
export declare function cacheManagerStore(cache: Cache, { name, ttl }?: CacheManagerStoreOptions): CacheManagerStore;

// adapters/keyv/index.d.ts
export interface KeyvStoreOptions {
    readonly name?: string;
    readonly ttl?: NonNullable<Policy["ttl"]>;
}
export interface KeyvStore {
    readonly opts: Readonly<Record<string, unknown>>;
    namespace?: string | undefined;
    get<V>(key: string): Promise<V | undefined>;
    getMany<V>(keys: string[]): Promise<(V | undefined)[]>;
    set(key: string, value: unknown, ttl?: number): Promise<boolean>;
    setMany(items: {
        key: string;
        value: unknown;
        ttl?: number | undefined;
    }[]): Promise<boolean[]>;
    delete(key: string): Promise<boolean>;
    deleteMany(keys: string[]): Promise<boolean>;
    has(key: string): Promise<boolean>;
    hasMany(keys: string[]): Promise<boolean[]>;
    clear(): Promise<void>;
    iterator<V>(namespace?: string): AsyncGenerator<[key: string, value: V], void>;
    on(event: string, listener: (...args: unknown[]) => void): KeyvStore;
}
export declare function keyvStore(cache: Cache, { name, ttl }?: KeyvStoreOptions): KeyvStore;

// adapters/next/handler.d.ts
export interface NextCacheControl {
    readonly revalidate: number | false;
    readonly expire?: number | undefined;
}
export interface NextValue {
    readonly kind: string;
}
export interface NextGetContext {
    readonly tags?: readonly string[];
    readonly softTags?: readonly string[];
    readonly revalidate?: number | false;
}
export interface NextSetContext {
    readonly tags?: readonly string[];
    readonly cacheControl?: NextCacheControl | undefined;
}
export interface NextFound {
    readonly lastModified: number;
    readonly value: NextValue | null;
    readonly cacheControl?: NextCacheControl;
}
export interface NextCacheHandler {
    get(key: string, context?: NextGetContext): Promise<NextFound | null>;
    set(key: string, value: NextValue | null, context?: NextSetContext): Promise<void>;
    revalidateTag(tags: string | readonly string[], durations?: TagDurations): Promise<void>;
    resetRequestCache(): void;
}
export type NextCacheHandlerClass = new (context?: unknown) => NextCacheHandler;
export declare function nextCacheHandler(cache: Cache, { name, ttl }?: NextOptions): NextCacheHandlerClass;

// adapters/next/index.d.ts
export { type NextCacheControl, type NextCacheHandler, type NextCacheHandlerClass, type NextFound, type NextGetContext, type NextSetContext, type NextValue, nextCacheHandler, } from "./handler.ts";
export type { NextOptions } from "./options.ts";
export type { TagDurations } from "./tags.ts";
export { type NextUseCacheHandler, nextUseCacheHandler, type UseCacheEntry } from "./use-cache.ts";

// adapters/next/options.d.ts
export interface NextOptions {
    readonly name?: string;
    readonly ttl?: NonNullable<Policy["ttl"]>;
}

// adapters/next/tags.d.ts
export interface TagDurations {
    readonly expire?: number;
}

// adapters/next/use-cache.d.ts
export interface UseCacheEntry {
    readonly value: ReadableStream<Uint8Array>;
    readonly tags: string[];
    readonly stale: number;
    readonly timestamp: number;
    readonly expire: number;
    readonly revalidate: number;
}
export interface NextUseCacheHandler {
    get(key: string, softTags: readonly string[]): Promise<UseCacheEntry | undefined>;
    set(key: string, pending: Promise<UseCacheEntry>): Promise<void>;
    refreshTags(): Promise<void>;
    getExpiration(tags: readonly string[]): Promise<number>;
    updateTags(tags: readonly string[], durations?: TagDurations): Promise<void>;
}
export declare function nextUseCacheHandler(cache: Cache, { name, ttl }?: NextOptions): NextUseCacheHandler;

// adapters/unstorage/index.d.ts
export interface UnstorageDriverOptions {
    readonly name?: string;
    readonly ttl?: NonNullable<Policy["ttl"]>;
}
interface ItemOptions {
    readonly ttl?: number;
}
type Meta = {
    readonly mtime: Date;
    readonly ttl?: number;
};
interface NewItem {
    readonly key: string;
    readonly value: string;
    readonly options?: ItemOptions;
}
export interface UnstorageDriver {
    readonly name: string;
    readonly options: UnstorageDriverOptions;
    readonly flags: {
        readonly ttl: boolean;
        readonly maxDepth: boolean;
    };
    getInstance(): Cache;
    hasItem(key: string): Promise<boolean>;
    getItem(key: string): Promise<string | null>;
    getItems(items: readonly {
        readonly key: string;
    }[]): Promise<{
        key: string;
        value: string | null;
    }[]>;
    getItemRaw(key: string): Promise<unknown>;
    setItem(key: string, value: string, options?: ItemOptions): Promise<void>;
    setItems(items: readonly NewItem[], options?: ItemOptions): Promise<void>;
    setItemRaw(key: string, value: unknown, options?: ItemOptions): Promise<void>;
    removeItem(key: string): Promise<void>;
    getMeta(key: string): Promise<Meta | null>;
    getKeys(base?: string): Promise<string[]>;
    clear(base?: string): Promise<void>;
}
export declare function unstorageDriver(cache: Cache, options?: UnstorageDriverOptions): UnstorageDriver;
export {};

// chain/answers.d.ts
export type Answer<T> = readonly (T | CacheError)[];

// chain/breaker.d.ts
export interface BreakerOptions {
    readonly failures?: number;
    readonly share?: number;
    readonly minCalls?: number;
    readonly window?: Duration;
    readonly pause?: Duration;
    readonly maxPause?: Duration;
}
export interface BreakerRules {
    readonly failures: number;
    readonly share: number;
    readonly minCalls: number;
    readonly window: number;
    readonly pause: number;
    readonly maxPause: number;
}

// chain/chain.d.ts
export declare class Chain {
    readonly tiers: readonly Tier[];
    readonly remotes: readonly Remote[];
    readonly locals: readonly LocalLayer[];
    readonly front: number;
    readonly refills: boolean;
    readonly tags: Tags;
    readonly fences: Fences;
    readonly leases: Leases;
    readonly composition: Composition;
    readonly clock: Clock;
    refilling: ((at: number, lookup: Lookup, entry: Entry, plans: LayerPlans, passage: Passage) => void) | undefined;
    constructor(composition: Composition, cache: string, clock: Clock);
    labelOf(at: number): string;
    read(lookups: readonly Lookup[], plans: LayerPlans, passages: readonly Passage[]): Promise<void>;
    readAlone(lookup: Lookup, plans: LayerPlans): Promise<unknown> | undefined;
    readFront(key: LayerKey, plans: LayerPlans): Lookup | Promise<Lookup>;
    keep(layer: LocalLayer, key: LayerKey, entry: Entry, plans: LayerPlans, passage: Passage | undefined): void;
}

// chain/compose.d.ts
export interface RemoteRules {
    readonly readMs: number;
    readonly writeMs: number;
    readonly clearMs: number;
    readonly breaker: BreakerRules;
    readonly maxPending: number;
}
export interface CompositionOptions {
    readonly label?: string;
    readonly read?: "sequential" | "parallel" | "race";
    readonly write?: "parallel" | "sequential" | "race";
    readonly refill?: "always" | "never";
    readonly localTtl?: Duration | "forever";
    readonly budget?: {
        readonly read?: Duration;
        readonly write?: Duration;
        readonly clear?: Duration;
    };
    readonly breaker?: BreakerOptions;
    readonly maxPending?: number;
}
export interface Composition {
    readonly kind: "composition";
    readonly layers: readonly Layer[];
    readonly label: string;
    readonly read: "sequential" | "parallel" | "race";
    readonly write: "parallel" | "sequential" | "race";
    readonly refill: boolean;
    readonly localTtl: number;
    readonly rules: RemoteRules;
}
export declare function compose(...parts: readonly [...Layer[], Layer | CompositionOptions]): Composition;

// chain/fences.d.ts
export interface Passage {
    readonly key: LayerKey;
    readonly given: boolean;
    open: boolean;
    loads: boolean;
    sure: boolean;
    invalidated: Set<string> | undefined;
    next: Passage | undefined;
}
export declare class Fences {
    closings: number;
    enter(key: LayerKey, given?: boolean): Passage;
    leave(passage: Passage): void;
    overtake({ next }: Passage): void;
    hasClosedSince(closings: number, id: string, tags: readonly TagStamp[]): boolean;
    closeKey(id: string): void;
    closeRange(range: KeyRange): void;
    doubtAll(): void;
    closeTag(tag: string): void;
}

// chain/leases.d.ts
export declare class Leases {
    constructor(tiers: readonly Tier[]);
    looked(inVain: boolean): void;
    foresee(lookup: Lookup, plans: LayerPlans): void;
    take(lookup: Lookup, plans: LayerPlans): Promise<unknown> | undefined;
}

// chain/lookup.d.ts
export declare class Lookup {
    readonly key: LayerKey;
    entry: Entry | undefined;
    state: State;
    at: number;
    lacking: number[];
    removals: number[] | undefined;
    degraded: boolean;
    foreseen: {
        readonly beside: Lookup;
        readonly answered: Promise<unknown>;
    } | undefined;
    since: number;
    gaveUp: boolean;
    settling: Promise<unknown> | undefined;
    constructor(key: LayerKey);
}

// chain/pending.d.ts
export declare class Pending {
    readonly keys: Map<string, LayerKey>;
    readonly tags: Map<string, {
        readonly ms: number;
    }>;
    ranges: readonly KeyRange[];
    tagsForgotten: (() => void) | undefined;
    constructor(max: number);
    get size(): number;
    addKey(key: LayerKey): void;
    addRange(range: KeyRange): void;
    addTag(tag: string, lifeMs: number): void;
    has(key: LayerKey): boolean;
}

// chain/remote.d.ts
export declare class Remote {
    readonly kind = "remote";
    readonly layer: RemoteLayer;
    readonly pending: Pending;
    stamped: ((tags: Amends["tags"]) => void) | undefined;
    amended: ((amends: Amends) => void) | undefined;
    bulletin: Bulletin | undefined;
    constructor(layer: RemoteLayer, cache: string, rules: RemoteRules);
    get label(): string;
    get isOpen(): boolean;
    read(keys: readonly LayerKey[]): Promise<readonly Found[]>;
    get patienceMs(): number;
    lease(keys: readonly LayerKey[]): Promise<Answer<number>>;
    write(items: readonly Writing[]): Promise<readonly Written[]>;
    remove(keys: readonly LayerKey[]): Promise<Answer<boolean>>;
    clear(range: KeyRange): Promise<number | CacheError>;
    keys(range: KeyRange): AsyncGenerator<readonly string[]>;
    stamps(tags: readonly string[]): Promise<Answer<number>>;
    invalidate(tags: readonly string[], lifeMs: number): Promise<Answer<number>>;
    remind(tag: string, lifeMs: number): void;
    publish(text: string): Promise<CacheError | undefined>;
    acquire(key: LayerKey, token: string, ms: number): Promise<boolean | CacheError>;
    release(key: LayerKey, token: string): Promise<void>;
    close(): Promise<void>;
    replayLater(): void;
}

// chain/replay.d.ts
export interface Amends {
    readonly tags: readonly (readonly [string, number])[];
    readonly keys: readonly LayerKey[];
    readonly ranges: readonly KeyRange[];
    readonly complete: boolean;
}
export interface Bulletin {
    owes(): boolean;
    say(): Promise<void>;
}

// chain/report.d.ts
export interface LayerReport {
    readonly layer: string;
    readonly outcome: "done" | "refused" | "late" | "skipped" | "failed";
    readonly error?: CacheError;
}
export interface WriteReport {
    readonly ok: boolean;
    readonly layers: readonly LayerReport[];
}
export interface RemovalReport extends WriteReport {
    readonly removed: boolean;
}

// chain/tags.d.ts
export type Stamps = readonly TagStamp[] | undefined | Promise<readonly TagStamp[] | undefined>;
export declare class Tags {
    readonly store: Remote | undefined;
    lifeMs: number;
    constructor(store: Remote | undefined, clock: Clock);
    failure: CacheError | undefined;
    failedAt: number;
    isValid(entry: Entry): boolean | Promise<boolean>;
    isKnownValid({ tags }: Entry): boolean | undefined;
    stampsOf(tags: readonly string[]): Stamps;
    times(tags: readonly string[]): Promise<readonly (number | undefined)[]>;
    invalidate(tags: readonly string[], lifeMs: number): Promise<readonly (number | CacheError)[]>;
    forget(tag: string): void;
    learn(tag: string, stamp: number): void;
}

// chain/tier.d.ts
export type Tier = LocalLayer | Remote;
export type LayerPlans = ReadonlyMap<string, LayerPlan> | undefined;

// chain/writer.d.ts
export interface Item {
    readonly key: LayerKey;
    readonly entry: Entry;
    readonly plans: LayerPlans;
    readonly passage?: Passage;
    readonly removals?: readonly number[] | undefined;
}
export declare class Writer {
    constructor(chain: Chain, offload: Offload, cache: string);
    store(item: Item, awaited: boolean): Promise<boolean>;
    set(items: readonly Item[]): Promise<readonly (readonly LayerReport[])[]>;
}

// clock.d.ts
export interface Clock {
    now(): number;
}
export declare const systemClock: Clock;

// codec/binary.d.ts
export interface MsgpackModule {
    readonly Packr: new (options: {
        readonly moreTypes: boolean;
        readonly structuredClone: boolean;
        readonly useBigIntExtension: boolean;
        readonly copyBuffers: boolean;
    }) => {
        pack(value: unknown): Uint8Array;
        unpack(bytes: Uint8Array): unknown;
    };
}
export interface CborModule {
    readonly Encoder: new (options: {
        readonly structuredClone: boolean;
        readonly useRecords: boolean;
        readonly copyBuffers: boolean;
    }) => {
        encode(value: unknown): Uint8Array;
        decode(bytes: Uint8Array): unknown;
    };
}
export declare function msgpack(module: MsgpackModule): Format;
export declare function cbor(module: CborModule): Format;

// codec/codec-options.d.ts
export interface CodecOptions {
    readonly format?: Format;
    readonly compressor?: Compressor;
    readonly threshold?: number;
    readonly accept?: readonly (Format | Compressor)[];
    readonly maxBytes?: number;
    readonly envelope?: "self" | "none";
    readonly label?: string;
}

// codec/codec.d.ts
export declare function createCodec(options?: CodecOptions): Codec;

// codec/compressors.d.ts
export declare const none: Compressor;
export declare function gzip(options?: {
    readonly level?: number;
}): Compressor;
export declare function brotli(options?: {
    readonly quality?: number;
}): Compressor;
export interface ZstdModule {
    readonly constants: {
        readonly ZSTD_c_compressionLevel: number;
    };
    zstdCompressSync(bytes: Uint8Array, options: ZstdOptions): Uint8Array;
    zstdCompress(bytes: Uint8Array, options: ZstdOptions, done: (error: Error | null, compressed: Uint8Array) => void): void;
    zstdDecompressSync(bytes: Uint8Array, options: ZstdOptions): Uint8Array;
}
export interface ZstdOptions {
    readonly params?: Readonly<Record<number, number>>;
    readonly maxOutputLength?: number;
}
export declare function zstd(options?: {
    readonly level?: number;
    readonly module?: ZstdModule;
}): Compressor;

// codec/decoded.d.ts
export declare function decoded(codec: Codec, found: Encoded): unknown;

// codec/extended-json.d.ts
export declare const extendedJson: Format;

// codec/format.d.ts
export interface Format {
    readonly name: string;
    readonly id: number;
    encode(value: unknown): Uint8Array;
    decode(bytes: Uint8Array): unknown;
    decodeText?(text: string): unknown;
}
export interface Compressor {
    readonly name: string;
    readonly id: number;
    compress(bytes: Uint8Array): Uint8Array;
    compressLater(bytes: Uint8Array): Promise<Uint8Array>;
    decompress(bytes: Uint8Array, maxBytes: number): Uint8Array;
}

// codec/json.d.ts
export declare const json: Format;

// codec/pack.d.ts
export declare const REMOVAL_PREFIX: Uint8Array;
export declare const REMOVAL_BYTES: number;
export declare function packStored(stored: Stored): Buffer;
export declare function unpackStored<B extends Encoded>(bytes: B, label?: string, start?: number): Entry<B>;
export declare function packRemoval(mark: number): Buffer;
export declare function removalMark(bytes: Encoded): number | undefined;

// codec/plain.d.ts
export declare const text: Format;
export declare const bytes: Format;

// codec/v8.d.ts
export declare const v8: Format;

// core/cache.d.ts
export declare class Cache implements AsyncDisposable {
    readonly scope: readonly string[];
    constructor(parts: Parts, scope: readonly string[]);
    get<V>(key: CacheKey<V>, policy?: Policy): Promise<V | undefined>;
    find<V>(key: CacheKey<V>, policy?: Policy): Promise<Fetched<V> | undefined>;
    has(key: CacheKey, policy?: Policy): Promise<boolean>;
    getMany<const K extends readonly CacheKey[]>(keys: K, policy?: Policy): Promise<Values<K>>;
    getOrSet<V>(key: CacheKey<V>, loader: Loader<V>, options?: CallOptions): Promise<V>;
    fetch<V>(key: CacheKey<V>, loader: Loader<V>, options?: CallOptions): Promise<Fetched<V>>;
    getOrSetMany<V>(keys: readonly CacheKey<V>[], loader: (missing: readonly CacheKey<V>[], signal: AbortSignal) => Promise<ReadonlyMap<CacheKey<V>, V>>, options?: CallOptions): Promise<V[]>;
    set<V>(key: CacheKey<V>, value: V, policy?: Policy): Promise<WriteReport>;
    setMany(pairs: readonly (readonly [CacheKey, unknown])[], policy?: Policy): Promise<readonly WriteReport[]>;
    delete(key: CacheKey): Promise<RemovalReport>;
    deleteMany(keys: readonly CacheKey[]): Promise<readonly RemovalReport[]>;
    take<V>(key: CacheKey<V>): Promise<V | undefined>;
    expire(key: CacheKey): Promise<WriteReport>;
    clear(range?: KeyRange): Promise<RemovalReport>;
    invalidateTag(...tags: readonly string[]): Promise<void>;
    namespace(name: string): Cache;
    wrap<A extends readonly unknown[], V>(load: (...args: A) => V | Promise<V>, options: WrapOptions<A, V>): Wrapped<A, V>;
    keys(range?: KeyRange): AsyncGenerator<readonly CacheKey[]>;
    tagTimes(tags: readonly string[]): Promise<readonly (number | undefined)[]>;
    stats(): CacheStats;
    inspect(key: CacheKey): Promise<Inspection>;
    close({ timeoutMs }?: {
        readonly timeoutMs?: number;
    }): Promise<number>;
    [Symbol.asyncDispose](): Promise<void>;
}
export type Values<K extends readonly CacheKey[]> = {
    -readonly [I in keyof K]: (K[I] extends CacheKey<infer V> ? V : never) | undefined;
};

// core/create.d.ts
export declare function createCache(options: CacheOptions): Cache;

// core/engine.d.ts
export declare class Engine {
    readonly name: string;
    readonly chain: Chain;
    readonly writer: Writer;
    readonly offload: Offload;
    readonly fetching: Fetching;
    readonly defaults: Plan;
    readonly tagLifeMs: number;
    readonly clock: Clock;
    readonly random: () => number;
    constructor({ backend, name, defaults, tagLife, ...options }: CacheOptions);
    find(key: LayerKey, plan: Plan): Promise<Lookup>;
    findBehind(key: LayerKey, plan: Plan): Promise<Lookup>;
    findMany(keys: readonly LayerKey[], plan: Plan): Promise<readonly Lookup[]>;
    atHand(key: LayerKey): Entry | undefined;
    readRest(lookup: Lookup, plan: Plan): Promise<unknown>;
    tell(family: string, status: RequestEvent["status"], source: string, degraded: boolean, durationMs: number): void;
    pruneEvery(ms: number): void;
    close(timeoutMs: number): Promise<number>;
    closedError(): CacheError;
}

// core/fetching.d.ts
export interface FetchingParts extends LoadingSettings {
    readonly chain: Chain;
    readonly writer: Writer;
    readonly offload: Offload;
    readonly clock: Clock;
    readRest(lookup: Lookup, plan: Plan): Promise<unknown>;
}
export interface Got {
    readonly arrival: Arrival;
    readonly joined: boolean;
}
export declare class Fetching {
    readonly flights: Flights<Arrival>;
    readonly looks: Looks<Got>;
    constructor(parts: FetchingParts);
    fetch(key: LayerKey, loader: Loader<unknown>, plan: Plan, call: CallOptions | undefined): Promise<Got>;
    fetchAfter(look: Look, loader: Loader<unknown>, plan: Plan, call: CallOptions | undefined): Promise<Got>;
}

// core/inspect.d.ts
export interface LayerView {
    readonly layer: string;
    readonly state: State | "none" | "error";
    readonly invalidated: boolean;
    readonly times?: Times;
    readonly tags: readonly string[];
    readonly bytes?: number;
    readonly removed?: boolean;
    readonly error?: CacheError;
}
export interface Inspection {
    readonly id: string;
    readonly loading: boolean;
    readonly layers: readonly LayerView[];
}

// core/loading.d.ts
export interface LoadingSettings {
    readonly name: string;
    readonly random: () => number;
    readonly tagLifeMs: number;
}

// core/looks.d.ts
export interface Moment {
    readonly closings: number;
    readonly landings: number;
    readonly at: number;
}
export interface Look {
    readonly lookup: Lookup;
    readonly asked: Moment;
}
export interface Looking<G> extends Look {
    readonly answered: Promise<unknown>;
    leads: {
        readonly plan: Plan;
        readonly got: Promise<G>;
    } | undefined;
}
export declare class Looks<G> {
    constructor(read: (lookup: Lookup, plan: Plan) => Promise<unknown>, fences: Fences, flights: Pick<Flights<unknown>, "landings" | "hasLandedSince">);
    now(): Moment;
    isUpToDate(look: Look): boolean;
    isWorthRepeating(look: Look): boolean;
    leaderOf(id: string, plan: Plan): Promise<G> | undefined;
    lead(id: string, plan: Plan, got: Promise<G>): void;
    once(lookup: Lookup, plan: Plan): Looking<G>;
}

// core/options.d.ts
export interface CacheOptions {
    readonly backend: Layer | Composition;
    readonly name?: string;
    readonly defaults?: Policy;
    readonly tagLife?: Duration;
    readonly sync?: boolean;
    readonly offload?: OffloadOptions;
    readonly pruneEvery?: Duration;
    readonly clock?: Clock;
    readonly random?: () => number;
}
export interface CallOptions extends Policy {
    readonly signal?: AbortSignal;
    readonly refresh?: boolean;
}

// core/parts.d.ts
export interface Parts {
    readonly engine: Engine;
    readonly removing: Removing;
    readonly setting: Setting;
    readonly sync: Sync;
    closed: boolean;
}

// core/removing.d.ts
export declare class Removing {
    constructor(engine: Engine, sync: Sync);
    keys(keys: readonly LayerKey[]): Promise<readonly RemovalReport[]>;
    range(range: KeyRange): Promise<RemovalReport>;
    tags(tags: readonly string[]): Promise<void>;
}

// core/results.d.ts
export interface Arrival {
    readonly value: unknown;
    readonly status: Exclude<FetchStatus, "collapsed">;
    readonly source: string;
    readonly stored: boolean;
    readonly degraded: boolean;
    readonly times: Times;
    readonly error?: unknown;
    readonly alone: boolean;
}

// core/setting.d.ts
type Pair = readonly [key: LayerKey, value: unknown];
export declare class Setting {
    constructor(engine: Engine, sync: Sync, removing: Removing);
    set(pairs: readonly Pair[], plan: Plan): Promise<readonly WriteReport[]>;
    write(items: readonly Item[]): Promise<readonly WriteReport[]>;
}

// core/stats.d.ts
export interface CacheStats {
    readonly name: string;
    readonly local: readonly LocalStats[];
    readonly remote: readonly RemoteStats[];
    readonly flights: number;
    readonly offloaded: number;
}
export interface LocalStats extends LocalSize {
    readonly layer: string;
}
export interface RemoteStats {
    readonly layer: string;
    readonly open: boolean;
    readonly pending: number;
}

// core/sync.d.ts
export declare class Sync {
    constructor(chain: Chain, cache: string, wanted: boolean);
    changed(keys: readonly LayerKey[]): Promise<void>;
    cleared(range: KeyRange): Promise<void>;
    invalidated(stamps: readonly (readonly [string, number])[]): Promise<void>;
    close(): void;
}

// core/wrap.d.ts
export interface WrapOptions<A extends readonly unknown[], V> extends Omit<CallOptions, "signal"> {
    readonly key: (...args: A) => CacheKey<V>;
}
export interface Wrapped<A extends readonly unknown[], V> {
    (...args: A): Promise<V>;
    withResult(...args: A): Promise<Fetched<V>>;
    invalidate(...args: A): Promise<RemovalReport>;
    readonly raw: (...args: A) => V | Promise<V>;
}

// diagnostics/channels.d.ts
export interface RequestEvent {
    readonly cache: string;
    readonly family: string;
    readonly status: FetchStatus | "none" | "failed";
    readonly source: string;
    readonly degraded: boolean;
    readonly durationMs: number;
}

// diagnostics/measured.d.ts
export interface Measured {
    stats(): {
        readonly name: string;
        readonly local: readonly {
            readonly layer: string;
            readonly entries: number;
            readonly bytes: number;
            readonly evictions: number;
        }[];
        readonly remote: readonly {
            readonly layer: string;
            readonly open: boolean;
            readonly pending: number;
        }[];
        readonly flights: number;
        readonly offloaded: number;
    };
}

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
    skip(options?: {
        readonly share?: boolean;
    }): void;
}
export type LoadedPolicy = Pick<Policy, "ttl" | "stale" | "staleIfError" | "jitter" | "tags" | "layers">;
export type Loader<V> = (context: LoadContext<V>) => V | Promise<V>;

// file/file.d.ts
export interface FileOptions extends Omit<CodecOptions, "maxBytes"> {
    readonly path: string;
    readonly maxBytes: number;
    readonly label?: string;
    readonly maxValueBytes?: number;
    readonly clock?: Clock;
}
export declare function file(options: FileOptions): RemoteLayer;

// file/index.d.ts
export { type FileOptions, file } from "./file.ts";

// flight/ending.d.ts
export declare class Ending {
    aborted: boolean;
    get signal(): AbortSignal;
    abort(): void;
}

// flight/flights.d.ts
interface Flight<T> {
    readonly name: string;
    running: number;
    waiting: number;
    landing: Landing<T> | undefined;
    readonly ending: Ending;
}
interface Landing<T> {
    readonly promise: Promise<T>;
    readonly resolve: (result: T) => void;
    readonly reject: (error: unknown) => void;
}
export interface Wait<T> {
    readonly landing: Promise<T>;
    readonly joined: boolean;
    readonly flight: Flight<T>;
}
export declare class Flights<T> {
    landings: number;
    get size(): number;
    has(name: string): boolean;
    hasLandedSince(landings: number, name: string): boolean;
    join(name: string, permits: number, work: (ending: Ending) => Promise<T>): Wait<T>;
    leave(flight: Flight<T>, goOn: boolean): void;
    part(name: string): void;
    forget(flight: Flight<T>): void;
}

// freshness/plan.d.ts
export interface Plan {
    readonly ttl: number | undefined;
    readonly stale: number;
    readonly onStale: "return" | "revalidate" | "background";
    readonly grace: number;
    readonly retryAfter: number;
    readonly jitter: number;
    readonly permits: number;
    readonly softTimeout: number;
    readonly hardTimeout: number;
    readonly awaitWrite: boolean;
    readonly tags: readonly string[];
    readonly emptyTtl: number;
    readonly keepIf: ((value: unknown) => boolean) | undefined;
    readonly layers: ReadonlyMap<string, LayerPlan> | undefined;
    readonly lock: boolean;
}
export interface LayerPlan {
    readonly ttl: number;
    readonly skip: boolean;
}

// freshness/state.d.ts
export type State = "fresh" | "stale" | "expired" | "dead";

// http/adapters/fastify.d.ts
import type { IncomingMessage, ServerResponse } from "node:http";
interface Instance {
    addHook(name: "onRequest", hook: (request: Asked, reply: Answering, done: Done) => void): unknown;
}
interface Asked {
    readonly raw: IncomingMessage;
}
interface Answering {
    readonly raw: ServerResponse;
    getHeaders(): Readonly<Record<string, number | string | string[] | undefined>>;
}
type Done = (error?: Error) => void;
export type FastifyPlugin = (instance: Instance, options: unknown, done: Done) => void;
export declare function fastifyPlugin(http: HttpCache): FastifyPlugin;

// http/adapters/fetch.d.ts
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
export declare function cachedFetch(cache: CacheLike, options?: HttpCacheOptions): (fetch: Fetch) => Fetch;

// http/adapters/hono.d.ts
interface Context {
    readonly req: {
        raw: Request;
    };
    readonly env: unknown;
    body(data: null): Response;
    get res(): Response;
    set res(response: Response | undefined);
}
interface App {
    fetch(request: Request, env: never): Response | Promise<Response>;
}
export type HonoMiddleware = (context: Context, next: () => Promise<void>) => Promise<void>;
export declare function honoMiddleware(http: HttpCache, app: App): HonoMiddleware;

// http/adapters/node.d.ts
import { type IncomingMessage, ServerResponse } from "node:http";
export type NodeMiddleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;
export declare function nodeMiddleware(http: HttpCache): NodeMiddleware;

// http/adapters/undici-entry.d.ts
export interface UndiciValue {
    statusCode: number;
    statusMessage: string;
    headers: Record<string, string | string[]>;
    vary?: Record<string, string | string[] | null>;
    etag?: string;
    cacheControlDirectives?: object;
    cachedAt: number;
    staleAt: number;
    deleteAt: number;
}

// http/adapters/undici.d.ts
import { Writable } from "node:stream";
type Fields = Readonly<Record<string, string | string[] | null | undefined>>;
export interface UndiciKey {
    readonly origin: string;
    readonly method: string;
    readonly path: string;
    readonly headers?: Fields;
}
export interface UndiciCacheStore {
    get(key: UndiciKey): Promise<(UndiciValue & {
        body: Buffer[];
        cacheControlDirectives: object;
    }) | undefined>;
    createWriteStream(key: UndiciKey, value: UndiciValue): Writable | undefined;
    delete(key: UndiciKey): Promise<void>;
}
export declare function undiciCacheStore(cache: CacheLike, options?: {
    readonly maxBytes?: number;
}): UndiciCacheStore;

// http/cache-status.d.ts
export type Forward = "uri-miss" | "vary-miss" | "miss" | "stale" | "request" | "method" | "bypass";
export interface CacheStatus {
    readonly forward?: Forward;
    readonly forwardStatus?: number;
    readonly ttl?: number;
    readonly stored?: boolean;
    readonly collapsed?: boolean;
    readonly key?: string;
    readonly detail?: string;
}

// http/config/index.d.ts
export { httpConfigSchema, type JsonSchema } from "./json-schema.ts";
export { checkHttpConfig, type HttpConfigResult, readHttpConfig } from "./parse.ts";
export type { HttpConfigProblem } from "./problem.ts";
export type { HttpConfig } from "./schema.ts";

// http/config/json-schema.d.ts
export interface JsonSchema {
    readonly $ref?: string;
    readonly definitions?: Readonly<Record<string, JsonSchema>>;
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly additionalProperties?: JsonSchema | boolean;
    readonly items?: JsonSchema;
    readonly anyOf?: readonly JsonSchema[];
    readonly required?: readonly string[];
    readonly description?: string;
    readonly [keyword: string]: unknown;
}
export declare function httpConfigSchema(): JsonSchema;

// http/config/parse.d.ts
export type HttpConfigResult = {
    readonly options: HttpConfig;
} | {
    readonly problems: readonly HttpConfigProblem[];
};
export declare function readHttpConfig(text: string): HttpConfigResult;
export declare function checkHttpConfig(value: unknown): HttpConfigResult;

// http/config/problem.d.ts
export interface HttpConfigProblem {
    readonly path: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
}

// http/config/schema.d.ts
export type HttpConfig = Omit<HttpCacheOptions, "clock">;

// http/credentials.d.ts
export type CredentialHeader = "authorization" | "cookie";

// http/http-cache.d.ts
export interface HttpCache {
    (request: Request, next: Next): Promise<Response>;
    invalidate(request: Request | string | URL): Promise<void>;
    readonly bodyBytes: number;
}
export declare function httpCache(cache: CacheLike, options?: HttpCacheOptions): HttpCache;

// http/index.d.ts
export { type FastifyPlugin, fastifyPlugin } from "./adapters/fastify.ts";
export { cachedFetch, type Fetch } from "./adapters/fetch.ts";
export { type HonoMiddleware, honoMiddleware } from "./adapters/hono.ts";
export { type NodeMiddleware, nodeMiddleware } from "./adapters/node.ts";
export { type UndiciCacheStore, type UndiciKey, undiciCacheStore } from "./adapters/undici.ts";
export type { UndiciValue } from "./adapters/undici-entry.ts";
export type { CacheStatus, Forward } from "./cache-status.ts";
export type { CredentialHeader } from "./credentials.ts";
export { type HttpCache, httpCache } from "./http-cache.ts";
export type { HttpCacheOptions, Rfc9111Options } from "./options.ts";
export type { BodyTest, CachingRule, JsonScalar, JsonTest, JsonTests, KeySpec, Parts, PassingRule, RequestTest, ResponseTest, Rule, RulePolicy, StatusClass, StatusTest, Transform, ValueTest, ValueTests, } from "./rules/rule.ts";
export type { Next, NextContext } from "./site.ts";
export type { CacheLike } from "./store.ts";

// http/options.d.ts
export interface HttpCacheOptions {
    readonly name?: string;
    readonly rules?: readonly Rule[];
    readonly rfc9111?: boolean | Rfc9111Options;
    readonly maxBytes?: number;
    readonly showKey?: boolean;
    readonly legacyHeader?: boolean | string;
    readonly backgroundTimeout?: Duration;
    readonly clock?: Clock;
}
export interface Rfc9111Options {
    readonly shared?: boolean;
    readonly heuristic?: number;
    readonly retain?: Duration;
    readonly ignore?: readonly CredentialHeader[];
    readonly policy?: Pick<Policy, "tags" | "layers" | "lock" | "softTimeout" | "hardTimeout" | "write" | "retryAfter">;
}

// http/rules/rule.d.ts
export type Rule = CachingRule | PassingRule;
export interface PassingRule {
    readonly name?: string;
    readonly when?: RequestTest;
    readonly cache: false;
}
export interface CachingRule {
    readonly name?: string;
    readonly when?: RequestTest;
    readonly store?: ResponseTest;
    readonly key?: KeySpec;
    readonly policy: RulePolicy;
    readonly maxBytes?: number;
    readonly ignore?: readonly CredentialHeader[];
    readonly cache?: true;
}
export type RulePolicy = Policy & {
    readonly ttl: NonNullable<Policy["ttl"]>;
};
export interface RequestTest {
    readonly method?: string | readonly string[];
    readonly path?: string | readonly string[];
    readonly header?: Readonly<Record<string, ValueTest>>;
    readonly query?: Readonly<Record<string, ValueTest>>;
    readonly body?: BodyTest;
    readonly all?: readonly RequestTest[];
    readonly any?: readonly RequestTest[];
    readonly not?: RequestTest;
}
export interface ResponseTest {
    readonly status?: StatusTest | readonly StatusTest[];
    readonly header?: Readonly<Record<string, ValueTest>>;
    readonly body?: BodyTest;
    readonly all?: readonly ResponseTest[];
    readonly any?: readonly ResponseTest[];
    readonly not?: ResponseTest;
}
export type StatusTest = number | StatusClass | {
    readonly from: number;
    readonly to: number;
};
export type StatusClass = "2xx" | "3xx" | "4xx" | "5xx";
export type ValueTest = string | boolean | ValueTests | ((value: string | null) => boolean);
export interface ValueTests {
    readonly eq?: string;
    readonly exists?: boolean;
    readonly in?: readonly string[];
    readonly contains?: string;
    readonly startsWith?: string;
    readonly regex?: string | RegExp;
}
export interface BodyTest {
    readonly maxBytes?: number;
    readonly contains?: string;
    readonly startsWith?: string;
    readonly regex?: string | RegExp;
    readonly json?: Readonly<Record<string, JsonTest>>;
}
export type JsonScalar = string | number | boolean | null;
export type JsonTest = JsonScalar | JsonTests;
export interface JsonTests {
    readonly eq?: JsonScalar;
    readonly exists?: boolean;
    readonly in?: readonly JsonScalar[];
}
export interface KeySpec {
    readonly host?: boolean;
    readonly path?: boolean | Parts;
    readonly query?: boolean | Parts;
    readonly header?: Parts;
    readonly body?: boolean | Parts;
    readonly maxBodyBytes?: number;
}
export type Parts = readonly string[] | Readonly<Record<string, true | Transform | readonly Transform[]>>;
export type Transform = "hash" | "lowercase" | "uppercase" | {
    readonly truncate: number;
};

// http/site.d.ts
export type Next = (request: Request, context: NextContext) => Response | Promise<Response>;
export interface NextContext {
    readonly isBackground: boolean;
}

// http/store.d.ts
export interface CacheLike {
    get<V>(key: CacheKey<V>): Promise<V | undefined>;
    set<V>(key: CacheKey<V>, value: V, policy?: Policy): Promise<unknown>;
    delete(key: CacheKey): Promise<unknown>;
    fetch<V>(key: CacheKey<V>, loader: Loader<V>, policy?: Policy): Promise<Fetched<V>>;
}

// index.d.ts
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
export { packRemoval, packStored, REMOVAL_BYTES, REMOVAL_PREFIX, removalMark, unpackStored, } from "./codec/pack.ts";
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
export type { Bus, Changes, Codec, Context, Encoded, Found, KeyPart, KeyRange, Layer, LayerKey, LocalLayer, LocalSize, LockStore, RemoteLayer, Stored, TagStore, Writing, Written, } from "./layer.ts";
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

// keys/hashed.d.ts
export declare const hashed: KeyFormat;

// keys/key-format.d.ts
export interface KeyFormat {
    key(key: LayerKey): string;
    range(range: KeyRange): string;
    id?(text: string): string;
}

// keys/readable.d.ts
export declare const readable: KeyFormat;

// keys/url-encoded.d.ts
export declare const urlEncoded: KeyFormat;

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
    keys?(range: KeyRange): readonly string[];
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
export type Encoded = Uint8Array | string;
export type Found = {
    readonly kind: "hit";
    readonly stored: Entry<Encoded>;
    readonly removal?: number;
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
    lease?(keys: readonly LayerKey[], context: Context): Promise<readonly (number | CacheError)[]>;
    remove(keys: readonly LayerKey[], context: Context): Promise<readonly (boolean | CacheError)[]>;
    clear(range: KeyRange, context: Context): Promise<number | CacheError>;
    keys?(range: KeyRange, context: Context): AsyncIterable<readonly string[]>;
    readonly tags?: TagStore;
    readonly bus?: Bus;
    readonly changes?: Changes;
    readonly locks?: LockStore;
    close(): Promise<void>;
}
export type Layer = LocalLayer | RemoteLayer;
export interface TagStore {
    stamps(tags: readonly string[], context: Context): Promise<readonly (number | CacheError)[]>;
    invalidate(tags: readonly string[], lifeMs: number, context: Context): Promise<readonly (number | CacheError)[]>;
}
export interface Changes {
    listen(changed: (ids: readonly string[], tags: readonly string[]) => void, missed: () => void): () => void;
}
export interface LockStore {
    acquire(key: LayerKey, token: string, ms: number, context: Context): Promise<boolean | CacheError>;
    release(key: LayerKey, token: string, context: Context): Promise<CacheError | undefined>;
}
export interface Bus {
    publish(text: string, context: Context): Promise<CacheError | undefined>;
    listen(hear: (text: string) => void, missed: () => void): () => void;
}
export interface Codec {
    encode(value: unknown): Uint8Array | Promise<Uint8Array>;
    decode(bytes: Uint8Array): unknown;
    decodeLatin1?(text: string): unknown;
}

// memory/memory.d.ts
export declare function memory(options?: MemoryOptions): LocalLayer;

// memory/null-layer.d.ts
export declare function nullLayer(label?: string): LocalLayer;

// memory/options.d.ts
export interface MemoryOptions {
    readonly label?: string;
    readonly maxEntries?: number;
    readonly maxBytes?: number;
    readonly maxEntryBytes?: number;
    readonly sizeOf?: (value: unknown) => number;
    readonly store?: "reference" | "clone" | "freeze";
    readonly eviction?: "frequency" | "recency";
}

// offload/offload.d.ts
export interface OffloadOptions {
    readonly maxTasks?: number;
}
export type OffloadOutcome = "done" | "failed" | "duplicate" | "dropped";
export declare class Offload {
    constructor({ maxTasks }: OffloadOptions, tell: (kind: string, outcome: OffloadOutcome, error?: unknown) => void);
    get active(): number;
    start(kind: string, key: string, task: () => Promise<unknown>): boolean;
    follow(kind: string, key: string, task: () => Promise<unknown>): boolean;
    drain(timeoutMs: number): Promise<number>;
}

// opentelemetry/index.d.ts
import { type MeterProvider, type TracerProvider } from "@opentelemetry/api";
export type { Measured } from "../diagnostics/measured.ts";
export interface InstrumentOptions {
    readonly tracerProvider?: TracerProvider;
    readonly meterProvider?: MeterProvider;
    readonly maxFamilies?: number;
    readonly caches?: Iterable<Measured>;
}
export declare function instrument(options?: InstrumentOptions): () => void;

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

// prometheus/index.d.ts
export type { Measured } from "../diagnostics/measured.ts";
export type { InstrumentOptions } from "./options.ts";
export declare function instrument(options?: InstrumentOptions): () => void;

// prometheus/options.d.ts
import type { Registry } from "prom-client";
export interface InstrumentOptions {
    readonly register?: Registry;
    readonly buckets?: readonly number[];
    readonly maxFamilies?: number;
    readonly caches?: Iterable<Measured>;
}

// redis/ioredis.d.ts
export interface IoRedisClient {
    readonly isCluster: boolean;
    callBuffer(...args: never[]): unknown;
    duplicate(...args: never[]): unknown;
}
export declare function ioredis(client: IoRedisClient): RedisLike;

// redis/node-redis.d.ts
export interface NodeRedisClient {
    readonly isOpen: boolean;
    sendCommand(...args: never[]): unknown;
}
export declare function nodeRedis(client: NodeRedisClient): RedisLike;

// redis/options.d.ts
import type { ClientOptions } from "fairlead";
export interface RedisLayerOptions {
    readonly label?: string;
    readonly prefix?: string;
    readonly keyFormat?: KeyFormat;
    readonly layout?: "hash" | "string";
    readonly codec?: CodecOptions | Codec;
    readonly sync?: "messages" | "tracking";
    readonly removal?: Duration;
    readonly clock?: Clock;
}
export interface OwnConnection extends Omit<ClientOptions, "timeoutMs" | "signal"> {
    readonly url: string | readonly string[];
    readonly client?: undefined;
    readonly user?: string;
    readonly password?: string;
}
export interface GivenClient {
    readonly client: AnyClient;
    readonly url?: undefined;
}
export type RedisOptions = RedisLayerOptions & (OwnConnection | GivenClient);

// redis/recognise.d.ts
import type { Client } from "fairlead";
export type AnyClient = Client | IoRedisClient | NodeRedisClient | RedisLike;

// redis/redis-layer.d.ts
export interface RedisLayer extends RemoteLayer {
    readonly tags: TagStore;
    readonly bus: Bus;
    readonly locks: LockStore;
    readonly unreadable: number;
}

// redis/redis-like.d.ts
export type Word = string | number | Uint8Array;
export interface Verb {
    readonly name: string;
    readonly script?: ScriptSource;
}
export interface Request {
    readonly verb: Verb;
    readonly args: readonly Word[];
}
export type Answer = null | number | Uint8Array | string | boolean | bigint | Error | readonly Answer[];
export interface SendOptions {
    readonly timeoutMs: number;
    readonly repeatable: boolean;
    readonly latin1?: boolean;
}
export interface Ear {
    hear(text: string): void;
    missed(): void;
}
export interface TrackingEar {
    changed(keys: readonly string[]): void;
    missed(): void;
}
export interface RedisLike {
    readonly joins: boolean;
    send(requests: readonly Request[], options: SendOptions): Promise<readonly Answer[]>;
    keys(match: string, timeoutMs: number, stepMs?: number): AsyncIterable<readonly Uint8Array[]>;
    isSharded(timeoutMs: number): Promise<boolean>;
    subscribe(channel: string, sharded: boolean, ear: Ear): () => void;
    track?(prefix: string, ear: TrackingEar): () => void;
    close(): Promise<void>;
}

// redis/redis.d.ts
export declare function redis(options: RedisOptions): RedisLayer;

// redis/scripts.d.ts
export interface ScriptSource {
    readonly lua: string;
    readonly sha1: string;
}

// testing/index.d.ts
export { layerScenarios } from "./scenarios.ts";
export type { LayerTraits, LayerUnderTest, OpenLayer, Scenario } from "./under-test.ts";

// testing/scenarios.d.ts
export declare function layerScenarios(traits: LayerTraits): readonly Scenario[];

// testing/under-test.d.ts
export interface LayerTraits {
    readonly kind: "local" | "remote";
    readonly keeps?: boolean;
    readonly tags?: boolean;
    readonly bus?: boolean;
    readonly shared?: boolean;
    readonly remembers?: boolean;
    readonly leases?: boolean;
    readonly lists?: boolean;
    readonly maxValueBytes?: number;
    readonly patienceMs?: number;
}
export interface LayerUnderTest {
    readonly layer: Layer;
    readonly clock?: Clock;
    advance?(ms: number): Promise<void> | void;
    peer?(): Promise<RemoteLayer>;
    interrupt?(): Promise<void>;
    end?(): Promise<void>;
}
export type OpenLayer = () => Promise<LayerUnderTest>;
export interface Scenario {
    readonly name: string;
    run(open: OpenLayer): Promise<void>;
}
