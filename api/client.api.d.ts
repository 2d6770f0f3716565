// What users of fairlead see. Written by npm run api.

// address.d.ts
export interface Address {
    readonly host: string;
    readonly port: number;
    readonly path?: string;
    readonly servername?: string;
}
export declare function addressText(address: Address): string;

// call-options.d.ts
export interface CallOptions {
    readonly timeoutMs?: number;
    readonly signal?: AbortSignal;
    readonly reply?: "text" | "bytes" | "latin1";
    readonly idempotent?: boolean;
    readonly route?: Route;
    readonly partial?: boolean;
}

// client.d.ts
import type { Arg } from "fairlead-resp";
export interface Client extends ClientCore, Commands<"promise"> {
}
export declare class ClientCore extends Contents {
    protected readonly settings: Settings;
    constructor(dispatcher: Dispatcher, settings: Settings, turn: Turn, events: Events);
    execute(spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined): Promise<unknown>;
    send<T>(command: Command<T>, options?: CallOptions): Promise<T>;
    command<T = unknown>(words: readonly [string, ...Arg[]], options?: CallOptions): Promise<T>;
    pipeline<const C extends readonly Command[], P extends boolean = false>(list: C, options?: PipelineOptions & {
        readonly partial?: P;
    }): Promise<P extends true ? Outcomes<C> : Replies<C>>;
    atomic<const C extends readonly Command[]>(list: C, options?: AtomicOptions): Promise<Replies<C>>;
    transaction<T>(body: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
    session(options?: SessionOptions): Session;
    subscribe<R extends Form = "text">(channels: Many<Key>, options?: SubscribeOptions<R>): Subscription<Text<R>>;
    psubscribe<R extends Form = "text">(patterns: Many<Key>, options?: SubscribeOptions<R>): Subscription<Text<R>>;
    ssubscribe<R extends Form = "text">(channels: Many<Key>, options?: SubscribeOptions<R>): Subscription<Text<R>>;
    track(listener: (invalidation: Invalidation) => void, options?: TrackingOptions): Tracking;
    get state(): ClientState;
    on<E extends keyof ClientEvents>(event: E, listener: (value: ClientEvents[E]) => void): Cancel;
    stats(): ClientStats;
    renewConnections(): Promise<void>;
    get topology(): Topology;
    close(): Promise<void>;
    destroy(): void;
    [Symbol.asyncDispose](): Promise<void>;
    protected suspect(): void;
}

// commands/block-time.d.ts
export declare function blockTimeMs(name: string, args: readonly Arg[]): number;

// commands/command.d.ts
import type { Arg, Reply } from "fairlead-resp";
export type Key = string | Uint8Array;
export declare const Flag: {
    readonly READONLY: 1;
    readonly WRITE: 2;
    readonly BLOCKING: 4;
    readonly MOVABLE_KEYS: 8;
    readonly ADMIN: 16;
    readonly PUBSUB: 32;
    readonly NO_MULTI: 64;
    readonly PUSH_REPLY: 128;
    readonly TRACKED: 256;
};
export type RequestPolicy = "all_nodes" | "all_shards" | "multi_shard" | "special"
 | "one_node";
export type ResponsePolicy = "one_succeeded" | "all_succeeded" | "agg_logical_and" | "agg_logical_or" | "agg_min" | "agg_max" | "agg_sum"
 | "special"
 | "union"
 | "sum_by_name"
 | "any_not_null";
export interface KeySpec {
    readonly begin: {
        readonly kind: "index";
        readonly index: number;
    }
     | {
        readonly kind: "keyword";
        readonly keyword: string;
        readonly from: number;
    } | {
        readonly kind: "unknown";
    };
    readonly find: {
        readonly kind: "range";
        readonly last: number;
        readonly step: number;
        readonly limit: number;
    }
     | {
        readonly kind: "keynum";
        readonly count: number;
        readonly first: number;
        readonly step: number;
    } | {
        readonly kind: "unknown";
    };
}
export interface CommandSpec {
    readonly name: string;
    readonly words: {
        readonly count: number;
        readonly bytes: Uint8Array;
    };
    readonly flags: number;
    readonly keys: readonly KeySpec[];
    readonly firstKey: number;
    readonly slotArgument: number;
    readonly request: RequestPolicy | undefined;
    readonly response: ResponsePolicy | undefined;
    readonly script: string | undefined;
    readonly decode: ((reply: Reply, args: readonly Arg[], mode: number) => unknown) | undefined;
}
declare const replyType: unique symbol;
export interface Command<T = unknown> {
    readonly spec: CommandSpec;
    readonly args: readonly Arg[];
    readonly options?: CallOptions | undefined;
    readonly [replyType]?: T;
}

// commands/commands.d.ts
export declare const commands: Commands<"command">;

// commands/commands.generated.d.ts
export interface AclCatOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly category?: Arg;
}
export interface AclGenpassOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly bits?: Int;
}
export interface AclLogOptions<R extends Form = "text", Z extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
    readonly reset?: Z;
}
export interface BgsaveOptions<P extends boolean = false> extends Call<Form, P> {
    readonly schedule?: boolean;
}
export interface BitcountOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly start?: Int;
    readonly end?: Int;
    readonly unit?: "byte" | "bit";
}
export interface BitfieldRoOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly get?: Many<{
        readonly encoding: Arg;
        readonly offset: Arg;
    }>;
}
export interface BitposOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly start?: Int;
    readonly end?: Int;
    readonly unit?: "byte" | "bit";
}
export interface BlmpopOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
}
export interface BzmpopOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
}
export interface ClientKillOptions<P extends boolean = false> extends Call<Form, P> {
    readonly id?: Int;
    readonly type?: "normal" | "master" | "primary" | "slave" | "replica" | "pubsub";
    readonly user?: Arg;
    readonly addr?: Arg;
    readonly laddr?: Arg;
    readonly skipme?: "yes" | "no";
    readonly maxage?: Int;
}
export interface ClientListOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly type?: "normal" | "master" | "replica" | "pubsub";
    readonly id?: Many<Int>;
}
export interface ClientPauseOptions<P extends boolean = false> extends Call<Form, P> {
    readonly write?: boolean;
    readonly all?: boolean;
}
export interface ClientUnblockOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly timeout?: boolean;
    readonly error?: boolean;
}
export interface ClusterFailoverOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly force?: boolean;
    readonly takeover?: boolean;
}
export interface ClusterMeetOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly clusterBusPort?: Int;
}
export interface ClusterResetOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly hard?: boolean;
    readonly soft?: boolean;
}
export interface ClusterSetslotOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly importing?: Arg;
    readonly migrating?: Arg;
    readonly node?: Arg;
    readonly stable?: boolean;
    readonly timeout?: Int;
}
export interface ClusterSlotStatsOptions<P extends boolean = false> extends Call<Form, P> {
    readonly slotsrange?: {
        readonly startSlot: Int;
        readonly endSlot: Int;
    };
    readonly orderby?: Arg | {
        readonly metric: Arg;
        readonly limit?: Int;
        readonly asc?: boolean;
        readonly desc?: boolean;
    };
}
export interface CommandListOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly filterby?: {
        readonly module?: Arg;
        readonly aclcat?: Arg;
        readonly pattern?: Arg;
    };
}
export interface CopyOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly db?: Int;
    readonly replace?: boolean;
}
export interface EvalOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface EvalshaOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface EvalshaRoOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface EvalRoOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface ExpireOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface ExpireatOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface FailoverOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly to?: {
        readonly host: Arg;
        readonly port: Int;
        readonly force?: boolean;
    };
    readonly abort?: boolean;
    readonly timeout?: Int;
}
export interface FcallOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface FcallRoOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface FlushallOptions<P extends boolean = false> extends Call<Form, P> {
    readonly async?: boolean;
    readonly sync?: boolean;
}
export interface FlushdbOptions<P extends boolean = false> extends Call<Form, P> {
    readonly async?: boolean;
    readonly sync?: boolean;
}
export interface FunctionFlushOptions<P extends boolean = false> extends Call<Form, P> {
    readonly async?: boolean;
    readonly sync?: boolean;
}
export interface FunctionListOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly libraryname?: Arg;
    readonly withcode?: boolean;
}
export interface FunctionLoadOptions<R extends Form = "text", P extends boolean = false> extends Call<R, P> {
    readonly replace?: boolean;
}
export interface FunctionRestoreOptions<P extends boolean = false> extends Call<Form, P> {
    readonly flush?: boolean;
    readonly append?: boolean;
    readonly replace?: boolean;
}
export interface GeoaddOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly ch?: boolean;
}
export interface GeodistOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly unit?: "m" | "km" | "ft" | "mi";
}
export interface GeoradiusOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, K extends Key | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly withcoord?: C;
    readonly withdist?: D;
    readonly withhash?: H;
    readonly count?: Int;
    readonly any?: boolean;
    readonly asc?: boolean;
    readonly desc?: boolean;
    readonly store?: K;
    readonly storedist?: K;
}
export interface GeoradiusbymemberOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, K extends Key | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly withcoord?: C;
    readonly withdist?: D;
    readonly withhash?: H;
    readonly count?: Int;
    readonly any?: boolean;
    readonly asc?: boolean;
    readonly desc?: boolean;
    readonly store?: K;
    readonly storedist?: K;
}
export interface GeoradiusbymemberRoOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly withcoord?: C;
    readonly withdist?: D;
    readonly withhash?: H;
    readonly count?: Int;
    readonly any?: boolean;
    readonly asc?: boolean;
    readonly desc?: boolean;
}
export interface GeoradiusRoOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly withcoord?: C;
    readonly withdist?: D;
    readonly withhash?: H;
    readonly count?: Int;
    readonly any?: boolean;
    readonly asc?: boolean;
    readonly desc?: boolean;
}
export interface GeosearchOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly frommember?: Arg;
    readonly fromlonlat?: {
        readonly longitude: Num;
        readonly latitude: Num;
    };
    readonly byradius?: {
        readonly radius: Num;
        readonly unit: "m" | "km" | "ft" | "mi";
    };
    readonly bybox?: {
        readonly width: Num;
        readonly height: Num;
        readonly unit: "m" | "km" | "ft" | "mi";
    };
    readonly asc?: boolean;
    readonly desc?: boolean;
    readonly count?: Int;
    readonly any?: boolean;
    readonly withcoord?: C;
    readonly withdist?: D;
    readonly withhash?: H;
}
export interface GeosearchstoreOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly frommember?: Arg;
    readonly fromlonlat?: {
        readonly longitude: Num;
        readonly latitude: Num;
    };
    readonly byradius?: {
        readonly radius: Num;
        readonly unit: "m" | "km" | "ft" | "mi";
    };
    readonly bybox?: {
        readonly width: Num;
        readonly height: Num;
        readonly unit: "m" | "km" | "ft" | "mi";
    };
    readonly asc?: boolean;
    readonly desc?: boolean;
    readonly count?: Int;
    readonly any?: boolean;
    readonly storedist?: boolean;
}
export interface GetexOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly ex?: Int;
    readonly px?: Int;
    readonly exat?: Int;
    readonly pxat?: Int;
    readonly persist?: boolean;
}
export interface HexpireOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface HexpireatOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface HpexpireOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface HpexpireatOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface HrandfieldOptions<R extends Form = "text", C extends Int | undefined = undefined, S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: C;
    readonly withvalues?: S;
}
export interface LcsOptions<R extends Form = "text", L extends boolean = false, I extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly len?: L;
    readonly idx?: I;
    readonly minmatchlen?: Int;
    readonly withmatchlen?: boolean;
}
export interface LmpopOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
}
export interface LolwutOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly version?: Int;
}
export interface LpopOptions<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: C;
}
export interface LposOptions<C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly rank?: Int;
    readonly count?: C;
    readonly maxlen?: Int;
}
export interface MemoryUsageOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly samples?: Int;
}
export interface MigrateOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly copy?: boolean;
    readonly replace?: boolean;
    readonly auth?: Arg;
    readonly auth2?: {
        readonly username: Arg;
        readonly password: Arg;
    };
    readonly keys?: Many<Key>;
}
export interface ModuleLoadexOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly config?: Many<{
        readonly name: Arg;
        readonly value: Arg;
    }>;
    readonly args?: Many<Arg>;
}
export interface PexpireOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface PexpireatOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface PingOptions<R extends Form = "text", M extends Arg | undefined = undefined, P extends boolean = false> extends Call<R, P> {
    readonly message?: M;
}
export interface PubsubChannelsOptions<R extends Form = "text", P extends boolean = false> extends Call<R, P> {
    readonly pattern?: Arg;
}
export interface PubsubShardchannelsOptions<R extends Form = "text", P extends boolean = false> extends Call<R, P> {
    readonly pattern?: Arg;
}
export interface RestoreOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly replace?: boolean;
    readonly absttl?: boolean;
    readonly idletime?: Int;
    readonly freq?: Int;
}
export interface RpopOptions<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: C;
}
export interface ScriptFlushOptions<P extends boolean = false> extends Call<Form, P> {
    readonly async?: boolean;
    readonly sync?: boolean;
}
export interface SetOptions<R extends Form = "text", G extends boolean = false, X extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly nx?: X;
    readonly xx?: X;
    readonly get?: G;
    readonly ex?: Int;
    readonly px?: Int;
    readonly exat?: Int;
    readonly pxat?: Int;
    readonly keepttl?: boolean;
}
export interface ShutdownOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nosave?: boolean;
    readonly save?: boolean;
    readonly now?: boolean;
    readonly force?: boolean;
    readonly abort?: boolean;
}
export interface SintercardOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly limit?: Int;
}
export interface SlowlogGetOptions<R extends Form = "text", P extends boolean = false> extends Call<R, P> {
    readonly count?: Int;
}
export interface SortOptions<R extends Form = "text", K extends Key | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly by?: Arg;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
    readonly get?: Many<Arg>;
    readonly asc?: boolean;
    readonly desc?: boolean;
    readonly alpha?: boolean;
    readonly store?: K;
}
export interface SortRoOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly by?: Arg;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
    readonly get?: Many<Arg>;
    readonly asc?: boolean;
    readonly desc?: boolean;
    readonly alpha?: boolean;
}
export interface SpopOptions<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: C;
}
export interface SrandmemberOptions<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: C;
}
export interface XaddOptions<R extends Form = "text", M extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly nomkstream?: M;
    readonly maxlen?: Arg | {
        readonly approx?: boolean;
        readonly exact?: boolean;
        readonly threshold: Arg;
        readonly limit?: Int;
    };
    readonly minid?: Arg | {
        readonly approx?: boolean;
        readonly exact?: boolean;
        readonly threshold: Arg;
        readonly limit?: Int;
    };
}
export interface XautoclaimOptions<R extends Form = "text", J extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
    readonly justid?: J;
}
export interface XclaimOptions<R extends Form = "text", J extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly idle?: Int;
    readonly time?: Int;
    readonly retrycount?: Int;
    readonly force?: boolean;
    readonly justid?: J;
    readonly lastid?: Arg;
}
export interface XgroupCreateOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly mkstream?: boolean;
    readonly entriesread?: Int;
}
export interface XgroupSetidOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly entriesread?: Int;
}
export interface XinfoStreamOptions<R extends Form = "text", F extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly full?: F;
    readonly count?: Int;
}
export interface XpendingOptions<R extends Form = "text", E extends Arg | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly idle?: Int;
    readonly start?: E;
    readonly end?: Arg;
    readonly count?: Int;
    readonly consumer?: Arg;
}
export interface XrangeOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
}
export interface XreadOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
    readonly block?: Int;
}
export interface XreadgroupOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
    readonly block?: Int;
    readonly noack?: boolean;
}
export interface XrevrangeOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
}
export interface XsetidOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly entriesadded?: Int;
    readonly maxdeletedid?: Arg;
}
export interface XtrimOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly maxlen?: Arg | {
        readonly approx?: boolean;
        readonly exact?: boolean;
        readonly threshold: Arg;
        readonly limit?: Int;
    };
    readonly minid?: Arg | {
        readonly approx?: boolean;
        readonly exact?: boolean;
        readonly threshold: Arg;
        readonly limit?: Int;
    };
}
export interface ZaddOptions<I extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
    readonly ch?: boolean;
    readonly incr?: I;
}
export interface ZdiffOptions<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly withscores?: S;
}
export interface ZinterOptions<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly weights?: Many<Num>;
    readonly aggregate?: "sum" | "min" | "max";
    readonly withscores?: S;
}
export interface ZintercardOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly limit?: Int;
}
export interface ZinterstoreOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly weights?: Many<Num>;
    readonly aggregate?: "sum" | "min" | "max";
}
export interface ZmpopOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: Int;
}
export interface ZpopmaxOptions<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: C;
}
export interface ZpopminOptions<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: C;
}
export interface ZrandmemberOptions<R extends Form = "text", C extends Int | undefined = undefined, S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly count?: C;
    readonly withscores?: S;
}
export interface ZrangeOptions<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly byscore?: boolean;
    readonly bylex?: boolean;
    readonly rev?: boolean;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
    readonly withscores?: S;
}
export interface ZrangebylexOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrangebyscoreOptions<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly withscores?: S;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrangestoreOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly byscore?: boolean;
    readonly bylex?: boolean;
    readonly rev?: boolean;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrankOptions<S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly withscore?: S;
}
export interface ZrevrangeOptions<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly withscores?: S;
}
export interface ZrevrangebylexOptions<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrevrangebyscoreOptions<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly withscores?: S;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrevrankOptions<S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly withscore?: S;
}
export interface ZunionOptions<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute> extends Call<R, P, N> {
    readonly weights?: Many<Num>;
    readonly aggregate?: "sum" | "min" | "max";
    readonly withscores?: S;
}
export interface ZunionstoreOptions<P extends boolean = false, N extends Route = OneRoute> extends Call<Form, P, N> {
    readonly weights?: Many<Num>;
    readonly aggregate?: "sum" | "min" | "max";
}
export interface Commands<W extends Kind> {
    aclCat<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: AclCatOptions<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    aclDeluser<P extends boolean = false>(username: Many<Arg>, options?: Call<Form, P>): Result<W, Gathered<P, number>>;
    aclDryrun<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(username: Arg, command: Arg, arg: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    aclDryrun<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(username: Arg, command: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    aclGenpass<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: AclGenpassOptions<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    aclGetuser<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(username: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, {
        flags: Text<R>[];
        passwords: Text<R>[];
        commands: Text<R>;
        keys: Text<R>;
        channels: Text<R>;
        selectors: {
            commands: Text<R>;
            keys: Text<R>;
            channels: Text<R>;
        }[];
    } | null>>;
    aclHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    aclList<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    aclLoad<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    aclLog<R extends Form = "text", Z extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(options?: AclLogOptions<R, Z, P, N>): Result<W, Routed<P, N, If<Z, Word<R, "OK">, {
        count: number;
        reason: Text<R>;
        context: Text<R>;
        object: Text<R>;
        username: Text<R>;
        "age-seconds": number;
        "client-info": Text<R>;
        "entry-id"?: number;
        "timestamp-created"?: number;
        "timestamp-last-updated"?: number;
    }[]>>>;
    aclSave<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    aclSetuser<P extends boolean = false>(username: Arg, rule: Many<Arg>, options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    aclSetuser<P extends boolean = false>(username: Arg, options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    aclUsers<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    aclWhoami<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    append<P extends boolean = false, N extends Route = OneRoute>(key: Key, value: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    bgrewriteaof<R extends Form = "text", P extends boolean = false>(options?: Call<R, P>): Result<W, Gathered<P, Text<R>>>;
    bgsave<P extends boolean = false>(options?: BgsaveOptions<P>): Result<W, Gathered<P, "Background saving started" | "Background saving scheduled" | "Background saving cancelled" | "Scheduled background saving cancelled">>;
    bitcount<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: BitcountOptions<P, N>): Result<W, Routed<P, N, number>>;
    bitfield<P extends boolean = false, N extends Route = OneRoute>(key: Key, operation: readonly {
        readonly get?: {
            readonly encoding: Arg;
            readonly offset: Arg;
        };
        readonly overflow?: "wrap" | "sat" | "fail";
        readonly set?: {
            readonly encoding: Arg;
            readonly offset: Arg;
            readonly value: Int;
        };
        readonly incrby?: {
            readonly encoding: Arg;
            readonly offset: Arg;
            readonly increment: Int;
        };
    }[], options?: Call<Form, P, N>): Result<W, Routed<P, N, (number | null)[]>>;
    bitfield<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, (number | null)[]>>;
    bitfield_ro<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: BitfieldRoOptions<P, N>): Result<W, Routed<P, N, number[]>>;
    bitop<P extends boolean = false, N extends Route = OneRoute>(operation: "and" | "or" | "xor" | "not", destkey: Key, key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    bitpos<P extends boolean = false, N extends Route = OneRoute>(key: Key, bit: Int, options?: BitposOptions<P, N>): Result<W, Routed<P, N, number>>;
    blmove<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(source: Key, destination: Key, wherefrom: "left" | "right", whereto: "left" | "right", timeout: Num, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    blmpop<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(timeout: Num, key: Many<Key>, where: "left" | "right", options?: BlmpopOptions<R, P, N>): Result<W, Routed<P, N, [Text<R>, Text<R>[]] | null>>;
    blpop<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, timeout: Num, options?: Call<R, P, N>): Result<W, Routed<P, N, [Text<R>, Text<R>] | null>>;
    brpop<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, timeout: Num, options?: Call<R, P, N>): Result<W, Routed<P, N, [Text<R>, Text<R>] | null>>;
    brpoplpush<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(source: Key, destination: Key, timeout: Num, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    bzmpop<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(timeout: Num, key: Many<Key>, where: "min" | "max", options?: BzmpopOptions<R, P, N>): Result<W, Routed<P, N, [Text<R>, [Text<R>, number][]] | null>>;
    bzpopmax<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, timeout: Num, options?: Call<R, P, N>): Result<W, Routed<P, N, [Text<R>, Text<R>, number] | null>>;
    bzpopmin<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, timeout: Num, options?: Call<R, P, N>): Result<W, Routed<P, N, [Text<R>, Text<R>, number] | null>>;
    clientGetname<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    clientGetredir<P extends boolean = false, N extends Route = OneRoute>(options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    clientHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    clientId<P extends boolean = false, N extends Route = OneRoute>(options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    clientInfo<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    clientKill<P extends boolean = false>(options?: ClientKillOptions<P>): Result<W, Gathered<P, number>>;
    clientList<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: ClientListOptions<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    clientPause<P extends boolean = false>(timeout: Int, options?: ClientPauseOptions<P>): Result<W, Gathered<P, "OK">>;
    clientTrackinginfo<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, {
        flags: (Word<R, "off" | "on" | "bcast" | "optin" | "optout" | "caching-yes" | "caching-no" | "noloop" | "broken_redirect">)[];
        redirect: number;
        prefixes: Text<R>[];
    }>>;
    clientUnblock<P extends boolean = false, N extends Route = OneRoute>(clientId: Int, options?: ClientUnblockOptions<P, N>): Result<W, Routed<P, N, 0 | 1>>;
    clientUnpause<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    clusterAddslots<P extends boolean = false, N extends Route = OneRoute>(slot: Many<Int>, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    clusterAddslotsrange<P extends boolean = false, N extends Route = OneRoute>(range: Pairs<Int, Int>, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    clusterBumpepoch<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    clusterCountFailureReports<P extends boolean = false, N extends Route = OneRoute>(nodeId: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    clusterCountkeysinslot<P extends boolean = false, N extends Route = OneRoute>(slot: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    clusterDelslots<P extends boolean = false, N extends Route = OneRoute>(slot: Many<Int>, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    clusterDelslotsrange<P extends boolean = false, N extends Route = OneRoute>(range: Pairs<Int, Int>, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    clusterFailover<P extends boolean = false, N extends Route = OneRoute>(options?: ClusterFailoverOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    clusterFlushslots<P extends boolean = false, N extends Route = OneRoute>(options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    clusterForget<P extends boolean = false, N extends Route = OneRoute>(nodeId: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    clusterGetkeysinslot<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(slot: Int, count: Int, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    clusterHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    clusterInfo<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    clusterKeyslot<P extends boolean = false, N extends Route = OneRoute>(key: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    clusterLinks<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, ({
        direction: Word<R, "from" | "to">;
        node: Text<R>;
        "create-time": number;
        events: Text<R>;
        "send-buffer-allocated": number;
        "send-buffer-used": number;
    })[]>>;
    clusterMeet<P extends boolean = false, N extends Route = OneRoute>(ip: Arg, port: Int, options?: ClusterMeetOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    clusterMyid<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    clusterMyshardid<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    clusterNodes<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    clusterReplicas<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(nodeId: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    clusterReplicate<P extends boolean = false, N extends Route = OneRoute>(nodeId: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    clusterReset<P extends boolean = false, N extends Route = OneRoute>(options?: ClusterResetOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    clusterSaveconfig<P extends boolean = false, N extends Route = OneRoute>(options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    clusterSetConfigEpoch<P extends boolean = false, N extends Route = OneRoute>(configEpoch: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    clusterSetslot<P extends boolean = false, N extends Route = OneRoute>(slot: Int, options: ClusterSetslotOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    clusterShards<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, ({
        slots: number[];
        nodes: ({
            id: Text<R>;
            port?: number;
            "tls-port"?: number;
            ip: Text<R>;
            endpoint: Text<R>;
            hostname?: Text<R>;
            role: Word<R, "master" | "replica">;
            "replication-offset": number;
            health: Word<R, "fail" | "loading" | "online">;
        })[];
    })[]>>;
    clusterSlaves<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(nodeId: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    clusterSlotStats<P extends boolean = false>(options: ClusterSlotStatsOptions<P>): Result<W, Gathered<P, [number, {
        "key-count": number;
        "cpu-usec"?: number;
        "network-bytes-in"?: number;
        "network-bytes-out"?: number;
    }][]>>;
    clusterSlots<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, ([number, number, [Text<R> | null, number, Text<R>, {
        hostname?: Text<R>;
        ip?: Text<R>;
    }], ...([Text<R> | null, number, Text<R>, {
        hostname?: Text<R>;
        ip?: Text<R>;
    }])[]])[]>>;
    commandCount<P extends boolean = false, N extends Route = OneRoute>(options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    commandDocs<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(commandName: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, Rec<R, {
        summary: Text<R>;
        since?: Text<R>;
        group: Word<R, "bitmap" | "cluster" | "connection" | "generic" | "geo" | "hash" | "hyperloglog" | "list" | "module" | "pubsub" | "scripting" | "sentinel" | "server" | "set" | "sorted-set" | "stream" | "string" | "transactions">;
        complexity?: Text<R>;
        module?: Text<R>;
        doc_flags?: (Word<R, "deprecated" | "syscmd">)[];
        deprecated_since?: Text<R>;
        replaced_by?: Text<R>;
        history?: [Text<R>, Text<R>][];
        arguments?: {
            name: Text<R>;
            type: Text<R>;
            key_spec_index?: number;
            token?: Text<R>;
            since?: Text<R>;
            deprecated_since?: Text<R>;
            flags?: Text<R>[];
            arguments?: unknown[];
        }[];
        reply_schema?: Rec<R, unknown>;
        subcommands?: unknown;
    }>>>;
    commandDocs<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Rec<R, {
        summary: Text<R>;
        since?: Text<R>;
        group: Word<R, "bitmap" | "cluster" | "connection" | "generic" | "geo" | "hash" | "hyperloglog" | "list" | "module" | "pubsub" | "scripting" | "sentinel" | "server" | "set" | "sorted-set" | "stream" | "string" | "transactions">;
        complexity?: Text<R>;
        module?: Text<R>;
        doc_flags?: (Word<R, "deprecated" | "syscmd">)[];
        deprecated_since?: Text<R>;
        replaced_by?: Text<R>;
        history?: [Text<R>, Text<R>][];
        arguments?: {
            name: Text<R>;
            type: Text<R>;
            key_spec_index?: number;
            token?: Text<R>;
            since?: Text<R>;
            deprecated_since?: Text<R>;
            flags?: Text<R>[];
            arguments?: unknown[];
        }[];
        reply_schema?: Rec<R, unknown>;
        subcommands?: unknown;
    }>>>;
    commandGetkeys<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(command: Arg, arg: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    commandGetkeys<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(command: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    commandGetkeysandflags<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(command: Arg, arg: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, [Text<R>, Text<R>[]][]>>;
    commandGetkeysandflags<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(command: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, [Text<R>, Text<R>[]][]>>;
    commandHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    commandInfo<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(commandName: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, ([Text<R>, number, Text<R>[], number, number, number, Text<R>[], Text<R>[], ({
        flags: Text<R>[];
        begin_search: {
            type: Text<R>;
            spec: Rec<R, unknown> | {
                index: number;
            } | {
                keyword: Text<R>;
                startfrom: number;
            };
        };
        find_keys: {
            type: Text<R>;
            spec: Rec<R, unknown> | {
                keynumidx: number;
                firstkey: number;
                keystep: number;
            } | {
                lastkey: number;
                keystep: number;
                limit: number;
            };
        };
    })[], unknown[]] | null)[]>>;
    commandInfo<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, ([Text<R>, number, Text<R>[], number, number, number, Text<R>[], Text<R>[], ({
        flags: Text<R>[];
        begin_search: {
            type: Text<R>;
            spec: Rec<R, unknown> | {
                index: number;
            } | {
                keyword: Text<R>;
                startfrom: number;
            };
        };
        find_keys: {
            type: Text<R>;
            spec: Rec<R, unknown> | {
                keynumidx: number;
                firstkey: number;
                keystep: number;
            } | {
                lastkey: number;
                keystep: number;
                limit: number;
            };
        };
    })[], unknown[]] | null)[]>>;
    commandList<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: CommandListOptions<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    configGet<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(parameter: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, Rec<R, Text<R>>>>;
    configHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    configResetstat<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    configRewrite<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    configSet<P extends boolean = false>(data: Pairs<Key, Arg>, options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    copy<P extends boolean = false, N extends Route = OneRoute>(source: Key, destination: Key, options?: CopyOptions<P, N>): Result<W, Routed<P, N, 0 | 1>>;
    dbsize<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, number>>;
    decr<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    decrby<P extends boolean = false, N extends Route = OneRoute>(key: Key, decrement: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    del<P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    dump<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, Buffer | null>>;
    echo<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(message: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    eval<P extends boolean = false, N extends Route = OneRoute>(script: Arg, options?: EvalOptions<P, N>): Result<W, Routed<P, N, unknown>>;
    evalsha<P extends boolean = false, N extends Route = OneRoute>(sha1: Arg, options?: EvalshaOptions<P, N>): Result<W, Routed<P, N, unknown>>;
    evalsha_ro<P extends boolean = false, N extends Route = OneRoute>(sha1: Arg, options?: EvalshaRoOptions<P, N>): Result<W, Routed<P, N, unknown>>;
    eval_ro<P extends boolean = false, N extends Route = OneRoute>(script: Arg, options?: EvalRoOptions<P, N>): Result<W, Routed<P, N, unknown>>;
    exists<P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    expire<P extends boolean = false, N extends Route = OneRoute>(key: Key, seconds: Int, options?: ExpireOptions<P, N>): Result<W, Routed<P, N, 0 | 1>>;
    expireat<P extends boolean = false, N extends Route = OneRoute>(key: Key, unixTimeSeconds: Int, options?: ExpireatOptions<P, N>): Result<W, Routed<P, N, 0 | 1>>;
    expiretime<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    failover<P extends boolean = false, N extends Route = OneRoute>(options?: FailoverOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    fcall<P extends boolean = false, N extends Route = OneRoute>(name: Arg, options?: FcallOptions<P, N>): Result<W, Routed<P, N, unknown>>;
    fcall_ro<P extends boolean = false, N extends Route = OneRoute>(name: Arg, options?: FcallRoOptions<P, N>): Result<W, Routed<P, N, unknown>>;
    flushall<P extends boolean = false>(options?: FlushallOptions<P>): Result<W, Gathered<P, "OK">>;
    flushdb<P extends boolean = false>(options?: FlushdbOptions<P>): Result<W, Gathered<P, "OK">>;
    functionDelete<P extends boolean = false>(libraryName: Arg, options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    functionDump<P extends boolean = false, N extends Route = OneRoute>(options?: Call<Form, P, N>): Result<W, Routed<P, N, Buffer>>;
    functionFlush<P extends boolean = false>(options?: FunctionFlushOptions<P>): Result<W, Gathered<P, "OK">>;
    functionHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    functionKill<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    functionList<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: FunctionListOptions<R, P, N>): Result<W, Routed<P, N, {
        library_name: Text<R>;
        engine: Text<R>;
        functions: {
            name: Text<R>;
            description: Text<R> | null;
            flags: Text<R>[];
        }[];
        library_code?: Text<R>;
    }[]>>;
    functionLoad<R extends Form = "text", P extends boolean = false>(functionCode: Arg, options?: FunctionLoadOptions<R, P>): Result<W, Gathered<P, Text<R>>>;
    functionRestore<P extends boolean = false>(serializedValue: Arg, options?: FunctionRestoreOptions<P>): Result<W, Gathered<P, "OK">>;
    functionStats<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, {
        running_script: {
            name: Text<R>;
            command: Text<R>[];
            duration_ms: number;
        } | null;
        engines: Rec<R, {
            libraries_count: number;
            functions_count: number;
        }>;
    }>>;
    geoadd<P extends boolean = false, N extends Route = OneRoute>(key: Key, data: Pairs<Key, readonly [longitude: Num, latitude: Num]>, options?: GeoaddOptions<P, N>): Result<W, Routed<P, N, number>>;
    geodist<P extends boolean = false, N extends Route = OneRoute>(key: Key, member1: Arg, member2: Arg, options?: GeodistOptions<P, N>): Result<W, Routed<P, N, number | null>>;
    geohash<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, (Text<R> | null)[]>>;
    geohash<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, (Text<R> | null)[]>>;
    geopos<P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, ([number, number] | null)[]>>;
    geopos<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, ([number, number] | null)[]>>;
    georadius<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, K extends Key | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, longitude: Num, latitude: Num, radius: Num, unit: "m" | "km" | "ft" | "mi", options?: GeoradiusOptions<R, D, H, C, K, P, N>): Result<W, Routed<P, N, Given<K, number, Located<R, D, H, C>[]>>>;
    georadiusbymember<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, K extends Key | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Arg, radius: Num, unit: "m" | "km" | "ft" | "mi", options?: GeoradiusbymemberOptions<R, D, H, C, K, P, N>): Result<W, Routed<P, N, Given<K, number, Located<R, D, H, C>[]>>>;
    georadiusbymember_ro<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Arg, radius: Num, unit: "m" | "km" | "ft" | "mi", options?: GeoradiusbymemberRoOptions<R, D, H, C, P, N>): Result<W, Routed<P, N, Located<R, D, H, C>[]>>;
    georadius_ro<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, longitude: Num, latitude: Num, radius: Num, unit: "m" | "km" | "ft" | "mi", options?: GeoradiusRoOptions<R, D, H, C, P, N>): Result<W, Routed<P, N, Located<R, D, H, C>[]>>;
    geosearch<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, options: GeosearchOptions<R, D, H, C, P, N>): Result<W, Routed<P, N, Located<R, D, H, C>[]>>;
    geosearchstore<P extends boolean = false, N extends Route = OneRoute>(destination: Key, source: Key, options: GeosearchstoreOptions<P, N>): Result<W, Routed<P, N, number>>;
    get<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    getbit<P extends boolean = false, N extends Route = OneRoute>(key: Key, offset: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    getdel<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    getex<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: GetexOptions<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    getrange<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, start: Int, end: Int, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    getset<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, value: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    hdel<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    hexists<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    hexpire<P extends boolean = false, N extends Route = OneRoute>(key: Key, seconds: Int, field: Many<Arg>, options?: HexpireOptions<P, N>): Result<W, Routed<P, N, number[]>>;
    hexpireat<P extends boolean = false, N extends Route = OneRoute>(key: Key, unixTimeSeconds: Int, field: Many<Arg>, options?: HexpireatOptions<P, N>): Result<W, Routed<P, N, number[]>>;
    hexpiretime<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number[]>>;
    hget<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    hgetall<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, Rec<R, Text<R>>>>;
    hincrby<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Arg, increment: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    hincrbyfloat<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Arg, increment: Num, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    hkeys<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    hlen<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    hmget<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, (Text<R> | null)[]>>;
    hmset<P extends boolean = false, N extends Route = OneRoute>(key: Key, data: Pairs<Key, Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    hpersist<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number[]>>;
    hpexpire<P extends boolean = false, N extends Route = OneRoute>(key: Key, milliseconds: Int, field: Many<Arg>, options?: HpexpireOptions<P, N>): Result<W, Routed<P, N, number[]>>;
    hpexpireat<P extends boolean = false, N extends Route = OneRoute>(key: Key, unixTimeMilliseconds: Int, field: Many<Arg>, options?: HpexpireatOptions<P, N>): Result<W, Routed<P, N, number[]>>;
    hpexpiretime<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number[]>>;
    hpttl<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number[]>>;
    hrandfield<R extends Form = "text", C extends Int | undefined = undefined, S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: HrandfieldOptions<R, C, S, P, N>): Result<W, Routed<P, N, Given<C, If<S, [field: Text<R>, value: Text<R>][], Text<R>[]>, Text<R> | null>>>;
    hset<P extends boolean = false, N extends Route = OneRoute>(key: Key, data: Pairs<Key, Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    hsetnx<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Arg, value: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    hstrlen<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    httl<P extends boolean = false, N extends Route = OneRoute>(key: Key, field: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number[]>>;
    hvals<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    incr<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    incrby<P extends boolean = false, N extends Route = OneRoute>(key: Key, increment: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    incrbyfloat<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, increment: Num, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    info<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(section: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    info<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    keys<R extends Form = "text", P extends boolean = false>(pattern: Arg, options?: Call<R, P>): Result<W, Gathered<P, Text<R>[]>>;
    lastsave<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, number>>;
    latencyDoctor<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    latencyGraph<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(event: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    latencyHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    latencyHistogram<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(command: Many<Arg>, options?: Call<R, P, N>): Result<W, Routed<P, N, Rec<R, {
        calls: number;
        histogram_usec: Rec<R, number>;
    }>>>;
    latencyHistogram<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Rec<R, {
        calls: number;
        histogram_usec: Rec<R, number>;
    }>>>;
    latencyHistory<P extends boolean = false, N extends Route = OneRoute>(event: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, [number, number][]>>;
    latencyLatest<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, [Text<R>, number, number, number][]>>;
    latencyReset<P extends boolean = false>(event: Many<Arg>, options?: Call<Form, P>): Result<W, Gathered<P, number>>;
    latencyReset<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, number>>;
    lcs<R extends Form = "text", L extends boolean = false, I extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key1: Key, key2: Key, options?: LcsOptions<R, L, I, P, N>): Result<W, Routed<P, N, If<L, number, If<I, {
        matches: [[number, number], [number, number], ...number[]][];
        len: number;
    }, Text<R>>>>>;
    lindex<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, index: Int, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    linsert<P extends boolean = false, N extends Route = OneRoute>(key: Key, where: "before" | "after", pivot: Arg, element: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    llen<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    lmove<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(source: Key, destination: Key, wherefrom: "left" | "right", whereto: "left" | "right", options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    lmpop<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, where: "left" | "right", options?: LmpopOptions<R, P, N>): Result<W, Routed<P, N, [Text<R>, Text<R>[]] | null>>;
    lolwut<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: LolwutOptions<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    lpop<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: LpopOptions<R, C, P, N>): Result<W, Routed<P, N, Given<C, Text<R>[] | null, Text<R> | null>>>;
    lpos<C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, element: Arg, options?: LposOptions<C, P, N>): Result<W, Routed<P, N, Given<C, number[], number | null>>>;
    lpush<P extends boolean = false, N extends Route = OneRoute>(key: Key, element: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    lpushx<P extends boolean = false, N extends Route = OneRoute>(key: Key, element: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    lrange<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, start: Int, stop: Int, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    lrem<P extends boolean = false, N extends Route = OneRoute>(key: Key, count: Int, element: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    lset<P extends boolean = false, N extends Route = OneRoute>(key: Key, index: Int, element: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    ltrim<P extends boolean = false, N extends Route = OneRoute>(key: Key, start: Int, stop: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    memoryDoctor<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    memoryHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    memoryMallocStats<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    memoryPurge<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    memoryStats<P extends boolean = false, N extends Route = OneRoute>(options?: Call<Form, P, N>): Result<W, Routed<P, N, {
        "peak.allocated": number;
        "total.allocated": number;
        "startup.allocated": number;
        "replication.backlog": number;
        "clients.slaves": number;
        "clients.normal": number;
        "cluster.links": number;
        "aof.buffer": number;
        "lua.caches": number;
        "functions.caches": number;
        "overhead.db.hashtable.lut"?: number;
        "overhead.db.hashtable.rehashing"?: number;
        "overhead.total": number;
        "db.dict.rehashing.count"?: number;
        "keys.count": number;
        "keys.bytes-per-key": number;
        "dataset.bytes": number;
        "dataset.percentage": number;
        "peak.percentage": number;
        "allocator.allocated": number;
        "allocator.active": number;
        "allocator.resident": number;
        "allocator.muzzy"?: number;
        "allocator-fragmentation.ratio": number;
        "allocator-fragmentation.bytes": number;
        "allocator-rss.ratio": number;
        "allocator-rss.bytes": number;
        "rss-overhead.ratio": number;
        "rss-overhead.bytes": number;
        fragmentation: number;
        "fragmentation.bytes": number;
    } & {
        [name: `db.${number}`]: {
            "overhead.hashtable.main": number;
            "overhead.hashtable.expires": number;
        };
    }>>;
    memoryUsage<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: MemoryUsageOptions<P, N>): Result<W, Routed<P, N, number | null>>;
    mget<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: Call<R, P, N>): Result<W, Routed<P, N, (Text<R> | null)[]>>;
    migrate<P extends boolean = false, N extends Route = OneRoute>(host: Arg, port: Int, key: Key, destinationDb: Int, timeout: Int, options?: MigrateOptions<P, N>): Result<W, Routed<P, N, "OK" | "NOKEY">>;
    moduleHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    moduleList<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, {
        name: Text<R>;
        ver: number;
        path: Text<R>;
        args: Text<R>[];
    }[]>>;
    moduleLoad<P extends boolean = false, N extends Route = OneRoute>(path: Arg, arg: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    moduleLoad<P extends boolean = false, N extends Route = OneRoute>(path: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    moduleLoadex<P extends boolean = false, N extends Route = OneRoute>(path: Arg, options?: ModuleLoadexOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    moduleUnload<P extends boolean = false, N extends Route = OneRoute>(name: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    move<P extends boolean = false, N extends Route = OneRoute>(key: Key, db: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    mset<P extends boolean = false, N extends Route = OneRoute>(data: Pairs<Key, Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    msetnx<P extends boolean = false, N extends Route = OneRoute>(data: Pairs<Key, Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    objectEncoding<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    objectFreq<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number | null>>;
    objectHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    objectIdletime<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number | null>>;
    objectRefcount<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number | null>>;
    persist<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    pexpire<P extends boolean = false, N extends Route = OneRoute>(key: Key, milliseconds: Int, options?: PexpireOptions<P, N>): Result<W, Routed<P, N, 0 | 1>>;
    pexpireat<P extends boolean = false, N extends Route = OneRoute>(key: Key, unixTimeMilliseconds: Int, options?: PexpireatOptions<P, N>): Result<W, Routed<P, N, 0 | 1>>;
    pexpiretime<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    pfadd<P extends boolean = false, N extends Route = OneRoute>(key: Key, element: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    pfadd<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    pfcount<P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    pfmerge<P extends boolean = false, N extends Route = OneRoute>(destkey: Key, sourcekey: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    pfmerge<P extends boolean = false, N extends Route = OneRoute>(destkey: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    ping<R extends Form = "text", M extends Arg | undefined = undefined, P extends boolean = false>(options?: PingOptions<R, M, P>): Result<W, Gathered<P, Given<M, Text<R>, Word<R, "PONG">>>>;
    psetex<P extends boolean = false, N extends Route = OneRoute>(key: Key, milliseconds: Int, value: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    pttl<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    publish<P extends boolean = false, N extends Route = OneRoute>(channel: Arg, message: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    pubsubChannels<R extends Form = "text", P extends boolean = false>(options?: PubsubChannelsOptions<R, P>): Result<W, Gathered<P, Text<R>[]>>;
    pubsubHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    pubsubNumpat<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, number>>;
    pubsubNumsub<R extends Form = "text", P extends boolean = false>(channel: Many<Arg>, options?: Call<R, P>): Result<W, Gathered<P, Rec<R, number>>>;
    pubsubNumsub<R extends Form = "text", P extends boolean = false>(options?: Call<R, P>): Result<W, Gathered<P, Rec<R, number>>>;
    pubsubShardchannels<R extends Form = "text", P extends boolean = false>(options?: PubsubShardchannelsOptions<R, P>): Result<W, Gathered<P, Text<R>[]>>;
    pubsubShardnumsub<R extends Form = "text", P extends boolean = false>(shardchannel: Many<Arg>, options?: Call<R, P>): Result<W, Gathered<P, Rec<R, number>>>;
    pubsubShardnumsub<R extends Form = "text", P extends boolean = false>(options?: Call<R, P>): Result<W, Gathered<P, Rec<R, number>>>;
    randomkey<R extends Form = "text", P extends boolean = false>(options?: Call<R, P>): Result<W, Gathered<P, Text<R> | null>>;
    rename<P extends boolean = false, N extends Route = OneRoute>(key: Key, newkey: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    renamenx<P extends boolean = false, N extends Route = OneRoute>(key: Key, newkey: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    replicaof<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(host: Arg, port: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    restore<P extends boolean = false, N extends Route = OneRoute>(key: Key, ttl: Int, serializedValue: Arg, options?: RestoreOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    role<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, [Word<R, "master">, number, [Text<R>, Text<R>, Text<R>][]] | [Word<R, "sentinel">, Text<R>[]] | [Word<R, "slave">, Text<R>, number, Word<R, "handshake" | "none" | "connect" | "connecting" | "sync" | "connected" | "unknown">, number]>>;
    rpop<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: RpopOptions<R, C, P, N>): Result<W, Routed<P, N, Given<C, Text<R>[] | null, Text<R> | null>>>;
    rpoplpush<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(source: Key, destination: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R> | null>>;
    rpush<P extends boolean = false, N extends Route = OneRoute>(key: Key, element: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    rpushx<P extends boolean = false, N extends Route = OneRoute>(key: Key, element: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    sadd<P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    save<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    scard<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    scriptExists<P extends boolean = false>(sha1: Many<Arg>, options?: Call<Form, P>): Result<W, Gathered<P, (0 | 1)[]>>;
    scriptFlush<P extends boolean = false>(options?: ScriptFlushOptions<P>): Result<W, Gathered<P, "OK">>;
    scriptHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    scriptKill<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    scriptLoad<R extends Form = "text", P extends boolean = false>(script: Arg, options?: Call<R, P>): Result<W, Gathered<P, Text<R>>>;
    scriptShow<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(sha1: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    sdiff<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    sdiffstore<P extends boolean = false, N extends Route = OneRoute>(destination: Key, key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    set<R extends Form = "text", G extends boolean = false, X extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, value: Arg, options?: SetOptions<R, G, X, P, N>): Result<W, Routed<P, N, If<G, Text<R> | null, If<X, Word<R, "OK"> | null, Word<R, "OK">>>>>;
    setbit<P extends boolean = false, N extends Route = OneRoute>(key: Key, offset: Int, value: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    setex<P extends boolean = false, N extends Route = OneRoute>(key: Key, seconds: Int, value: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    setnx<P extends boolean = false, N extends Route = OneRoute>(key: Key, value: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    setrange<P extends boolean = false, N extends Route = OneRoute>(key: Key, offset: Int, value: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    shutdown<P extends boolean = false, N extends Route = OneRoute>(options?: ShutdownOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    sinter<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    sintercard<P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: SintercardOptions<P, N>): Result<W, Routed<P, N, number>>;
    sinterstore<P extends boolean = false, N extends Route = OneRoute>(destination: Key, key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    sismember<P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    slaveof<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(host: Arg, port: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    slowlogGet<R extends Form = "text", P extends boolean = false>(options?: SlowlogGetOptions<R, P>): Result<W, Gathered<P, [number, number, number, Text<R>[], Text<R>, Text<R>][]>>;
    slowlogHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    slowlogLen<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, number>>;
    slowlogReset<P extends boolean = false>(options?: Call<Form, P>): Result<W, Gathered<P, "OK">>;
    smembers<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    smismember<P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, (0 | 1)[]>>;
    smove<P extends boolean = false, N extends Route = OneRoute>(source: Key, destination: Key, member: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    sort<R extends Form = "text", K extends Key | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: SortOptions<R, K, P, N>): Result<W, Routed<P, N, Given<K, number, (Text<R> | null)[]>>>;
    sort_ro<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: SortRoOptions<R, P, N>): Result<W, Routed<P, N, (Text<R> | null)[]>>;
    spop<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: SpopOptions<R, C, P, N>): Result<W, Routed<P, N, Given<C, Text<R>[], Text<R> | null>>>;
    spublish<P extends boolean = false, N extends Route = OneRoute>(shardchannel: Arg, message: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    srandmember<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: SrandmemberOptions<R, C, P, N>): Result<W, Routed<P, N, Given<C, Text<R>[], Text<R> | null>>>;
    srem<P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    strlen<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    substr<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, start: Int, end: Int, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    sunion<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    sunionstore<P extends boolean = false, N extends Route = OneRoute>(destination: Key, key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    swapdb<P extends boolean = false, N extends Route = OneRoute>(index1: Int, index2: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, "OK">>;
    time<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, [Text<R>, Text<R>]>>;
    touch<P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    ttl<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    type<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>>>;
    unlink<P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    xack<P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, id: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    xadd<R extends Form = "text", M extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, id: Arg, data: Pairs<Key, Arg>, options?: XaddOptions<R, M, P, N>): Result<W, Routed<P, N, If<M, Text<R> | null, Text<R>>>>;
    xautoclaim<R extends Form = "text", J extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, consumer: Arg, minIdleTime: Arg, start: Arg, options?: XautoclaimOptions<R, J, P, N>): Result<W, Routed<P, N, [next: Text<R>, claimed: If<J, Text<R>[], StreamEntry<R>[]>, deleted: Text<R>[]]>>;
    xclaim<R extends Form = "text", J extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, consumer: Arg, minIdleTime: Arg, id: Many<Arg>, options?: XclaimOptions<R, J, P, N>): Result<W, Routed<P, N, If<J, Text<R>[], StreamEntry<R>[]>>>;
    xdel<P extends boolean = false, N extends Route = OneRoute>(key: Key, id: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    xgroupCreate<P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, id: Arg, options?: XgroupCreateOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    xgroupCreateconsumer<P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, consumer: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    xgroupDelconsumer<P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, consumer: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    xgroupDestroy<P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, 0 | 1>>;
    xgroupHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    xgroupSetid<P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, id: Arg, options?: XgroupSetidOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    xinfoConsumers<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, options?: Call<R, P, N>): Result<W, Routed<P, N, {
        name: Text<R>;
        pending: number;
        idle: number;
        inactive?: number;
    }[]>>;
    xinfoGroups<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<R, P, N>): Result<W, Routed<P, N, ({
        name: Text<R>;
        consumers: number;
        pending: number;
        "last-delivered-id": Text<R>;
        "entries-read": number | null;
        lag: number | null;
    })[]>>;
    xinfoHelp<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(options?: Call<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    xinfoStream<R extends Form = "text", F extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: XinfoStreamOptions<R, F, P, N>): Result<W, Routed<P, N, If<F, {
        length: number;
        "radix-tree-keys": number;
        "radix-tree-nodes": number;
        "last-generated-id": Text<R>;
        "max-deleted-entry-id": Text<R>;
        "recorded-first-entry-id": Text<R>;
        "entries-added": number;
        entries: StreamEntry<R>[];
        groups: ({
            name: Text<R>;
            "last-delivered-id": Text<R>;
            "entries-read": number | null;
            lag: number | null;
            "pel-count": number;
            pending: [Text<R>, Text<R>, number, number][];
            consumers: {
                "active-time"?: number;
                name: Text<R>;
                "seen-time": number;
                "pel-count": number;
                pending: [Text<R>, number, number][];
            }[];
        })[];
    }, {
        length: number;
        "radix-tree-keys": number;
        "radix-tree-nodes": number;
        "last-generated-id": Text<R>;
        "max-deleted-entry-id": Text<R>;
        "recorded-first-entry-id": Text<R>;
        "entries-added": number;
        groups: number;
        "first-entry": StreamEntry<R> | null;
        "last-entry": StreamEntry<R> | null;
    }>>>;
    xlen<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    xpending<R extends Form = "text", E extends Arg | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, group: Arg, options?: XpendingOptions<R, E, P, N>): Result<W, Routed<P, N, Given<E, [id: Text<R>, consumer: Text<R>, idleMs: number, deliveries: number][], [count: number, first: Text<R> | null, last: Text<R> | null, consumers: [name: Text<R>, count: number][]]>>>;
    xrange<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, start: Arg, end: Arg, options?: XrangeOptions<R, P, N>): Result<W, Routed<P, N, StreamEntry<R>[]>>;
    xread<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(streams: Pairs<Key, Arg>, options?: XreadOptions<R, P, N>): Result<W, Routed<P, N, Rec<R, StreamEntry<R>[]> | null>>;
    xreadgroup<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(group: Arg, consumer: Arg, streams: Pairs<Key, Arg>, options?: XreadgroupOptions<R, P, N>): Result<W, Routed<P, N, Rec<R, (StreamEntry<R> | {
        id: Text<R>;
        fields: null;
    })[]> | null>>;
    xrevrange<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, end: Arg, start: Arg, options?: XrevrangeOptions<R, P, N>): Result<W, Routed<P, N, StreamEntry<R>[]>>;
    xsetid<P extends boolean = false, N extends Route = OneRoute>(key: Key, lastId: Arg, options?: XsetidOptions<P, N>): Result<W, Routed<P, N, "OK">>;
    xtrim<P extends boolean = false, N extends Route = OneRoute>(key: Key, options: XtrimOptions<P, N>): Result<W, Routed<P, N, number>>;
    zadd<I extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, data: Pairs<Key, Num>, options?: ZaddOptions<I, P, N>): Result<W, Routed<P, N, If<I, number | null, number>>>;
    zcard<P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    zcount<P extends boolean = false, N extends Route = OneRoute>(key: Key, min: Arg, max: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    zdiff<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: ZdiffOptions<R, S, P, N>): Result<W, Routed<P, N, If<S, [member: Text<R>, score: number][], Text<R>[]>>>;
    zdiffstore<P extends boolean = false, N extends Route = OneRoute>(destination: Key, key: Many<Key>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    zincrby<P extends boolean = false, N extends Route = OneRoute>(key: Key, increment: Num, member: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    zinter<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: ZinterOptions<R, S, P, N>): Result<W, Routed<P, N, If<S, [member: Text<R>, score: number][], Text<R>[]>>>;
    zintercard<P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: ZintercardOptions<P, N>): Result<W, Routed<P, N, number>>;
    zinterstore<P extends boolean = false, N extends Route = OneRoute>(destination: Key, key: Many<Key>, options?: ZinterstoreOptions<P, N>): Result<W, Routed<P, N, number>>;
    zlexcount<P extends boolean = false, N extends Route = OneRoute>(key: Key, min: Arg, max: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    zmpop<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, where: "min" | "max", options?: ZmpopOptions<R, P, N>): Result<W, Routed<P, N, [Text<R>, [Text<R>, number][]] | null>>;
    zmscore<P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, (number | null)[]>>;
    zpopmax<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: ZpopmaxOptions<R, C, P, N>): Result<W, Routed<P, N, Given<C, [member: Text<R>, score: number][], [member: Text<R>, score: number] | null>>>;
    zpopmin<R extends Form = "text", C extends Int | undefined = undefined, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: ZpopminOptions<R, C, P, N>): Result<W, Routed<P, N, Given<C, [member: Text<R>, score: number][], [member: Text<R>, score: number] | null>>>;
    zrandmember<R extends Form = "text", C extends Int | undefined = undefined, S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, options?: ZrandmemberOptions<R, C, S, P, N>): Result<W, Routed<P, N, Given<C, If<S, [member: Text<R>, score: number][], Text<R>[]>, Text<R> | null>>>;
    zrange<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, start: Arg, stop: Arg, options?: ZrangeOptions<R, S, P, N>): Result<W, Routed<P, N, If<S, [member: Text<R>, score: number][], Text<R>[]>>>;
    zrangebylex<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, min: Arg, max: Arg, options?: ZrangebylexOptions<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    zrangebyscore<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, min: Arg, max: Arg, options?: ZrangebyscoreOptions<R, S, P, N>): Result<W, Routed<P, N, If<S, [member: Text<R>, score: number][], Text<R>[]>>>;
    zrangestore<P extends boolean = false, N extends Route = OneRoute>(dst: Key, src: Key, min: Arg, max: Arg, options?: ZrangestoreOptions<P, N>): Result<W, Routed<P, N, number>>;
    zrank<S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Arg, options?: ZrankOptions<S, P, N>): Result<W, Routed<P, N, If<S, [rank: number, score: number], number> | null>>;
    zrem<P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Many<Arg>, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    zremrangebylex<P extends boolean = false, N extends Route = OneRoute>(key: Key, min: Arg, max: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    zremrangebyrank<P extends boolean = false, N extends Route = OneRoute>(key: Key, start: Int, stop: Int, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    zremrangebyscore<P extends boolean = false, N extends Route = OneRoute>(key: Key, min: Arg, max: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number>>;
    zrevrange<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, start: Int, stop: Int, options?: ZrevrangeOptions<R, S, P, N>): Result<W, Routed<P, N, If<S, [member: Text<R>, score: number][], Text<R>[]>>>;
    zrevrangebylex<R extends Form = "text", P extends boolean = false, N extends Route = OneRoute>(key: Key, max: Arg, min: Arg, options?: ZrevrangebylexOptions<R, P, N>): Result<W, Routed<P, N, Text<R>[]>>;
    zrevrangebyscore<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, max: Arg, min: Arg, options?: ZrevrangebyscoreOptions<R, S, P, N>): Result<W, Routed<P, N, If<S, [member: Text<R>, score: number][], Text<R>[]>>>;
    zrevrank<S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Arg, options?: ZrevrankOptions<S, P, N>): Result<W, Routed<P, N, If<S, [rank: number, score: number], number> | null>>;
    zscore<P extends boolean = false, N extends Route = OneRoute>(key: Key, member: Arg, options?: Call<Form, P, N>): Result<W, Routed<P, N, number | null>>;
    zunion<R extends Form = "text", S extends boolean = false, P extends boolean = false, N extends Route = OneRoute>(key: Many<Key>, options?: ZunionOptions<R, S, P, N>): Result<W, Routed<P, N, If<S, [member: Text<R>, score: number][], Text<R>[]>>>;
    zunionstore<P extends boolean = false, N extends Route = OneRoute>(destination: Key, key: Many<Key>, options?: ZunionstoreOptions<P, N>): Result<W, Routed<P, N, number>>;
}

// commands/grammar.d.ts
export interface Grammar {
    readonly bag: Bag;
    readonly positionals: number;
    readonly openEnded: boolean;
}
export interface Bag {
    readonly parts: readonly Part[];
    readonly names: ReadonlySet<string>;
    readonly alone: Field | undefined;
}
export type Part = {
    readonly kind: "literal";
    readonly word: string;
} | Choice | Field;
export interface Choice {
    readonly kind: "choice";
    readonly required: boolean;
    readonly alternatives: readonly (readonly Part[])[];
}
export interface Field {
    readonly kind: "field";
    readonly name: string;
    readonly positional: boolean;
    readonly token: string | undefined;
    readonly shape: Shape | undefined;
    readonly repeated: boolean;
}
export type Shape =
{
    readonly kind: "value";
    readonly label: string;
    readonly type: ValueType;
    readonly names: boolean;
} | {
    readonly kind: "word";
    readonly words: readonly string[];
} | {
    readonly kind: "list";
    readonly of: Shape;
    readonly counted: boolean;
    readonly mayBeEmpty: boolean;
}
 | {
    readonly kind: "pairs";
    readonly members: readonly Field[];
    readonly name: number;
    readonly columns: boolean;
} | {
    readonly kind: "bag";
    readonly bag: Bag;
};
export type ValueType = "text" | "key" | "integer" | "double";

// commands/key-specs.d.ts
export declare function fixedFirstKey(name: string, keys: readonly KeySpec[]): number;

// commands/keys.d.ts
export declare function keyPositions({ spec, args }: Command): number[];

// commands/lookup.d.ts
export declare function specNamed(name: string): CommandSpec;

// commands/plain-spec.d.ts
export declare function plainSpec(name: string, flags?: number): CommandSpec;

// commands/policies.d.ts
export declare function isForAll(spec: Pick<CommandSpec, "request" | "response">): boolean;

// commands/table.d.ts
export declare function commandTable(): ReadonlyMap<string, CommandEntry>;
export declare function isContainer(word: string): boolean;
type Row = readonly [
    name: string,
    flags: string,
    keys: string,
    request: RequestPolicy | "",
    response: ResponsePolicy | "",
    reply: string,
    notation: string
];
export declare class CommandEntry {
    constructor(row: Row);
    get name(): string;
    get notation(): string | undefined;
    get form(): "text" | "bytes" | undefined;
    get spec(): CommandSpec;
    get grammar(): Grammar;
}

// commands/types.d.ts
export type Form = NonNullable<CallOptions["reply"]>;
export interface Call<R extends Form = Form, P extends boolean = boolean, N extends Route = Route> extends CallOptions {
    readonly reply?: R;
    readonly partial?: P;
    readonly route?: N;
}
export type Gathered<P, T> = P extends true ? Map<string, Outcome<T>> : T;
export type Routed<P, N, T> = P extends true ? Map<string, Outcome<T>> : N extends ManyRoute ? Map<string, T> : T;
export type Kind = "promise" | "command";
export type Result<W extends Kind, T> = W extends "promise" ? Promise<T> : Command<T>;
export type Replies<C extends readonly Command[]> = {
    -readonly [K in keyof C]: C[K] extends Command<infer T> ? T : never;
};
export type Outcomes<C extends readonly Command[]> = {
    -readonly [K in keyof C]: C[K] extends Command<infer T> ? Outcome<T> : never;
};
export interface PipelineOptions extends CallOptions {
    readonly route?: OneRoute;
    readonly partial?: boolean;
}
export type Text<R extends Form> = R extends "bytes" ? Buffer : string;
export type Word<R extends Form, T extends string> = R extends "bytes" ? Buffer : T;
export type Rec<R extends Form, T> = R extends "bytes" ? Map<Buffer, T> : Record<string, T>;
export type If<S, A, B> = S extends true ? A : B;
export type Given<C, A, B> = [C] extends [undefined] ? B : A;
export interface StreamEntry<R extends Form = "text"> {
    id: Text<R>;
    fields: Rec<R, Text<R>>;
}
export type Located<R extends Form, D, H, C> = D | H | C extends false ? Text<R> : [
    member: Text<R>,
    ...distance: If<D, [number], []>,
    ...hash: If<H, [number], []>,
    ...position: If<C, [[longitude: number, latitude: number]], []>
];
export type Int = number | bigint;
export type Num = number | bigint | string;
export type Many<T> = T | readonly T[];
export type Pairs<N extends Key | Int, V> = Readonly<Record<string, V>> | ReadonlyMap<N, V> | readonly (readonly [name: N, value: V])[];

// connect.d.ts
export declare function connect(urls: string | readonly string[], options?: ClientOptions): Promise<Client>;
export interface OpenFleet {
    readonly fleet: Fleet;
    readonly settings: Settings;
    readonly turn: Turn;
    readonly events: Events;
}
export declare function openFleet(urls: string | readonly string[], options: ClientOptions, turnGiven?: Turn): Promise<OpenFleet>;

// connection/bundled.d.ts
import type { CommandEncoder, ErrorReply } from "fairlead-resp";
export interface Bundled {
    readonly bytes: number;
    encode(encoder: CommandEncoder, expect: (index: number) => void): void;
    refuse(index: unknown, reply: ErrorReply): void;
    reason(reply: ErrorReply): ErrorReply;
    refusal(name: string, reply: ErrorReply, address: string): Error;
}

// connection/call.d.ts
import type { Arg, Reply } from "fairlead-resp";
export declare const NEVER: number;
export interface Receiver {
    fulfil(part: number, value: unknown): void;
    reject(part: number, error: Error): void;
}
export declare class Call {
    spec: CommandSpec;
    args: readonly Arg[];
    readonly mode: number;
    deadline: number;
    readonly idempotent: boolean;
    phase: number;
    slot: number;
    asking: boolean;
    attempts: number;
    options: CallOptions | undefined;
    bundle: Bundled | undefined;
    passage: Passage | undefined;
    order: Order | undefined;
    blocking: boolean;
    obstacle: Error | undefined;
    release: (() => void) | undefined;
    trace: CommandTrace | undefined;
    constructor(spec: CommandSpec, args: readonly Arg[], mode: number, deadline: number, idempotent: boolean, receiver?: Receiver, part?: number);
    promise(): Promise<unknown>;
    fulfil(reply: Reply): void;
    deliver(value: unknown): void;
    pass(bytes: Buffer, start: number, end: number, last: boolean, flow: Flow): void;
    reject(error: unknown): void;
    fail(code: DeliveryError["code"], address: string | undefined, cause?: unknown): void;
    get repeatable(): boolean;
}

// connection/coarse-timer.d.ts
export declare class CoarseTimer {
    due: number;
    constructor(runtime: Runtime, onDue: (now: number) => number);
    watch(at: number): void;
    stop(): void;
}

// connection/collector.d.ts
export interface Collected {
    readonly replies: readonly unknown[];
    readonly failures: ReadonlyMap<number, Error> | undefined;
}
export declare class Collector implements Receiver, Collected {
    readonly replies: unknown[];
    failures: Map<number, Error> | undefined;
    constructor(parts: number, done: (collected: Collected) => void);
    fulfil(part: number, value: unknown): void;
    reject(part: number, error: Error): void;
}
export declare function outcomesOf({ replies, failures }: Collected): Outcome[];

// connection/connection.d.ts
import type { Socket } from "node:net";
import { ErrorReply, type Reply, type ReplySink } from "fairlead-resp";
export interface ConnectionOwner {
    refused(connection: Connection, call: Call, reply: ErrorReply): void;
    pushed(connection: Connection, items: Reply[]): void;
    stalled(connection: Connection): void;
    bulky?(connection: Connection): void;
    ended(connection: Connection, error: ConnectionError, calls: readonly Call[]): void;
}
export declare class Connection implements ReplySink, Flushable {
    readonly address: string;
    owner: ConnectionOwner;
    clientId: number;
    lent: boolean;
    outdated: boolean;
    constructor(socket: Socket, reader: SocketReader, address: string, owner: ConnectionOwner, turn: Turn, settings: Settings, subscriber?: Subscriber);
    get open(): boolean;
    get pending(): number;
    get first(): Call | undefined;
    get silent(): boolean;
    send(call: Call): void;
    flush(): void;
    decodeMode(): number;
    pushMode(): number;
    onReply(value: Reply): void;
    onBytes(bytes: Buffer, start: number, end: number, last: boolean): void;
    onPush(items: Reply[]): void;
    announce(number: number, durationMs: number): void;
    drain(): void;
    retire(): Call[];
    destroy(code: ConnectionError["code"], reason: string, cause?: unknown): void;
}

// connection/establish.d.ts
export interface Established {
    readonly connection: Connection;
    readonly greeting: Greeting;
}

// connection/handshake.d.ts
import type { Arg, Reply } from "fairlead-resp";
export interface Greeting {
    readonly mode: string | undefined;
    readonly clientId: number;
    readonly protocol: 2 | 3;
}
export interface Step {
    readonly spec: CommandSpec;
    readonly args: readonly Arg[];
    readonly optional: boolean;
}

// connection/passage.d.ts
export interface Flow {
    readonly shared: boolean;
    pause(): void;
    resume(): void;
    stepAside(): void;
}
export interface Upload {
    write(bytes: Buffer): boolean;
    whenDrained(then: () => void): void;
    abort(): void;
}
export type Again = (overtaken: boolean) => void;
export interface Passage {
    readonly bytes: Buffer;
    readonly from: number;
    readonly to: number;
    readonly bulky: boolean;
    readonly begun: boolean;
    readonly overtaken: boolean;
    opened?(upload: Upload): void;
    take(bytes: Buffer, start: number, end: number, last: boolean, flow: Flow): void;
    stray(again: Again): boolean;
}
export interface Order {
    overtaken(slot: number): boolean;
    stray(slot: number, again: Again): boolean;
    settled(slot: number): void;
}

// connection/ring-queue.d.ts
export declare class RingQueue<T> {
    get length(): number;
    get first(): T | undefined;
    push(item: T): void;
    shift(): T | undefined;
    drain(): T[];
    [Symbol.iterator](): IterableIterator<T>;
}

// connection/socket.d.ts
export interface SocketReader {
    onBytes: (bytes: Buffer, length: number) => void;
}

// connection/subscriber-sink.d.ts
export interface Subscriber {
    readonly mode: number;
}

// connection/turn.d.ts
export interface Flushable {
    flush(): void;
}
export declare class Turn {
    now: number;
    inFlight: number;
    constructor(runtime: Runtime);
    open(): void;
    add(target: Flushable): void;
}

// contents.d.ts
import type { Arg } from "fairlead-resp";
export declare abstract class Contents {
    scan(options: ScanOptions & {
        readonly reply: "bytes";
    }): Scan<Buffer>;
    scan(options?: ScanOptions & {
        readonly reply?: "text";
    }): Scan;
    hscan<R extends Form = "text">(key: Key, options?: MemberScanOptions & {
        readonly reply?: R;
    }): AsyncIterable<[field: Text<R>, value: Text<R>]>;
    sscan<R extends Form = "text">(key: Key, options?: MemberScanOptions & {
        readonly reply?: R;
    }): AsyncIterable<Text<R>>;
    zscan<R extends Form = "text">(key: Key, options?: MemberScanOptions & {
        readonly reply?: R;
    }): AsyncIterable<[member: Text<R>, score: number]>;
    getStream(key: Key, options?: GetStreamOptions): Promise<ValueStream | null>;
    setStream(key: Key, source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>, options?: SetStreamOptions): Promise<boolean>;
    abstract send<T>(command: Command<T>, options?: CallOptions): Promise<T>;
    abstract command<T>(words: readonly [string, ...Arg[]], options?: CallOptions): Promise<T>;
    abstract get topology(): Topology;
    protected abstract suspect(): void;
    protected abstract readonly settings: Settings;
}

// credentials.d.ts
export interface Credentials {
    readonly username?: string;
    readonly password: string;
    readonly validForMs?: number;
}
export type GivenCredentials = Credentials | (() => Credentials | Promise<Credentials>) | AsyncIterable<Credentials>;
export type Renew = (credentials: Credentials) => void;
export declare class CredentialSource {
    #private;
    constructor(given: GivenCredentials | undefined, runtime: Runtime);
    get(): Promise<Credentials | undefined>;
    register(renew: Renew, current: Credentials | undefined): Cancel;
    close(): void;
}

// diagnostics/command-trace.d.ts
export declare class CommandTrace implements CommandEvent {
    readonly command: string;
    readonly database: number;
    readonly batch: CommandBatch | undefined;
    readonly startedAt: number;
    queuedAt: number | undefined;
    writtenAt: number | undefined;
    settledAt: number | undefined;
    attempts: number;
    address: string | undefined;
    slot: number;
    outcome: CommandEvent["outcome"];
    code: string | undefined;
    delivery: Delivery | undefined;
    constructor(command: string, database: number, batch: CommandBatch | undefined);
    queued(address: string): void;
    written(address: string): void;
    fulfilled(slot: number): void;
    rejected(slot: number, error: unknown, written: boolean): void;
}

// diagnostics/events.d.ts
export interface CommandBatch {
    readonly size: number;
}
export interface CommandEvent {
    readonly command: string;
    readonly database: number;
    readonly batch: CommandBatch | undefined;
    readonly startedAt: number;
    readonly queuedAt: number | undefined;
    readonly writtenAt: number | undefined;
    readonly settledAt: number | undefined;
    readonly attempts: number;
    readonly address: string | undefined;
    readonly slot: number;
    readonly outcome: "pending" | "ok" | "error";
    readonly code: string | undefined;
    readonly delivery: Delivery | undefined;
}
export interface ConnectEvent {
    readonly kind: "attempt" | "connected" | "failed" | "lost" | "closed";
    readonly connection: number;
    readonly address: string;
    readonly durationMs: number;
    readonly error: ConnectionError | undefined;
}
export interface RedirectEvent {
    readonly kind: "MOVED" | "ASK";
    readonly command: string;
    readonly slot: number;
    readonly from: string;
    readonly to: string | undefined;
}
export interface RetryEvent {
    readonly command: string;
    readonly attempt: number;
    readonly waitMs: number;
    readonly reason: string;
}
export interface PoolEvent {
    readonly kind: "wait" | "acquire" | "release" | "discard" | "timeout";
    readonly address: string;
    readonly durationMs: number;
    readonly leased: number;
    readonly idle: number;
    readonly waiting: number;
}
export interface PubSubGapEvent {
    readonly kind: "channel" | "pattern" | "shard";
    readonly subscriptions: number;
    readonly address: string;
    readonly durationMs: number;
    readonly reason: "reconnected" | "moved";
}
export interface ChannelEvents {
    readonly "fairlead:command:start": CommandEvent;
    readonly "fairlead:command": CommandEvent;
    readonly "fairlead:connect": ConnectEvent;
    readonly "fairlead:topology": TopologyChange;
    readonly "fairlead:redirect": RedirectEvent;
    readonly "fairlead:retry": RetryEvent;
    readonly "fairlead:pool": PoolEvent;
    readonly "fairlead:pubsub-gap": PubSubGapEvent;
}

// errors.d.ts
export type Delivery = "unsent" | "unknown";
export declare class UsageError extends Error {
    readonly name = "UsageError";
    readonly code: UsageErrorCode;
    constructor(code: UsageErrorCode, message: string, options?: ErrorOptions);
}
export type UsageErrorCode = "ERR_USAGE_ARGUMENT" | "ERR_USAGE_OPTION" | "ERR_USAGE_URL" | "ERR_USAGE_ROUTE" | "ERR_USAGE_CROSSSLOT";
export declare class ReplyError extends Error {
    readonly name = "ReplyError";
    readonly code: string;
    readonly command: string;
    readonly address: string;
    constructor(code: string, message: string, command: string, address: string);
}
export declare function wholeText(error: ReplyError): string;
export declare class DeliveryError extends Error {
    readonly name = "DeliveryError";
    readonly code: DeliveryErrorCode;
    readonly delivery: Delivery;
    readonly command: string;
    readonly address: string | undefined;
    constructor(code: DeliveryErrorCode, delivery: Delivery, command: string, address: string | undefined, cause?: unknown);
}
export type DeliveryErrorCode = "ERR_TIMEOUT" | "ERR_CONNECTION_LOST" | "ERR_QUEUE_FULL" | "ERR_POOL_FULL" | "ERR_CLOSED";
export declare class ConnectionError extends Error {
    readonly name = "ConnectionError";
    readonly code: ConnectionErrorCode;
    readonly address: string;
    constructor(code: ConnectionErrorCode, message: string, address: string, cause?: unknown);
}
export type ConnectionErrorCode = "ERR_CONNECT_FAILED" | "ERR_CONNECT_TIMEOUT" | "ERR_CONNECT_REFUSED" | "ERR_CONNECT_LOST" | "ERR_CONNECT_STALLED" | "ERR_CONNECT_PROTOCOL" | "ERR_CONNECT_TOPOLOGY" | "ERR_CONNECT_SENTINEL" | "ERR_CONNECT_CLOSED";
export type Outcome<T = unknown> = {
    readonly status: "fulfilled";
    readonly value: T;
} | {
    readonly status: "rejected";
    readonly reason: Error;
};
export declare class PartialError extends Error {
    readonly name = "PartialError";
    readonly code = "ERR_PARTIAL";
    readonly outcomes: readonly Outcome[];
    constructor(what: string, outcomes: readonly Outcome[]);
    get delivery(): Delivery;
}
export declare class FanOutError extends Error {
    readonly name = "FanOutError";
    readonly code = "ERR_FAN_OUT";
    readonly outcomes: ReadonlyMap<string, Outcome>;
    constructor(command: string, outcomes: ReadonlyMap<string, Outcome>);
    get delivery(): Delivery;
}
export declare class ValueError extends Error {
    readonly name = "ValueError";
    readonly code: ValueErrorCode;
    constructor(code: ValueErrorCode, message: string);
}
export type ValueErrorCode = "ERR_VALUE_CHANGED" | "ERR_VALUE_LOST" | "ERR_VALUE_TOO_LARGE";
export declare class RouteError extends Error {
    readonly name = "RouteError";
    readonly code: RouteErrorCode;
    readonly delivery: Delivery & "unsent";
    readonly command: string;
    constructor(code: RouteErrorCode, message: string, command: string);
}
export type RouteErrorCode = "ERR_ROUTE_NO_REPLICA" | "ERR_ROUTE_UNKNOWN_ADDRESS";

// events/client-events.d.ts
export interface ClientEvents {
    readonly state: ClientState;
    readonly topology: TopologyChange;
}
export declare class Events {
    state: ClientState;
    reconnects: number;
    on<E extends keyof ClientEvents>(event: E, listener: (value: ClientEvents[E]) => void): Cancel;
    reached(node: string): void;
    failed(node: string): void;
    topologyIs(after: Topology): void;
    closed(): void;
}

// events/client-state.d.ts
export interface ClientState {
    readonly kind: "ready" | "degraded" | "down" | "closed";
    readonly unreachable: readonly string[];
}

// fleet/fan-out.d.ts
import type { Arg } from "fairlead-resp";
interface Sender {
    dispatch(call: Call): void;
}
export declare function splitBySlots(call: Call, sender: Sender, slotFor?: (key: Arg) => number): boolean;

// fleet/fleet.d.ts
import type { ErrorReply, Reply } from "fairlead-resp";
export declare class Fleet implements Dispatcher, LinkOwner, Borrower {
    topology: Topology;
    constructor(source: Source, settings: Settings, turn: Turn, events: Events | undefined, setup?: readonly Step[], ears?: Ears);
    start(found: Found): void;
    dispatch(call: Call): void;
    get hasSlots(): boolean;
    get closed(): boolean;
    get leases(): Leases;
    isPassing(reply: ErrorReply, slot: number, from: Address): boolean;
    addressOf(slot: number): Address | undefined;
    watch(listener: () => void): Cancel;
    suspect(): void;
    beside(setup: readonly Step[], ears: Ears): Dispatcher;
    twin(changes: Partial<Settings>): Dispatcher;
    load(): Load;
    renew(): Promise<void>;
    close(): Promise<void>;
    destroy(): void;
    refused(link: Origin, call: Call, reply: ErrorReply): void;
    returned({ name }: Origin, call: Call): void;
    unserved(call: Call, error: Error): void;
    sendShared(address: Address, call: Call): void;
    cancel(call: Call, reason: unknown): boolean;
    pushed(link: Link, items: Reply[]): void;
    connected(link: Link): void;
    disconnected(link: Link): void;
    stalled(): void;
}

// fleet/node.d.ts
export declare class Node {
    readonly address: Address;
    readonly name: string;
    readonly main: Link;
    aliases: readonly string[];
    zone: string | undefined;
    constructor(address: Address, owner: LinkOwner, settings: Settings, turn: Turn, readSetup: readonly Step[] | undefined, mainSetup: readonly Step[]);
    get reader(): Link;
    get usable(): boolean;
    get links(): readonly Link[];
    get pending(): number;
}

// fleet/source.d.ts
import type { ErrorReply } from "fairlead-resp";
export type Verdict =
{
    readonly kind: "moved";
    readonly slot: number;
    readonly address: Address | undefined;
}
 | {
    readonly kind: "ask";
    readonly slot: number;
    readonly address: Address;
}
 | {
    readonly kind: "later";
    readonly refresh: boolean;
    readonly reconnect?: boolean;
}
 | {
    readonly kind: "final";
    readonly refresh?: boolean;
    readonly reconnect?: boolean;
};
export declare function isFromScript(message: string): boolean;
export interface Found {
    readonly topology: Topology;
    readonly over?: Established & {
        readonly address: Address;
    };
}
export interface Source {
    readonly hasSlots: boolean;
    readonly readSetup: readonly Step[] | undefined;
    look(known: readonly Node[], signal: AbortSignal): Promise<Found | undefined>;
    judge(reply: ErrorReply, slot: number, from: Address): Verdict;
    listen?(changed: () => void): void;
    close?(): void;
}

// index.d.ts
export type { Address } from "./address.ts";
export type { CallOptions } from "./call-options.ts";
export type { Client } from "./client.ts";
export type { Arg, Command, CommandSpec, Key, Reply } from "./commands/command.ts";
export type * from "./commands/commands.generated.ts";
export { commands } from "./commands/commands.ts";
export type { Call, Many, Outcomes, Pairs, PipelineOptions, Replies, StreamEntry } from "./commands/types.ts";
export { connect } from "./connect.ts";
export type { Credentials, GivenCredentials } from "./credentials.ts";
export type { ChannelEvents, CommandBatch, CommandEvent, ConnectEvent, PoolEvent, PubSubGapEvent, RedirectEvent, RetryEvent, } from "./diagnostics/events.ts";
export { ConnectionError, type ConnectionErrorCode, type Delivery, DeliveryError, type DeliveryErrorCode, FanOutError, type Outcome, PartialError, ReplyError, RouteError, type RouteErrorCode, UsageError, type UsageErrorCode, ValueError, type ValueErrorCode, } from "./errors.ts";
export type { ClientEvents } from "./events/client-events.ts";
export type { ClientState } from "./events/client-state.ts";
export type { ClientStats } from "./link/load.ts";
export type { ClientOptions, GivenTls, PoolOptions, SentinelOptions } from "./options.ts";
export type { Gap, GapReason, Message } from "./pubsub/inbox.ts";
export type { SubscribeOptions } from "./pubsub/subscribe-options.ts";
export type { Subscription } from "./pubsub/subscription.ts";
export type { ReadCandidate, ReadFrom } from "./read-from.ts";
export { type ManyRoute, type OneRoute, type Role, type Route, type Routes, routes } from "./route.ts";
export type { MemberScanOptions } from "./scan/members.ts";
export type { Scan, ScanOptions } from "./scan/scan.ts";
export { defineFunction, defineScript } from "./scripts/define.ts";
export type { FunctionDefinition, Script, ScriptCall, ScriptDefinition, ScriptOptions, ScriptTypes, } from "./scripts/types.ts";
export { SessionError, type SessionErrorCode, TransactionError, type TransactionErrorCode, } from "./session-errors.ts";
export type { Session } from "./sessions/session.ts";
export type { SessionOptions } from "./sessions/session-options.ts";
export type { ClusterNode, Shard, Topology, TopologyChange } from "./topology.ts";
export type { Invalidation, SlotRanges } from "./tracking/invalidation.ts";
export type { Tracked, Tracking, TrackingOptions } from "./tracking/tracking.ts";
export type { AtomicOptions } from "./transactions/atomic.ts";
export type { TransactionOptions } from "./transactions/attempts.ts";
export type { Transaction } from "./transactions/transaction.ts";
export type { GetStreamOptions, SetStreamOptions, ValueStream } from "./values/value-stream.ts";

// internal.d.ts
export { type Address, addressText } from "./address.ts";
export { blockTimeMs } from "./commands/block-time.ts";
export { type CommandSpec, Flag } from "./commands/command.ts";
export { fixedFirstKey } from "./commands/key-specs.ts";
export { keyPositions } from "./commands/keys.ts";
export { specNamed } from "./commands/lookup.ts";
export { plainSpec } from "./commands/plain-spec.ts";
export { isForAll } from "./commands/policies.ts";
export { commandTable, isContainer } from "./commands/table.ts";
export { type OpenFleet, openFleet } from "./connect.ts";
export type { Bundled } from "./connection/bundled.ts";
export { Call, NEVER } from "./connection/call.ts";
export { CoarseTimer } from "./connection/coarse-timer.ts";
export { type Collected, Collector, outcomesOf } from "./connection/collector.ts";
export type { Connection, ConnectionOwner } from "./connection/connection.ts";
export type { Again, Flow, Order, Passage, Upload } from "./connection/passage.ts";
export { RingQueue } from "./connection/ring-queue.ts";
export { Turn } from "./connection/turn.ts";
export { CredentialSource } from "./credentials.ts";
export { wholeText } from "./errors.ts";
export { splitBySlots } from "./fleet/fan-out.ts";
export { isFromScript } from "./fleet/source.ts";
export type { Dispatcher } from "./link/dispatcher.ts";
export type { Lease } from "./link/lease.ts";
export type { Settings } from "./options.ts";
export { PubSub } from "./pubsub/pubsub.ts";
export type { Listener } from "./pubsub/topic.ts";
export { combine } from "./routes/combine.ts";
export { slotOf } from "./routes/slot.ts";
export { type Runtime, systemRuntime } from "./runtime.ts";
export { Holding } from "./sessions/holding.ts";

// ioredis.d.ts
export type { ClusterNode } from "./ioredis/cluster-node.ts";
export type { Callback, CommandMethods } from "./ioredis/commander.ts";
export type { ClusterNodeAddress, ClusterOptions, ConnectionOptions, RedisOptions, } from "./ioredis/options.ts";
export type { Pipeline, Result } from "./ioredis/pipeline.ts";
export type { ScanStreamOptions } from "./ioredis/scan-stream.ts";
export type { ScriptDefinition } from "./ioredis/script.ts";
export declare class Redis extends Connection {
    readonly isCluster = false;
    readonly options: RedisOptions;
    constructor(...given: readonly (number | string | RedisOptions | undefined)[]);
    duplicate(override?: RedisOptions): Redis;
    protected open(urls: readonly string[], options: ClientOptions): Promise<Engine>;
}
export declare class Cluster extends ClusterConnection {
    duplicate(nodes?: readonly ClusterNodeAddress[], override?: ClusterOptions): Cluster;
    protected open(urls: readonly string[], options: ClientOptions): Promise<Engine>;
}
export { Redis as default };

// ioredis/cluster-connection.d.ts
export declare abstract class ClusterConnection extends Connection {
    readonly isCluster = true;
    readonly options: ClusterOptions;
    protected readonly startupNodes: readonly ClusterNodeAddress[];
    constructor(startupNodes: readonly ClusterNodeAddress[], options?: ClusterOptions);
    nodes(role?: "all" | "master" | "slave"): ClusterNode[];
    protected send(command: Command, bytes: boolean, extra?: CallOptions): Promise<unknown>;
}

// ioredis/cluster-node.d.ts
export type SendTo = (command: Command, bytes: boolean, options: CallOptions) => Promise<unknown>;
export interface ClusterNode extends CommandMethods<Promise<any>> {
}
export declare class ClusterNode {
    readonly status = "ready";
    readonly isCluster = false;
    readonly options: {
        readonly host: string;
        readonly port: number;
    };
    readonly keyPrefix: string;
    constructor(address: Address, keyPrefix: string, sendTo: SendTo);
    toString(): string;
    invoke(make: () => Invocation, bytes: boolean, callback: Callback | undefined): Promise<unknown>;
}

// ioredis/command-names.d.ts
export type CommandName = "acl" | "append" | "asking" | "bgrewriteaof" | "bgsave" | "bitcount" | "bitfield" | "bitfield_ro" | "bitop" | "bitpos" | "blmove" | "blmpop" | "blpop" | "brpop" | "brpoplpush" | "bzmpop" | "bzpopmax" | "bzpopmin" | "client" | "cluster" | "command" | "config" | "copy" | "dbsize" | "debug" | "decr" | "decrby" | "del" | "dump" | "echo" | "eval" | "evalsha" | "evalsha_ro" | "eval_ro" | "exists" | "expire" | "expireat" | "expiretime" | "failover" | "fcall" | "fcall_ro" | "flushall" | "flushdb" | "function" | "geoadd" | "geodist" | "geohash" | "geopos" | "georadius" | "georadiusbymember" | "georadiusbymember_ro" | "georadius_ro" | "geosearch" | "geosearchstore" | "get" | "getbit" | "getdel" | "getex" | "getrange" | "getset" | "hdel" | "hexists" | "hexpire" | "hexpireat" | "hexpiretime" | "hget" | "hgetall" | "hincrby" | "hincrbyfloat" | "hkeys" | "hlen" | "hmget" | "hmset" | "hpersist" | "hpexpire" | "hpexpireat" | "hpexpiretime" | "hpttl" | "hrandfield" | "hscan" | "hset" | "hsetnx" | "hstrlen" | "httl" | "hvals" | "incr" | "incrby" | "incrbyfloat" | "info" | "keys" | "lastsave" | "latency" | "lcs" | "lindex" | "linsert" | "llen" | "lmove" | "lmpop" | "lolwut" | "lpop" | "lpos" | "lpush" | "lpushx" | "lrange" | "lrem" | "lset" | "ltrim" | "memory" | "mget" | "migrate" | "module" | "move" | "mset" | "msetnx" | "object" | "persist" | "pexpire" | "pexpireat" | "pexpiretime" | "pfadd" | "pfcount" | "pfdebug" | "pfmerge" | "pfselftest" | "ping" | "psetex" | "psync" | "pttl" | "publish" | "pubsub" | "randomkey" | "readonly" | "readwrite" | "rename" | "renamenx" | "replconf" | "replicaof" | "restore" | "role" | "rpop" | "rpoplpush" | "rpush" | "rpushx" | "sadd" | "save" | "scan" | "scard" | "script" | "sdiff" | "sdiffstore" | "set" | "setbit" | "setex" | "setnx" | "setrange" | "shutdown" | "sinter" | "sintercard" | "sinterstore" | "sismember" | "slaveof" | "slowlog" | "smembers" | "smismember" | "smove" | "sort" | "sort_ro" | "spop" | "spublish" | "srandmember" | "srem" | "sscan" | "strlen" | "substr" | "sunion" | "sunionstore" | "swapdb" | "sync" | "time" | "touch" | "ttl" | "type" | "unlink" | "wait" | "waitaof" | "xack" | "xadd" | "xautoclaim" | "xclaim" | "xdel" | "xgroup" | "xinfo" | "xlen" | "xpending" | "xrange" | "xread" | "xreadgroup" | "xrevrange" | "xsetid" | "xtrim" | "zadd" | "zcard" | "zcount" | "zdiff" | "zdiffstore" | "zincrby" | "zinter" | "zintercard" | "zinterstore" | "zlexcount" | "zmpop" | "zmscore" | "zpopmax" | "zpopmin" | "zrandmember" | "zrange" | "zrangebylex" | "zrangebyscore" | "zrangestore" | "zrank" | "zrem" | "zremrangebylex" | "zremrangebyrank" | "zremrangebyscore" | "zrevrange" | "zrevrangebylex" | "zrevrangebyscore" | "zrevrank" | "zscan" | "zscore" | "zunion" | "zunionstore";

// ioredis/commander.d.ts
export type Callback = (error: any, reply?: any) => void;
export type CommandMethods<Reply> = {
    [N in CommandName | `${CommandName}Buffer`]: (...args: unknown[]) => Reply;
} & {
    call(name: string, ...args: unknown[]): Reply;
    callBuffer(name: string, ...args: unknown[]): Reply;
    send_command(name: string, ...args: unknown[]): Reply;
};

// ioredis/connection.d.ts
import type { Readable } from "node:stream";
export interface Connection extends CommandMethods<Promise<any>> {
}
export declare abstract class Connection extends Lifetime {
    readonly keyPrefix: string;
    protected constructor(resolved: Resolved);
    defineCommand(name: string, definition: ScriptDefinition): void;
    pipeline(commands?: readonly (readonly [string, ...unknown[]])[]): Pipeline;
    multi(commands?: readonly (readonly [string, ...unknown[]])[] | {
        readonly pipeline?: boolean;
    }): Pipeline;
    scanStream(options?: ScanStreamOptions): Readable;
    hscanStream(key: string | Buffer, options?: ScanStreamOptions): Readable;
    sscanStream(key: string | Buffer, options?: ScanStreamOptions): Readable;
    zscanStream(key: string | Buffer, options?: ScanStreamOptions): Readable;
    subscribe(...channels: unknown[]): Promise<number>;
    psubscribe(...patterns: unknown[]): Promise<number>;
    ssubscribe(...channels: unknown[]): Promise<number>;
    unsubscribe(...channels: unknown[]): Promise<number>;
    punsubscribe(...patterns: unknown[]): Promise<number>;
    sunsubscribe(...channels: unknown[]): Promise<number>;
    invoke(make: () => Invocation, bytes: boolean, callback: Callback | undefined): Promise<unknown>;
    run(invocation: Invocation, bytes: boolean): Promise<unknown>;
    protected send(command: Command, bytes: boolean, extra?: CallOptions): Promise<unknown>;
    runTogether(commands: readonly Command[]): Promise<Result[] | null>;
    protected opened(engine: Engine): void;
}

// ioredis/engine.d.ts
export interface Engine {
    send(command: Command, options?: CallOptions): Promise<unknown>;
    atomic(commands: readonly Command[], options?: AtomicOptions): Promise<readonly unknown[]>;
    subscribe(channel: string, options: {
        readonly reply: "bytes";
    }): Messages;
    psubscribe(pattern: string, options: {
        readonly reply: "bytes";
    }): Messages;
    ssubscribe(channel: string, options: {
        readonly reply: "bytes";
    }): Messages;
    readonly topology: Topology;
    on(event: "state", listener: (state: EngineState) => void): unknown;
    close(): Promise<void>;
    destroy(): void;
}
export interface EngineState {
    readonly kind: "ready" | "degraded" | "down" | "closed";
}
export interface Messages extends AsyncIterable<Item> {
    readonly ready: Promise<void>;
    close(): Promise<void>;
}
export type Item = {
    readonly kind: "message";
    readonly channel: Buffer;
    readonly payload: Buffer;
    readonly pattern?: Buffer | undefined;
} | {
    readonly kind: "gap";
};

// ioredis/invocation.d.ts
export type Invocation = {
    readonly kind: "command";
    readonly command: Command;
} | {
    readonly kind: "script";
    readonly script: Script;
    readonly args: readonly Arg[];
};

// ioredis/lifetime.d.ts
import { EventEmitter } from "node:events";
export type Status = "wait" | "connecting" | "connect" | "ready" | "reconnecting" | "close" | "end";
export declare abstract class Lifetime extends EventEmitter {
    status: Status;
    protected constructor(settings: Resolved);
    connect(callback?: Callback): Promise<void>;
    disconnect(reconnect?: boolean): void;
    quit(callback?: Callback): Promise<"OK">;
    withEngine<T>(bytes: number, use: (engine: Engine) => Promise<T>): Promise<T>;
    protected get engine(): Engine | undefined;
    protected abstract open(urls: readonly string[], options: ClientOptions): Promise<Engine>;
    protected abstract opened(engine: Engine): void;
    report(error: Error): void;
}

// ioredis/options.d.ts
import type { ConnectionOptions as TlsConnectionOptions } from "node:tls";
export interface ConnectionOptions {
    readonly username?: string | null | undefined;
    readonly password?: string | null | undefined;
    readonly tls?: boolean | TlsConnectionOptions | undefined;
    readonly family?: number | undefined;
    readonly connectionName?: string | null | undefined;
    readonly connectTimeout?: number | undefined;
    readonly commandTimeout?: number | undefined;
    readonly maxRetriesPerRequest?: number | null | undefined;
    readonly autoResendUnfulfilledCommands?: boolean | undefined;
    readonly keyPrefix?: string | undefined;
    readonly enableOfflineQueue?: boolean | undefined;
    readonly lazyConnect?: boolean | undefined;
    readonly scripts?: Readonly<Record<string, ScriptDefinition>> | undefined;
}
export interface RedisOptions extends ConnectionOptions {
    readonly host?: string | undefined;
    readonly port?: number | undefined;
    readonly path?: string | undefined;
    readonly sentinels?: readonly {
        readonly host?: string;
        readonly port?: number;
    }[] | null | undefined;
    readonly name?: string | undefined;
    readonly sentinelUsername?: string | undefined;
    readonly sentinelPassword?: string | undefined;
    readonly enableTLSForSentinelMode?: boolean | undefined;
    readonly db?: number | undefined;
    readonly retryStrategy?: RetryStrategy | null | undefined;
    readonly [name: string]: unknown;
}
export type RetryStrategy = (times: number, reason?: Error) => unknown;
export interface ClusterOptions {
    readonly redisOptions?: (ConnectionOptions & {
        readonly [name: string]: unknown;
    }) | undefined;
    readonly scaleReads?: "master" | "slave" | "all" | undefined;
    readonly clusterRetryStrategy?: RetryStrategy | null | undefined;
    readonly keyPrefix?: string | undefined;
    readonly enableOfflineQueue?: boolean | undefined;
    readonly lazyConnect?: boolean | undefined;
    readonly scripts?: Readonly<Record<string, ScriptDefinition>> | undefined;
    readonly [name: string]: unknown;
}
export type ClusterNodeAddress = number | string | {
    readonly host?: string;
    readonly port?: number;
};
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

// ioredis/pipeline.d.ts
export type Result = [error: Error | null, reply?: any];
export interface PipelineHost {
    readonly keyPrefix: string;
    run(invocation: Invocation, bytes: boolean): Promise<unknown>;
    runTogether(commands: readonly Command[]): Promise<Result[] | null>;
}
export interface Pipeline extends CommandMethods<Pipeline> {
}
export declare class Pipeline {
    readonly keyPrefix: string;
    constructor(host: PipelineHost, atomic: boolean);
    get length(): number;
    add(commands: readonly (readonly [string, ...unknown[]])[]): this;
    exec(callback?: Callback): Promise<Result[] | null>;
    invoke(make: () => Invocation, bytes: boolean, callback: Callback | undefined): this;
}

// ioredis/scan-stream.d.ts
export interface ScanStreamOptions {
    readonly match?: string | undefined;
    readonly type?: string | undefined;
    readonly count?: number | undefined;
    readonly noValues?: boolean | undefined;
}

// ioredis/script.d.ts
export interface ScriptDefinition {
    readonly lua: string;
    readonly numberOfKeys?: number | null | undefined;
    readonly readOnly?: boolean | undefined;
}
export declare class Script {
    readonly lua: string;
    readonly sha: string;
    readonly numberOfKeys: number | undefined;
    sent: boolean;
    constructor({ lua, numberOfKeys }: ScriptDefinition);
}

// link/dispatcher.d.ts
import type { ErrorReply, Reply } from "fairlead-resp";
export interface Ears {
    pushed(node: string, items: Reply[]): void;
    connected(node: string): void;
    disconnected(node: string): void;
    asked(call: Call): void;
}
export interface Dispatcher {
    dispatch(call: Call): void;
    readonly hasSlots: boolean;
    cancel(call: Call, reason: unknown): boolean;
    readonly closed: boolean;
    readonly leases: Leases;
    isPassing(reply: ErrorReply, slot: number, from: Address): boolean;
    addressOf(slot: number): Address | undefined;
    readonly topology: Topology;
    watch(listener: () => void): Cancel;
    suspect(): void;
    beside(setup: readonly Step[], ears: Ears): Dispatcher;
    twin(changes: Partial<Settings>): Dispatcher;
    load(): Load;
    renew(): Promise<void>;
    close(): Promise<void>;
    destroy(): void;
}

// link/lease.d.ts
export interface Lease {
    readonly address: Address;
    readonly connection: Connection;
    release(): void;
    discard(): void;
}
export interface Leases {
    take(address: Address, deadline: number, signal: AbortSignal | undefined): Promise<Lease>;
}

// link/link.d.ts
import type { ErrorReply, Reply } from "fairlead-resp";
export interface LinkOwner {
    refused(link: Link, call: Call, reply: ErrorReply): void;
    returned(link: Link, call: Call): void;
    pushed(link: Link, items: Reply[]): void;
    connected(link: Link): void;
    disconnected(link: Link, error: Error): void;
    stalled(link: Link): void;
}
export declare class Link implements ConnectionOwner {
    readonly address: Address;
    readonly name: string;
    constructor(address: Address, owner: LinkOwner, settings: Settings, turn: Turn, setup?: readonly Step[], subscriber?: Subscriber);
    get ready(): boolean;
    get disconnected(): boolean;
    get silent(): boolean;
    get well(): boolean;
    get usable(): boolean;
    get queued(): number;
    get pending(): number;
    send(call: Call): void;
    connect(): void;
    adopt({ connection }: Established): void;
    reconnect(reason: string): void;
    renew(): Promise<void>;
    takeQueued(): Call[];
    drain(): void;
    close(): void;
    refused(_connection: Connection, call: Call, reply: ErrorReply): void;
    pushed(_: Connection, items: Reply[]): void;
    stalled(connection: Connection): void;
    bulky(connection: Connection): void;
    ended(connection: Connection, error: ConnectionError, calls: readonly Call[]): void;
}

// link/load.d.ts
export interface Load {
    readonly connections: number;
    readonly queued: number;
}
export interface ClientStats extends Load {
    readonly inFlight: number;
    readonly reconnects: number;
}

// opentelemetry/index.d.ts
import { type MeterProvider, type TracerProvider } from "@opentelemetry/api";
export interface InstrumentOptions {
    readonly tracerProvider?: TracerProvider;
    readonly meterProvider?: MeterProvider;
}
export declare function instrument(options?: InstrumentOptions): () => void;

// options.d.ts
import type { LookupFunction } from "node:net";
import type { ConnectionOptions as TlsConnectionOptions } from "node:tls";
export type GivenTls = TlsConnectionOptions | (() => TlsConnectionOptions | Promise<TlsConnectionOptions>);
export interface PoolOptions {
    readonly min?: number;
    readonly max?: number;
    readonly idleMs?: number;
    readonly maxWaiters?: number;
}
export interface SentinelOptions {
    readonly name?: string;
    readonly credentials?: ClientOptions["credentials"];
    readonly tls?: boolean | GivenTls;
}
export interface ClientOptions {
    readonly mode?: Mode;
    readonly sentinel?: SentinelOptions;
    readonly credentials?: GivenCredentials;
    readonly database?: number;
    readonly clientName?: string;
    readonly libraryTag?: string;
    readonly tls?: boolean | GivenTls;
    readonly timeoutMs?: number;
    readonly connectTimeoutMs?: number;
    readonly stallMs?: number;
    readonly keepAliveMs?: number;
    readonly maxBackoffMs?: number;
    readonly maxQueuedBytes?: number;
    readonly pool?: PoolOptions;
    readonly topologyCheckMs?: number;
    readonly readFrom?: ReadFrom;
    readonly zone?: string;
    readonly zoneOf?: (address: Address) => string | undefined;
    readonly protocol?: 2 | 3;
    readonly lookup?: LookupFunction;
    readonly signal?: AbortSignal;
}
type Mode = "auto" | "standalone" | "sentinel" | "cluster";
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

// pool/blocking.d.ts
import { type ErrorReply } from "fairlead-resp";
export interface Origin {
    readonly address: Address;
    readonly name: string;
    reconnect(reason: string): void;
}
export interface Borrower {
    refused(origin: Origin, call: Call, reply: ErrorReply): void;
    returned(origin: Origin, call: Call): void;
    unserved(call: Call, error: Error): void;
    sendShared(address: Address, call: Call): void;
}

// prometheus/index.d.ts
export type { InstrumentOptions, Measured } from "./options.ts";
export declare function instrument(options?: InstrumentOptions): () => void;

// prometheus/options.d.ts
import type { Registry } from "prom-client";
export interface Measured {
    stats(): {
        readonly queued: number;
        readonly inFlight: number;
    };
}
export interface InstrumentOptions {
    readonly register?: Registry;
    readonly address?: boolean;
    readonly buckets?: readonly number[];
    readonly clients?: Iterable<Measured>;
}

// pubsub/channel.d.ts
export type ChannelKind = "channel" | "pattern" | "shard";
export declare class Channel {
    readonly kind: ChannelKind;
    readonly identity: string;
    readonly wire: string | Buffer;
    readonly slot: number;
    constructor(kind: ChannelKind, name: Key);
    get isText(): boolean;
}

// pubsub/homes.d.ts
export declare class Homes {
    constructor(dispatcher: Dispatcher, runtime: Runtime);
    of(slot: number): Address | undefined;
    redirect(slot: number, address: Address, asking: boolean): void;
    asks(slot: number): boolean;
    leave(name: string): boolean;
    leaveIfGone(): boolean;
    areApart(a: string, b: string): boolean;
}

// pubsub/inbox.d.ts
export interface Message<T extends string | Buffer = string> {
    readonly kind: "message";
    readonly channel: T;
    readonly payload: T;
    readonly pattern?: T;
}
export type GapReason = "reconnected" | "moved" | "dropped";
export interface Gap<T extends string | Buffer = string> {
    readonly kind: "gap";
    readonly reason: GapReason;
    readonly channels: readonly T[];
}

// pubsub/plan.d.ts
export type Place<N> = {
    readonly kind: "nowhere";
}
 | {
    readonly kind: "waiting";
    readonly node: N;
} | {
    readonly kind: "asked";
    readonly node: N;
} | {
    readonly kind: "on";
    readonly node: N;
};
export interface Placed<N> {
    readonly kind: ChannelKind;
    readonly slot: number;
    readonly wanted: boolean;
    readonly alone: boolean;
    readonly place: Place<N>;
}

// pubsub/pubsub.d.ts
import { type Reply } from "fairlead-resp";
export declare class PubSub implements NodeWatcher {
    readonly homes: Homes;
    constructor(dispatcher: Dispatcher, settings: Settings, turn: Turn);
    get mode(): number;
    listen<R extends Form>(kind: ChannelKind, names: Key | readonly Key[], options?: SubscribeOptions<R>): Subscription<Text<R>>;
    attach(kind: ChannelKind, name: Uint8Array, listener: Listener): {
        stands: () => boolean;
        cancel: Cancel;
    };
    close(): void;
    up(node: SubscriberNode): void;
    down(node: SubscriberNode): void;
    stalled(node: SubscriberNode): void;
    told(node: SubscriberNode, [kind, name, second, third]: readonly Reply[]): void;
}

// pubsub/subscribe-options.d.ts
export interface SubscribeOptions<R extends Form = Form> {
    readonly signal?: AbortSignal;
    readonly maxBuffered?: number;
    readonly reply?: R;
}

// pubsub/subscriber-node.d.ts
import type { ErrorReply, Reply } from "fairlead-resp";
export interface NodeWatcher extends Subscriber {
    up(node: SubscriberNode): void;
    down(node: SubscriberNode): void;
    stalled(node: SubscriberNode): void;
    told(node: SubscriberNode, items: readonly Reply[]): void;
}
export declare class SubscriberNode implements LinkOwner {
    readonly link: Link;
    readonly topics: Set<Topic<SubscriberNode>>;
    constructor(address: Address, watcher: NodeWatcher, settings: Settings, turn: Turn);
    refused(link: Link, call: Call, reply: ErrorReply): void;
    returned(): void;
    pushed(_link: Link, items: Reply[]): void;
    connected(): void;
    disconnected(): void;
    stalled(): void;
}

// pubsub/subscription.d.ts
export declare class Subscription<T extends string | Buffer = string> implements AsyncIterable<Message<T> | Gap<T>>, AsyncDisposable {
    readonly channels: readonly T[];
    readonly ready: Promise<void>;
    constructor(channels: readonly Channel[], unconfirmed: readonly Channel[], asBytes: boolean, maxBuffered: number, release: Cancel);
    get dropped(): number;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
    [Symbol.asyncIterator](): AsyncIterator<Message<T> | Gap<T>>;
    deliver(channel: string | Buffer, payload: string | Buffer, pattern: string | Buffer | undefined): void;
    confirmed(channel: Channel, lost: GapReason | undefined): void;
    timedOut(): void;
    fail(error: unknown): void;
    abort(reason: unknown): void;
}

// pubsub/topic.d.ts
import type { Reply } from "fairlead-resp";
export interface Listener {
    deliver(channel: string | Buffer, payload: string | Buffer, pattern: string | Buffer | undefined): void;
    confirmed(channel: Channel, lost: GapReason | undefined): void;
    fail(error: unknown): void;
    close(): Promise<void>;
}
interface Holder<T> {
    readonly topics: Set<T>;
}
export declare class Topic<N extends Holder<Topic<N>>> implements Placed<N> {
    readonly channel: Channel;
    readonly listeners: Set<Listener>;
    place: Place<N>;
    alone: boolean;
    attempts: number;
    askedBy: object | undefined;
    last: {
        readonly node: N;
        readonly at: number;
    } | undefined;
    lost: GapReason | undefined;
    constructor(channel: Channel);
    get kind(): ChannelKind;
    get slot(): number;
    get wanted(): boolean;
    hear(node: N, channel: Reply | undefined, payload: Reply | undefined, pattern: string | Buffer | undefined): void;
    put(place: Place<N>): void;
    isSettled(home: N, now: number, settleMs: number, areApart: (a: N, b: N) => boolean): boolean;
    lose(reason: GapReason, now: number): void;
    confirm(): void;
}

// read-from.d.ts
export interface ReadCandidate {
    readonly address: Address;
    readonly role: "primary" | "replica";
    readonly zone: string | undefined;
    readonly usable: boolean;
}
export type ReadFrom = "primary" | "preferReplica" | "replica" | "allNodes" | "azAffinity" | "azAffinityReplicasAndPrimary" | ((candidates: readonly ReadCandidate[]) => ReadCandidate | undefined);

// route.d.ts
import type { Arg } from "fairlead-resp";
export type Role = "primary" | "replica" | "preferReplica";
export type OneRoute = {
    readonly kind: "randomNode";
} | {
    readonly kind: "anyPrimary";
}
 | {
    readonly kind: "ownKeys";
    readonly role: Role;
} | {
    readonly kind: "slotKey";
    readonly key: Arg;
    readonly role: Role;
} | {
    readonly kind: "slotId";
    readonly slot: number;
    readonly role: Role;
} | {
    readonly kind: "byAddress";
    readonly address: Address;
};
export type ManyRoute = {
    readonly kind: "allNodes";
} | {
    readonly kind: "allPrimaries";
};
export type Route = OneRoute | ManyRoute;
export interface Routes {
    readonly allNodes: ManyRoute;
    readonly allPrimaries: ManyRoute;
    readonly randomNode: OneRoute;
    readonly anyPrimary: OneRoute;
    readonly primary: OneRoute;
    readonly replica: OneRoute;
    readonly preferReplica: OneRoute;
    slotKey(key: Arg, role?: Role): OneRoute;
    slotId(slot: number, role?: Role): OneRoute;
    byAddress(host: string, port?: number): OneRoute;
}
export declare const routes: Routes;

// routes/combine.d.ts
import type { Reply } from "fairlead-resp";
export declare function combine(replies: readonly Reply[], policy: ResponsePolicy | undefined, random?: () => number): Reply;

// routes/slot.d.ts
import type { Arg } from "fairlead-resp";
export declare function slotOf(key: Arg): number;

// runtime.d.ts
import type { LookupFunction } from "node:net";
export interface Runtime {
    now(): number;
    random(): number;
    after(ms: number, fn: () => void): Cancel;
    readonly lookup: LookupFunction | undefined;
}
export type Cancel = () => void;
export declare function systemRuntime(lookup: LookupFunction | undefined): Runtime;

// scan/members.d.ts
export interface MemberScanOptions extends Pick<CallOptions, "signal" | "reply" | "timeoutMs"> {
    readonly match?: string;
    readonly count?: number;
    readonly route?: CallOptions["route"];
}

// scan/scan.d.ts
export interface ScanOptions extends Pick<CallOptions, "signal" | "reply" | "timeoutMs"> {
    readonly match?: string;
    readonly type?: string;
    readonly count?: number;
    readonly cursor?: string;
}
type SendWords = (words: readonly [string, ...string[]], options: CallOptions) => Promise<unknown>;
export declare class Scan<K extends string | Buffer = string> implements AsyncIterable<K> {
    constructor(send: SendWords, topology: () => Topology, suspect: () => void, settings: Settings, options: ScanOptions);
    get cursor(): string;
    [Symbol.asyncIterator](): AsyncGenerator<K, void, undefined>;
}

// scripts/define.d.ts
export declare function defineScript<S extends ScriptTypes = ScriptTypes>(definition: ScriptDefinition<S>): Script<S>;
export declare function defineFunction<S extends ScriptTypes = ScriptTypes>(definition: FunctionDefinition<S>): Script<S>;

// scripts/types.d.ts
import type { Reply } from "fairlead-resp";
export interface ScriptTypes {
    readonly keys: readonly Key[];
    readonly args: readonly Arg[];
    readonly reply: unknown;
}
export interface ScriptOptions<S extends ScriptTypes = ScriptTypes> {
    readonly readOnly?: boolean;
    readonly reply?: "text" | "bytes";
    readonly decode?: (reply: Reply) => S["reply"];
}
export interface ScriptDefinition<S extends ScriptTypes = ScriptTypes> extends ScriptOptions<S> {
    readonly lua: string;
}
export interface FunctionDefinition<S extends ScriptTypes = ScriptTypes> extends ScriptOptions<S> {
    readonly name: string;
}
export interface ScriptCall<P extends boolean = boolean, N extends Route = Route> extends Omit<Call<never, P, N>, "reply"> {
}
export type Script<S extends ScriptTypes = ScriptTypes> = <P extends boolean = false, N extends Route = OneRoute>(keys: Readonly<S["keys"]>, ...rest: Rest<S["args"], ScriptCall<P, N>>) => Command<Routed<P, N, S["reply"]>>;
type Rest<A extends ScriptTypes["args"], O> = [] extends A ? [args?: Readonly<A>, options?: O] : [args: Readonly<A>, options?: O];

// session-errors.d.ts
export declare class TransactionError extends Error {
    readonly name = "TransactionError";
    readonly code: TransactionErrorCode;
    readonly refusals: ReadonlyMap<number, ReplyError>;
    readonly delivery: Delivery;
    constructor(code: TransactionErrorCode, message: string, refusals?: ReadonlyMap<number, ReplyError>, cause?: unknown, delivery?: Delivery);
}
export type TransactionErrorCode = "EXECABORT" | "ERR_TRANSACTION_CONFLICT";
export declare class SessionError extends Error {
    readonly name = "SessionError";
    readonly code: SessionErrorCode;
    readonly delivery: Delivery & "unsent";
    constructor(code: SessionErrorCode, message: string);
}
export type SessionErrorCode = "ERR_SESSION_MODE" | "ERR_SESSION_LOST" | "ERR_SESSION_CLOSED";

// sessions/holding.d.ts
import type { ErrorReply } from "fairlead-resp";
interface Keeper {
    refused(call: Call, reply: ErrorReply, address: string): void;
    lost(): void;
}
export declare class Holding implements ConnectionOwner {
    constructor(leases: Leases, keeper: Keeper);
    acquire(address: Address | undefined, deadline: number): void;
    send(call: Call): void;
    release(): void;
    discard(): void;
    giveUp(): void;
    refused(connection: Connection, call: Call, reply: ErrorReply): void;
    pushed(): void;
    stalled(connection: Connection): void;
    ended(connection: Connection, error: ConnectionError, calls: readonly Call[]): void;
}

// sessions/session-options.d.ts
import type { SessionMode } from "fairlead-session";
export interface SessionOptions {
    readonly mode?: SessionMode;
    readonly route?: OneRoute;
}

// sessions/session.d.ts
import type { Arg } from "fairlead-resp";
import { type SessionMode } from "fairlead-session";
export interface Session extends SessionCore, Commands<"promise"> {
}
export declare class SessionCore implements AsyncDisposable {
    readonly mode: SessionMode;
    constructor(dispatcher: Dispatcher, settings: Settings, turn: Turn, options: SessionOptions);
    get held(): readonly string[];
    execute(spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined): Promise<unknown>;
    send<T>(command: Command<T>, options?: CallOptions): Promise<T>;
    command<T = unknown>(words: readonly [string, ...Arg[]], options?: CallOptions): Promise<T>;
    watch(keys: Many<Arg>): Promise<"OK">;
    unwatch(): Promise<"OK">;
    multi(): Promise<"OK">;
    exec(): Promise<readonly unknown[] | null>;
    discard(): Promise<"OK">;
    select(database: number): Promise<"OK">;
    reset(): void;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

// topology.d.ts
export interface ClusterNode {
    readonly id: string;
    readonly address: Address;
    readonly aliases?: readonly string[];
}
export interface Shard {
    readonly primary: ClusterNode;
    readonly replicas: readonly ClusterNode[];
    readonly slots: readonly (readonly [number, number])[];
}
export interface Topology {
    readonly shards: readonly Shard[];
}
export interface TopologyChange {
    readonly before: Topology;
    readonly after: Topology;
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly promoted: readonly string[];
    readonly movedSlots: number;
}

// tracking/invalidation.d.ts
export type SlotRanges = readonly (readonly [from: number, to: number])[];
export type Invalidation =
{
    readonly kind: "keys";
    readonly keys: readonly Key[];
}
 | {
    readonly kind: "slots";
    readonly slots: SlotRanges;
    readonly reason: "flushed" | "lost" | "moved";
};

// tracking/tracking.d.ts
export interface TrackingOptions {
    readonly mode?: "optIn" | "broadcast";
    readonly prefixes?: readonly string[];
}
export interface Tracked<T> {
    readonly value: T;
    readonly stale: boolean;
}
export type Send = <T>(command: Command<T>, options: CallOptions | undefined) => Promise<T>;
export declare class Tracking implements Ears, AsyncDisposable {
    readonly mode: "optIn" | "broadcast";
    constructor(parent: Dispatcher, options: TrackingOptions, listener: (invalidation: Invalidation) => void, open: (dispatcher: Dispatcher) => Send, ended: (self: Tracking) => void);
    read<T>(command: Command<T>, options?: CallOptions): Promise<Tracked<T>>;
    renew(): Promise<void>;
    close(): Promise<void>;
    destroy(): void;
    [Symbol.asyncDispose](): Promise<void>;
    pushed(node: string, items: Parameters<Ears["pushed"]>[1]): void;
    connected(node: string): void;
    disconnected(node: string): void;
    asked(call: Call): void;
}

// transactions/atomic.d.ts
export interface AtomicOptions extends Pick<CallOptions, "timeoutMs" | "signal" | "idempotent"> {
    readonly route?: OneRoute;
}

// transactions/attempts.d.ts
export interface TransactionOptions {
    readonly attempts?: number;
    readonly timeoutMs?: number;
    readonly signal?: AbortSignal;
}

// transactions/transaction.d.ts
import type { Arg, ErrorReply } from "fairlead-resp";
export interface Ground {
    readonly leases: Leases;
    readonly hasSlots: boolean;
    readonly closed: boolean;
    addressOf(slot: number): Address | undefined;
    suspect(): void;
    isPassing(reply: ErrorReply, slot: number, from: Address): boolean;
}
export interface Transaction extends TransactionCore, Commands<"promise"> {
}
export declare class TransactionCore implements ConnectionOwner {
    constructor(ground: Ground, settings: Settings, turn: Turn, deadline: number, signal: AbortSignal | undefined);
    execute(spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined): Promise<unknown>;
    send<T>(command: Command<T>, options?: CallOptions): Promise<T>;
    watch(keys: Many<Arg>): Promise<void>;
    exec<const C extends readonly Command[]>(list: C): Promise<Replies<C>>;
    get mayHaveWritten(): boolean;
    end(): Promise<void>;
    refused(connection: Connection, call: Call, answer: ErrorReply): void;
    pushed(): void;
    stalled(connection: Connection): void;
    ended(_connection: Connection, error: Error, calls: readonly Call[]): void;
}

// values/value-stream.d.ts
export interface GetStreamOptions extends Pick<CallOptions, "timeoutMs" | "signal" | "route"> {
    readonly route?: Route;
    readonly chunkBytes?: number;
}
export interface SetStreamOptions extends Pick<CallOptions, "timeoutMs" | "signal"> {
    readonly chunkBytes?: number;
    readonly ex?: number;
    readonly px?: number;
    readonly nx?: boolean;
}
export type Send = <T>(command: Command<T>, options: CallOptions) => Promise<T>;
export declare class ValueStream implements AsyncIterable<Buffer> {
    readonly size: number;
    constructor(key: string | Uint8Array, size: number, options: GetStreamOptions, send: Send);
    [Symbol.asyncIterator](): AsyncGenerator<Buffer, void>;
}
