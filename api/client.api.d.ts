// What users of fairlead see. Written by npm run api.

// address.d.ts
export interface Address {
    readonly host: string;
    readonly port: number;
    readonly path?: string;
    readonly servername?: string;
}

// call-options.d.ts
export interface CallOptions {
    readonly timeoutMs?: number;
    readonly signal?: AbortSignal;
    readonly reply?: "text" | "bytes";
    readonly idempotent?: boolean;
    readonly route?: Route;
    readonly partial?: boolean;
}

// client.d.ts
import type { Arg } from "fairlead-resp";
export interface ClientStats extends Load {
    readonly inFlight: number;
    readonly reconnects: number;
}
export type Replies<C extends readonly Command[]> = {
    -readonly [K in keyof C]: C[K] extends Command<infer T> ? T : never;
};
export interface Client extends ClientCore, Commands<"promise"> {
}
export declare class ClientCore {
    constructor(dispatcher: Dispatcher, settings: Settings, turn: Turn, events: Events);
    execute(spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined): Promise<unknown>;
    send<T>(command: Command<T>, options?: CallOptions): Promise<T>;
    command<T = unknown>(words: readonly [string, ...Arg[]], options?: CallOptions): Promise<T>;
    pipeline<const C extends readonly Command[]>(list: C, options?: CallOptions): Promise<Replies<C>>;
    subscribe(channels: string | readonly string[]): Subscription;
    get state(): ClientState;
    on<E extends keyof ClientEvents>(event: E, listener: (value: ClientEvents[E]) => void): Cancel;
    stats(): ClientStats;
    get topology(): Topology;
    close(): Promise<void>;
    destroy(): void;
    [Symbol.asyncDispose](): Promise<void>;
}

// commands/command.d.ts
import type { Arg, Reply } from "fairlead-resp";
export type Key = string | Uint8Array;
export type RequestPolicy = "all_nodes" | "all_shards" | "multi_shard" | "special";
export type ResponsePolicy = "one_succeeded" | "all_succeeded" | "agg_logical_and" | "agg_logical_or" | "agg_min" | "agg_max" | "agg_sum" | "special";
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
    readonly request: RequestPolicy | undefined;
    readonly response: ResponsePolicy | undefined;
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
export interface AclCatOptions<R extends Form = "text"> extends Call<R> {
    readonly category?: Arg;
}
export interface AclGenpassOptions<R extends Form = "text"> extends Call<R> {
    readonly bits?: Int;
}
export interface AclLogOptions<R extends Form = "text", Z extends boolean = false> extends Call<R> {
    readonly count?: Int;
    readonly reset?: Z;
}
export interface BgsaveOptions extends CallOptions {
    readonly schedule?: boolean;
}
export interface BitcountOptions extends CallOptions {
    readonly start?: Int;
    readonly end?: Int;
    readonly unit?: "byte" | "bit";
}
export interface BitfieldRoOptions extends CallOptions {
    readonly get?: Many<{
        readonly encoding: Arg;
        readonly offset: Arg;
    }>;
}
export interface BitposOptions extends CallOptions {
    readonly start?: Int;
    readonly end?: Int;
    readonly unit?: "byte" | "bit";
}
export interface BlmpopOptions<R extends Form = "text"> extends Call<R> {
    readonly count?: Int;
}
export interface BzmpopOptions<R extends Form = "text"> extends Call<R> {
    readonly count?: Int;
}
export interface ClientKillOptions extends CallOptions {
    readonly id?: Int;
    readonly type?: "normal" | "master" | "primary" | "slave" | "replica" | "pubsub";
    readonly user?: Arg;
    readonly addr?: Arg;
    readonly laddr?: Arg;
    readonly skipme?: "yes" | "no";
    readonly maxage?: Int;
}
export interface ClientListOptions<R extends Form = "text"> extends Call<R> {
    readonly type?: "normal" | "master" | "replica" | "pubsub";
    readonly id?: Many<Int>;
}
export interface ClientPauseOptions extends CallOptions {
    readonly write?: boolean;
    readonly all?: boolean;
}
export interface ClientUnblockOptions extends CallOptions {
    readonly timeout?: boolean;
    readonly error?: boolean;
}
export interface ClusterFailoverOptions extends CallOptions {
    readonly force?: boolean;
    readonly takeover?: boolean;
}
export interface ClusterMeetOptions extends CallOptions {
    readonly clusterBusPort?: Int;
}
export interface ClusterResetOptions extends CallOptions {
    readonly hard?: boolean;
    readonly soft?: boolean;
}
export interface ClusterSetslotOptions extends CallOptions {
    readonly importing?: Arg;
    readonly migrating?: Arg;
    readonly node?: Arg;
    readonly stable?: boolean;
    readonly timeout?: Int;
}
export interface ClusterSlotStatsOptions extends CallOptions {
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
export interface CommandListOptions<R extends Form = "text"> extends Call<R> {
    readonly filterby?: {
        readonly module?: Arg;
        readonly aclcat?: Arg;
        readonly pattern?: Arg;
    };
}
export interface CopyOptions extends CallOptions {
    readonly db?: Int;
    readonly replace?: boolean;
}
export interface EvalOptions extends CallOptions {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface EvalshaOptions extends CallOptions {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface EvalshaRoOptions extends CallOptions {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface EvalRoOptions extends CallOptions {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface ExpireOptions extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface ExpireatOptions extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface FailoverOptions extends CallOptions {
    readonly to?: {
        readonly host: Arg;
        readonly port: Int;
        readonly force?: boolean;
    };
    readonly abort?: boolean;
    readonly timeout?: Int;
}
export interface FcallOptions extends CallOptions {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface FcallRoOptions extends CallOptions {
    readonly keys?: Many<Key>;
    readonly args?: Many<Arg>;
}
export interface FlushallOptions extends CallOptions {
    readonly async?: boolean;
    readonly sync?: boolean;
}
export interface FlushdbOptions extends CallOptions {
    readonly async?: boolean;
    readonly sync?: boolean;
}
export interface FunctionFlushOptions extends CallOptions {
    readonly async?: boolean;
    readonly sync?: boolean;
}
export interface FunctionListOptions<R extends Form = "text"> extends Call<R> {
    readonly libraryname?: Arg;
    readonly withcode?: boolean;
}
export interface FunctionLoadOptions<R extends Form = "text"> extends Call<R> {
    readonly replace?: boolean;
}
export interface FunctionRestoreOptions extends CallOptions {
    readonly flush?: boolean;
    readonly append?: boolean;
    readonly replace?: boolean;
}
export interface GeoaddOptions extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly ch?: boolean;
}
export interface GeodistOptions extends CallOptions {
    readonly unit?: "m" | "km" | "ft" | "mi";
}
export interface GeoradiusOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, K extends Key | undefined = undefined> extends Call<R> {
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
export interface GeoradiusbymemberOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, K extends Key | undefined = undefined> extends Call<R> {
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
export interface GeoradiusbymemberRoOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false> extends Call<R> {
    readonly withcoord?: C;
    readonly withdist?: D;
    readonly withhash?: H;
    readonly count?: Int;
    readonly any?: boolean;
    readonly asc?: boolean;
    readonly desc?: boolean;
}
export interface GeoradiusRoOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false> extends Call<R> {
    readonly withcoord?: C;
    readonly withdist?: D;
    readonly withhash?: H;
    readonly count?: Int;
    readonly any?: boolean;
    readonly asc?: boolean;
    readonly desc?: boolean;
}
export interface GeosearchOptions<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false> extends Call<R> {
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
export interface GeosearchstoreOptions extends CallOptions {
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
export interface GetexOptions<R extends Form = "text"> extends Call<R> {
    readonly ex?: Int;
    readonly px?: Int;
    readonly exat?: Int;
    readonly pxat?: Int;
    readonly persist?: boolean;
}
export interface HexpireOptions extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface HexpireatOptions extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface HpexpireOptions extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface HpexpireatOptions extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface HrandfieldOptions<R extends Form = "text", C extends Int | undefined = undefined, S extends boolean = false> extends Call<R> {
    readonly count?: C;
    readonly withvalues?: S;
}
export interface HscanOptions<R extends Form = "text", V extends boolean = false> extends Call<R> {
    readonly match?: Arg;
    readonly count?: Int;
    readonly novalues?: V;
}
export interface LcsOptions<R extends Form = "text", L extends boolean = false, I extends boolean = false> extends Call<R> {
    readonly len?: L;
    readonly idx?: I;
    readonly minmatchlen?: Int;
    readonly withmatchlen?: boolean;
}
export interface LmpopOptions<R extends Form = "text"> extends Call<R> {
    readonly count?: Int;
}
export interface LolwutOptions<R extends Form = "text"> extends Call<R> {
    readonly version?: Int;
}
export interface LpopOptions<R extends Form = "text", C extends Int | undefined = undefined> extends Call<R> {
    readonly count?: C;
}
export interface LposOptions<C extends Int | undefined = undefined> extends CallOptions {
    readonly rank?: Int;
    readonly count?: C;
    readonly maxlen?: Int;
}
export interface MemoryUsageOptions extends CallOptions {
    readonly samples?: Int;
}
export interface MigrateOptions extends CallOptions {
    readonly copy?: boolean;
    readonly replace?: boolean;
    readonly auth?: Arg;
    readonly auth2?: {
        readonly username: Arg;
        readonly password: Arg;
    };
    readonly keys?: Many<Key>;
}
export interface ModuleLoadexOptions extends CallOptions {
    readonly config?: Many<{
        readonly name: Arg;
        readonly value: Arg;
    }>;
    readonly args?: Many<Arg>;
}
export interface PexpireOptions extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface PexpireatOptions extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
}
export interface PingOptions<R extends Form = "text", M extends Arg | undefined = undefined> extends Call<R> {
    readonly message?: M;
}
export interface PubsubChannelsOptions<R extends Form = "text"> extends Call<R> {
    readonly pattern?: Arg;
}
export interface PubsubShardchannelsOptions<R extends Form = "text"> extends Call<R> {
    readonly pattern?: Arg;
}
export interface RestoreOptions extends CallOptions {
    readonly replace?: boolean;
    readonly absttl?: boolean;
    readonly idletime?: Int;
    readonly freq?: Int;
}
export interface RpopOptions<R extends Form = "text", C extends Int | undefined = undefined> extends Call<R> {
    readonly count?: C;
}
export interface ScanOptions<R extends Form = "text"> extends Call<R> {
    readonly match?: Arg;
    readonly count?: Int;
    readonly type?: Arg;
}
export interface ScriptFlushOptions extends CallOptions {
    readonly async?: boolean;
    readonly sync?: boolean;
}
export interface SetOptions<R extends Form = "text", G extends boolean = false, X extends boolean = false> extends Call<R> {
    readonly nx?: X;
    readonly xx?: X;
    readonly get?: G;
    readonly ex?: Int;
    readonly px?: Int;
    readonly exat?: Int;
    readonly pxat?: Int;
    readonly keepttl?: boolean;
}
export interface ShutdownOptions extends CallOptions {
    readonly nosave?: boolean;
    readonly save?: boolean;
    readonly now?: boolean;
    readonly force?: boolean;
    readonly abort?: boolean;
}
export interface SintercardOptions extends CallOptions {
    readonly limit?: Int;
}
export interface SlowlogGetOptions<R extends Form = "text"> extends Call<R> {
    readonly count?: Int;
}
export interface SortOptions<R extends Form = "text", K extends Key | undefined = undefined> extends Call<R> {
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
export interface SortRoOptions<R extends Form = "text"> extends Call<R> {
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
export interface SpopOptions<R extends Form = "text", C extends Int | undefined = undefined> extends Call<R> {
    readonly count?: C;
}
export interface SrandmemberOptions<R extends Form = "text", C extends Int | undefined = undefined> extends Call<R> {
    readonly count?: C;
}
export interface SscanOptions<R extends Form = "text"> extends Call<R> {
    readonly match?: Arg;
    readonly count?: Int;
}
export interface XaddOptions<R extends Form = "text", N extends boolean = false> extends Call<R> {
    readonly nomkstream?: N;
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
export interface XautoclaimOptions<R extends Form = "text", J extends boolean = false> extends Call<R> {
    readonly count?: Int;
    readonly justid?: J;
}
export interface XclaimOptions<R extends Form = "text", J extends boolean = false> extends Call<R> {
    readonly idle?: Int;
    readonly time?: Int;
    readonly retrycount?: Int;
    readonly force?: boolean;
    readonly justid?: J;
    readonly lastid?: Arg;
}
export interface XgroupCreateOptions extends CallOptions {
    readonly mkstream?: boolean;
    readonly entriesread?: Int;
}
export interface XgroupSetidOptions extends CallOptions {
    readonly entriesread?: Int;
}
export interface XinfoStreamOptions<R extends Form = "text", F extends boolean = false> extends Call<R> {
    readonly full?: F;
    readonly count?: Int;
}
export interface XpendingOptions<R extends Form = "text", E extends Arg | undefined = undefined> extends Call<R> {
    readonly idle?: Int;
    readonly start?: E;
    readonly end?: Arg;
    readonly count?: Int;
    readonly consumer?: Arg;
}
export interface XrangeOptions<R extends Form = "text"> extends Call<R> {
    readonly count?: Int;
}
export interface XreadOptions<R extends Form = "text"> extends Call<R> {
    readonly count?: Int;
    readonly block?: Int;
}
export interface XreadgroupOptions<R extends Form = "text"> extends Call<R> {
    readonly count?: Int;
    readonly block?: Int;
    readonly noack?: boolean;
}
export interface XrevrangeOptions<R extends Form = "text"> extends Call<R> {
    readonly count?: Int;
}
export interface XsetidOptions extends CallOptions {
    readonly entriesadded?: Int;
    readonly maxdeletedid?: Arg;
}
export interface XtrimOptions extends CallOptions {
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
export interface ZaddOptions<I extends boolean = false> extends CallOptions {
    readonly nx?: boolean;
    readonly xx?: boolean;
    readonly gt?: boolean;
    readonly lt?: boolean;
    readonly ch?: boolean;
    readonly incr?: I;
}
export interface ZdiffOptions<R extends Form = "text", S extends boolean = false> extends Call<R> {
    readonly withscores?: S;
}
export interface ZinterOptions<R extends Form = "text", S extends boolean = false> extends Call<R> {
    readonly weights?: Many<Num>;
    readonly aggregate?: "sum" | "min" | "max";
    readonly withscores?: S;
}
export interface ZintercardOptions extends CallOptions {
    readonly limit?: Int;
}
export interface ZinterstoreOptions extends CallOptions {
    readonly weights?: Many<Num>;
    readonly aggregate?: "sum" | "min" | "max";
}
export interface ZmpopOptions<R extends Form = "text"> extends Call<R> {
    readonly count?: Int;
}
export interface ZpopmaxOptions<R extends Form = "text", C extends Int | undefined = undefined> extends Call<R> {
    readonly count?: C;
}
export interface ZpopminOptions<R extends Form = "text", C extends Int | undefined = undefined> extends Call<R> {
    readonly count?: C;
}
export interface ZrandmemberOptions<R extends Form = "text", C extends Int | undefined = undefined, S extends boolean = false> extends Call<R> {
    readonly count?: C;
    readonly withscores?: S;
}
export interface ZrangeOptions<R extends Form = "text", S extends boolean = false> extends Call<R> {
    readonly byscore?: boolean;
    readonly bylex?: boolean;
    readonly rev?: boolean;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
    readonly withscores?: S;
}
export interface ZrangebylexOptions<R extends Form = "text"> extends Call<R> {
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrangebyscoreOptions<R extends Form = "text", S extends boolean = false> extends Call<R> {
    readonly withscores?: S;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrangestoreOptions extends CallOptions {
    readonly byscore?: boolean;
    readonly bylex?: boolean;
    readonly rev?: boolean;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrankOptions<S extends boolean = false> extends CallOptions {
    readonly withscore?: S;
}
export interface ZrevrangeOptions<R extends Form = "text", S extends boolean = false> extends Call<R> {
    readonly withscores?: S;
}
export interface ZrevrangebylexOptions<R extends Form = "text"> extends Call<R> {
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrevrangebyscoreOptions<R extends Form = "text", S extends boolean = false> extends Call<R> {
    readonly withscores?: S;
    readonly limit?: {
        readonly offset: Int;
        readonly count: Int;
    };
}
export interface ZrevrankOptions<S extends boolean = false> extends CallOptions {
    readonly withscore?: S;
}
export interface ZscanOptions<R extends Form = "text", V extends boolean = false> extends Call<R> {
    readonly match?: Arg;
    readonly count?: Int;
    readonly noscores?: V;
}
export interface ZunionOptions<R extends Form = "text", S extends boolean = false> extends Call<R> {
    readonly weights?: Many<Num>;
    readonly aggregate?: "sum" | "min" | "max";
    readonly withscores?: S;
}
export interface ZunionstoreOptions extends CallOptions {
    readonly weights?: Many<Num>;
    readonly aggregate?: "sum" | "min" | "max";
}
export interface Commands<W extends Kind> {
    aclCat<R extends Form = "text">(options?: AclCatOptions<R>): Result<W, Text<R>[]>;
    aclDeluser(username: Many<Arg>, options?: CallOptions): Result<W, number>;
    aclDryrun<R extends Form = "text">(username: Arg, command: Arg, arg: Many<Arg>, options?: Call<R>): Result<W, Text<R>>;
    aclDryrun<R extends Form = "text">(username: Arg, command: Arg, options?: Call<R>): Result<W, Text<R>>;
    aclGenpass<R extends Form = "text">(options?: AclGenpassOptions<R>): Result<W, Text<R>>;
    aclGetuser<R extends Form = "text">(username: Arg, options?: Call<R>): Result<W, {
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
    } | null>;
    aclHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    aclList<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    aclLoad(options?: CallOptions): Result<W, "OK">;
    aclLog<R extends Form = "text", Z extends boolean = false>(options?: AclLogOptions<R, Z>): Result<W, If<Z, Word<R, "OK">, {
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
    }[]>>;
    aclSave(options?: CallOptions): Result<W, "OK">;
    aclSetuser(username: Arg, rule: Many<Arg>, options?: CallOptions): Result<W, "OK">;
    aclSetuser(username: Arg, options?: CallOptions): Result<W, "OK">;
    aclUsers<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    aclWhoami<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    append(key: Key, value: Arg, options?: CallOptions): Result<W, number>;
    bgrewriteaof<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    bgsave(options?: BgsaveOptions): Result<W, "Background saving started" | "Background saving scheduled" | "Background saving cancelled" | "Scheduled background saving cancelled">;
    bitcount(key: Key, options?: BitcountOptions): Result<W, number>;
    bitfield(key: Key, operation: readonly {
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
    }[], options?: CallOptions): Result<W, (number | null)[]>;
    bitfield(key: Key, options?: CallOptions): Result<W, (number | null)[]>;
    bitfield_ro(key: Key, options?: BitfieldRoOptions): Result<W, number[]>;
    bitop(operation: "and" | "or" | "xor" | "not", destkey: Key, key: Many<Key>, options?: CallOptions): Result<W, number>;
    bitpos(key: Key, bit: Int, options?: BitposOptions): Result<W, number>;
    blmove<R extends Form = "text">(source: Key, destination: Key, wherefrom: "left" | "right", whereto: "left" | "right", timeout: Num, options?: Call<R>): Result<W, Text<R> | null>;
    blmpop<R extends Form = "text">(timeout: Num, key: Many<Key>, where: "left" | "right", options?: BlmpopOptions<R>): Result<W, [Text<R>, Text<R>[]] | null>;
    blpop<R extends Form = "text">(key: Many<Key>, timeout: Num, options?: Call<R>): Result<W, [Text<R>, Text<R>] | null>;
    brpop<R extends Form = "text">(key: Many<Key>, timeout: Num, options?: Call<R>): Result<W, [Text<R>, Text<R>] | null>;
    brpoplpush<R extends Form = "text">(source: Key, destination: Key, timeout: Num, options?: Call<R>): Result<W, Text<R> | null>;
    bzmpop<R extends Form = "text">(timeout: Num, key: Many<Key>, where: "min" | "max", options?: BzmpopOptions<R>): Result<W, [Text<R>, [Text<R>, number][]] | null>;
    bzpopmax<R extends Form = "text">(key: Many<Key>, timeout: Num, options?: Call<R>): Result<W, [Text<R>, Text<R>, number] | null>;
    bzpopmin<R extends Form = "text">(key: Many<Key>, timeout: Num, options?: Call<R>): Result<W, [Text<R>, Text<R>, number] | null>;
    clientGetname<R extends Form = "text">(options?: Call<R>): Result<W, Text<R> | null>;
    clientGetredir(options?: CallOptions): Result<W, number>;
    clientHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    clientId(options?: CallOptions): Result<W, number>;
    clientInfo<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    clientKill(options?: ClientKillOptions): Result<W, number>;
    clientList<R extends Form = "text">(options?: ClientListOptions<R>): Result<W, Text<R>>;
    clientPause(timeout: Int, options?: ClientPauseOptions): Result<W, "OK">;
    clientTrackinginfo<R extends Form = "text">(options?: Call<R>): Result<W, {
        flags: (Word<R, "off" | "on" | "bcast" | "optin" | "optout" | "caching-yes" | "caching-no" | "noloop" | "broken_redirect">)[];
        redirect: number;
        prefixes: Text<R>[];
    }>;
    clientUnblock(clientId: Int, options?: ClientUnblockOptions): Result<W, 0 | 1>;
    clientUnpause(options?: CallOptions): Result<W, "OK">;
    clusterAddslots(slot: Many<Int>, options?: CallOptions): Result<W, "OK">;
    clusterAddslotsrange(range: Pairs<Int, Int>, options?: CallOptions): Result<W, "OK">;
    clusterBumpepoch<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    clusterCountFailureReports(nodeId: Arg, options?: CallOptions): Result<W, number>;
    clusterCountkeysinslot(slot: Int, options?: CallOptions): Result<W, number>;
    clusterDelslots(slot: Many<Int>, options?: CallOptions): Result<W, "OK">;
    clusterDelslotsrange(range: Pairs<Int, Int>, options?: CallOptions): Result<W, "OK">;
    clusterFailover(options?: ClusterFailoverOptions): Result<W, "OK">;
    clusterFlushslots(options?: CallOptions): Result<W, "OK">;
    clusterForget(nodeId: Arg, options?: CallOptions): Result<W, "OK">;
    clusterGetkeysinslot<R extends Form = "text">(slot: Int, count: Int, options?: Call<R>): Result<W, Text<R>[]>;
    clusterHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    clusterInfo<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    clusterKeyslot(key: Arg, options?: CallOptions): Result<W, number>;
    clusterLinks<R extends Form = "text">(options?: Call<R>): Result<W, ({
        direction: Word<R, "from" | "to">;
        node: Text<R>;
        "create-time": number;
        events: Text<R>;
        "send-buffer-allocated": number;
        "send-buffer-used": number;
    })[]>;
    clusterMeet(ip: Arg, port: Int, options?: ClusterMeetOptions): Result<W, "OK">;
    clusterMyid<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    clusterMyshardid<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    clusterNodes<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    clusterReplicas<R extends Form = "text">(nodeId: Arg, options?: Call<R>): Result<W, Text<R>[]>;
    clusterReplicate(nodeId: Arg, options?: CallOptions): Result<W, "OK">;
    clusterReset(options?: ClusterResetOptions): Result<W, "OK">;
    clusterSaveconfig(options?: CallOptions): Result<W, "OK">;
    clusterSetConfigEpoch(configEpoch: Int, options?: CallOptions): Result<W, "OK">;
    clusterSetslot(slot: Int, options: ClusterSetslotOptions): Result<W, "OK">;
    clusterShards<R extends Form = "text">(options?: Call<R>): Result<W, ({
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
    })[]>;
    clusterSlaves<R extends Form = "text">(nodeId: Arg, options?: Call<R>): Result<W, Text<R>[]>;
    clusterSlotStats(options: ClusterSlotStatsOptions): Result<W, [number, {
        "key-count": number;
        "cpu-usec"?: number;
        "network-bytes-in"?: number;
        "network-bytes-out"?: number;
    }][]>;
    clusterSlots<R extends Form = "text">(options?: Call<R>): Result<W, ([number, number, [Text<R> | null, number, Text<R>, {
        hostname?: Text<R>;
        ip?: Text<R>;
    }], ...([Text<R> | null, number, Text<R>, {
        hostname?: Text<R>;
        ip?: Text<R>;
    }])[]])[]>;
    commandCount(options?: CallOptions): Result<W, number>;
    commandDocs<R extends Form = "text">(commandName: Many<Arg>, options?: Call<R>): Result<W, Rec<R, {
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
    }>>;
    commandDocs<R extends Form = "text">(options?: Call<R>): Result<W, Rec<R, {
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
    }>>;
    commandGetkeys<R extends Form = "text">(command: Arg, arg: Many<Arg>, options?: Call<R>): Result<W, Text<R>[]>;
    commandGetkeys<R extends Form = "text">(command: Arg, options?: Call<R>): Result<W, Text<R>[]>;
    commandGetkeysandflags<R extends Form = "text">(command: Arg, arg: Many<Arg>, options?: Call<R>): Result<W, [Text<R>, Text<R>[]][]>;
    commandGetkeysandflags<R extends Form = "text">(command: Arg, options?: Call<R>): Result<W, [Text<R>, Text<R>[]][]>;
    commandHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    commandInfo<R extends Form = "text">(commandName: Many<Arg>, options?: Call<R>): Result<W, ([Text<R>, number, Text<R>[], number, number, number, Text<R>[], Text<R>[], ({
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
    })[], unknown[]] | null)[]>;
    commandInfo<R extends Form = "text">(options?: Call<R>): Result<W, ([Text<R>, number, Text<R>[], number, number, number, Text<R>[], Text<R>[], ({
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
    })[], unknown[]] | null)[]>;
    commandList<R extends Form = "text">(options?: CommandListOptions<R>): Result<W, Text<R>[]>;
    configGet<R extends Form = "text">(parameter: Many<Arg>, options?: Call<R>): Result<W, Rec<R, Text<R>>>;
    configHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    configResetstat(options?: CallOptions): Result<W, "OK">;
    configRewrite(options?: CallOptions): Result<W, "OK">;
    configSet(data: Pairs<Key, Arg>, options?: CallOptions): Result<W, "OK">;
    copy(source: Key, destination: Key, options?: CopyOptions): Result<W, 0 | 1>;
    dbsize(options?: CallOptions): Result<W, number>;
    decr(key: Key, options?: CallOptions): Result<W, number>;
    decrby(key: Key, decrement: Int, options?: CallOptions): Result<W, number>;
    del(key: Many<Key>, options?: CallOptions): Result<W, number>;
    dump(key: Key, options?: CallOptions): Result<W, Buffer | null>;
    echo<R extends Form = "text">(message: Arg, options?: Call<R>): Result<W, Text<R>>;
    eval(script: Arg, options?: EvalOptions): Result<W, unknown>;
    evalsha(sha1: Arg, options?: EvalshaOptions): Result<W, unknown>;
    evalsha_ro(sha1: Arg, options?: EvalshaRoOptions): Result<W, unknown>;
    eval_ro(script: Arg, options?: EvalRoOptions): Result<W, unknown>;
    exists(key: Many<Key>, options?: CallOptions): Result<W, number>;
    expire(key: Key, seconds: Int, options?: ExpireOptions): Result<W, 0 | 1>;
    expireat(key: Key, unixTimeSeconds: Int, options?: ExpireatOptions): Result<W, 0 | 1>;
    expiretime(key: Key, options?: CallOptions): Result<W, number>;
    failover(options?: FailoverOptions): Result<W, "OK">;
    fcall(name: Arg, options?: FcallOptions): Result<W, unknown>;
    fcall_ro(name: Arg, options?: FcallRoOptions): Result<W, unknown>;
    flushall(options?: FlushallOptions): Result<W, "OK">;
    flushdb(options?: FlushdbOptions): Result<W, "OK">;
    functionDelete(libraryName: Arg, options?: CallOptions): Result<W, "OK">;
    functionDump(options?: CallOptions): Result<W, Buffer>;
    functionFlush(options?: FunctionFlushOptions): Result<W, "OK">;
    functionHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    functionKill(options?: CallOptions): Result<W, "OK">;
    functionList<R extends Form = "text">(options?: FunctionListOptions<R>): Result<W, {
        library_name: Text<R>;
        engine: Text<R>;
        functions: {
            name: Text<R>;
            description: Text<R> | null;
            flags: Text<R>[];
        }[];
        library_code?: Text<R>;
    }[]>;
    functionLoad<R extends Form = "text">(functionCode: Arg, options?: FunctionLoadOptions<R>): Result<W, Text<R>>;
    functionRestore(serializedValue: Arg, options?: FunctionRestoreOptions): Result<W, "OK">;
    functionStats<R extends Form = "text">(options?: Call<R>): Result<W, {
        running_script: {
            name: Text<R>;
            command: Text<R>[];
            duration_ms: number;
        } | null;
        engines: Rec<R, {
            libraries_count: number;
            functions_count: number;
        }>;
    }>;
    geoadd(key: Key, data: Pairs<Key, readonly [longitude: Num, latitude: Num]>, options?: GeoaddOptions): Result<W, number>;
    geodist(key: Key, member1: Arg, member2: Arg, options?: GeodistOptions): Result<W, number | null>;
    geohash<R extends Form = "text">(key: Key, member: Many<Arg>, options?: Call<R>): Result<W, (Text<R> | null)[]>;
    geohash<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, (Text<R> | null)[]>;
    geopos(key: Key, member: Many<Arg>, options?: CallOptions): Result<W, ([number, number] | null)[]>;
    geopos(key: Key, options?: CallOptions): Result<W, ([number, number] | null)[]>;
    georadius<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, K extends Key | undefined = undefined>(key: Key, longitude: Num, latitude: Num, radius: Num, unit: "m" | "km" | "ft" | "mi", options?: GeoradiusOptions<R, D, H, C, K>): Result<W, Given<K, number, Located<R, D, H, C>[]>>;
    georadiusbymember<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false, K extends Key | undefined = undefined>(key: Key, member: Arg, radius: Num, unit: "m" | "km" | "ft" | "mi", options?: GeoradiusbymemberOptions<R, D, H, C, K>): Result<W, Given<K, number, Located<R, D, H, C>[]>>;
    georadiusbymember_ro<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false>(key: Key, member: Arg, radius: Num, unit: "m" | "km" | "ft" | "mi", options?: GeoradiusbymemberRoOptions<R, D, H, C>): Result<W, Located<R, D, H, C>[]>;
    georadius_ro<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false>(key: Key, longitude: Num, latitude: Num, radius: Num, unit: "m" | "km" | "ft" | "mi", options?: GeoradiusRoOptions<R, D, H, C>): Result<W, Located<R, D, H, C>[]>;
    geosearch<R extends Form = "text", D extends boolean = false, H extends boolean = false, C extends boolean = false>(key: Key, options: GeosearchOptions<R, D, H, C>): Result<W, Located<R, D, H, C>[]>;
    geosearchstore(destination: Key, source: Key, options: GeosearchstoreOptions): Result<W, number>;
    get<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, Text<R> | null>;
    getbit(key: Key, offset: Int, options?: CallOptions): Result<W, 0 | 1>;
    getdel<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, Text<R> | null>;
    getex<R extends Form = "text">(key: Key, options?: GetexOptions<R>): Result<W, Text<R> | null>;
    getrange<R extends Form = "text">(key: Key, start: Int, end: Int, options?: Call<R>): Result<W, Text<R>>;
    getset<R extends Form = "text">(key: Key, value: Arg, options?: Call<R>): Result<W, Text<R> | null>;
    hdel(key: Key, field: Many<Arg>, options?: CallOptions): Result<W, number>;
    hexists(key: Key, field: Arg, options?: CallOptions): Result<W, 0 | 1>;
    hexpire(key: Key, seconds: Int, field: Many<Arg>, options?: HexpireOptions): Result<W, number[]>;
    hexpireat(key: Key, unixTimeSeconds: Int, field: Many<Arg>, options?: HexpireatOptions): Result<W, number[]>;
    hexpiretime(key: Key, field: Many<Arg>, options?: CallOptions): Result<W, number[]>;
    hget<R extends Form = "text">(key: Key, field: Arg, options?: Call<R>): Result<W, Text<R> | null>;
    hgetall<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, Rec<R, Text<R>>>;
    hincrby(key: Key, field: Arg, increment: Int, options?: CallOptions): Result<W, number>;
    hincrbyfloat<R extends Form = "text">(key: Key, field: Arg, increment: Num, options?: Call<R>): Result<W, Text<R>>;
    hkeys<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, Text<R>[]>;
    hlen(key: Key, options?: CallOptions): Result<W, number>;
    hmget<R extends Form = "text">(key: Key, field: Many<Arg>, options?: Call<R>): Result<W, (Text<R> | null)[]>;
    hmset(key: Key, data: Pairs<Key, Arg>, options?: CallOptions): Result<W, "OK">;
    hpersist(key: Key, field: Many<Arg>, options?: CallOptions): Result<W, number[]>;
    hpexpire(key: Key, milliseconds: Int, field: Many<Arg>, options?: HpexpireOptions): Result<W, number[]>;
    hpexpireat(key: Key, unixTimeMilliseconds: Int, field: Many<Arg>, options?: HpexpireatOptions): Result<W, number[]>;
    hpexpiretime(key: Key, field: Many<Arg>, options?: CallOptions): Result<W, number[]>;
    hpttl(key: Key, field: Many<Arg>, options?: CallOptions): Result<W, number[]>;
    hrandfield<R extends Form = "text", C extends Int | undefined = undefined, S extends boolean = false>(key: Key, options?: HrandfieldOptions<R, C, S>): Result<W, Given<C, If<S, [field: Text<R>, value: Text<R>][], Text<R>[]>, Text<R> | null>>;
    hscan<R extends Form = "text", V extends boolean = false>(key: Key, cursor: Arg, options?: HscanOptions<R, V>): Result<W, [cursor: Text<R>, items: If<V, Text<R>[], [field: Text<R>, value: Text<R>][]>]>;
    hset(key: Key, data: Pairs<Key, Arg>, options?: CallOptions): Result<W, number>;
    hsetnx(key: Key, field: Arg, value: Arg, options?: CallOptions): Result<W, 0 | 1>;
    hstrlen(key: Key, field: Arg, options?: CallOptions): Result<W, number>;
    httl(key: Key, field: Many<Arg>, options?: CallOptions): Result<W, number[]>;
    hvals<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, Text<R>[]>;
    incr(key: Key, options?: CallOptions): Result<W, number>;
    incrby(key: Key, increment: Int, options?: CallOptions): Result<W, number>;
    incrbyfloat<R extends Form = "text">(key: Key, increment: Num, options?: Call<R>): Result<W, Text<R>>;
    info<R extends Form = "text">(section: Many<Arg>, options?: Call<R>): Result<W, Text<R>>;
    info<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    keys<R extends Form = "text">(pattern: Arg, options?: Call<R>): Result<W, Text<R>[]>;
    lastsave(options?: CallOptions): Result<W, number>;
    latencyDoctor<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    latencyGraph<R extends Form = "text">(event: Arg, options?: Call<R>): Result<W, Text<R>>;
    latencyHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    latencyHistogram<R extends Form = "text">(command: Many<Arg>, options?: Call<R>): Result<W, Rec<R, {
        calls: number;
        histogram_usec: Rec<R, number>;
    }>>;
    latencyHistogram<R extends Form = "text">(options?: Call<R>): Result<W, Rec<R, {
        calls: number;
        histogram_usec: Rec<R, number>;
    }>>;
    latencyHistory(event: Arg, options?: CallOptions): Result<W, [number, number][]>;
    latencyLatest<R extends Form = "text">(options?: Call<R>): Result<W, [Text<R>, number, number, number][]>;
    latencyReset(event: Many<Arg>, options?: CallOptions): Result<W, number>;
    latencyReset(options?: CallOptions): Result<W, number>;
    lcs<R extends Form = "text", L extends boolean = false, I extends boolean = false>(key1: Key, key2: Key, options?: LcsOptions<R, L, I>): Result<W, If<L, number, If<I, {
        matches: [[number, number], [number, number], ...number[]][];
        len: number;
    }, Text<R>>>>;
    lindex<R extends Form = "text">(key: Key, index: Int, options?: Call<R>): Result<W, Text<R> | null>;
    linsert(key: Key, where: "before" | "after", pivot: Arg, element: Arg, options?: CallOptions): Result<W, number>;
    llen(key: Key, options?: CallOptions): Result<W, number>;
    lmove<R extends Form = "text">(source: Key, destination: Key, wherefrom: "left" | "right", whereto: "left" | "right", options?: Call<R>): Result<W, Text<R> | null>;
    lmpop<R extends Form = "text">(key: Many<Key>, where: "left" | "right", options?: LmpopOptions<R>): Result<W, [Text<R>, Text<R>[]] | null>;
    lolwut<R extends Form = "text">(options?: LolwutOptions<R>): Result<W, Text<R>>;
    lpop<R extends Form = "text", C extends Int | undefined = undefined>(key: Key, options?: LpopOptions<R, C>): Result<W, Given<C, Text<R>[] | null, Text<R> | null>>;
    lpos<C extends Int | undefined = undefined>(key: Key, element: Arg, options?: LposOptions<C>): Result<W, Given<C, number[], number | null>>;
    lpush(key: Key, element: Many<Arg>, options?: CallOptions): Result<W, number>;
    lpushx(key: Key, element: Many<Arg>, options?: CallOptions): Result<W, number>;
    lrange<R extends Form = "text">(key: Key, start: Int, stop: Int, options?: Call<R>): Result<W, Text<R>[]>;
    lrem(key: Key, count: Int, element: Arg, options?: CallOptions): Result<W, number>;
    lset(key: Key, index: Int, element: Arg, options?: CallOptions): Result<W, "OK">;
    ltrim(key: Key, start: Int, stop: Int, options?: CallOptions): Result<W, "OK">;
    memoryDoctor<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    memoryHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    memoryMallocStats<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>>;
    memoryPurge(options?: CallOptions): Result<W, "OK">;
    memoryStats(options?: CallOptions): Result<W, {
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
    }>;
    memoryUsage(key: Key, options?: MemoryUsageOptions): Result<W, number | null>;
    mget<R extends Form = "text">(key: Many<Key>, options?: Call<R>): Result<W, (Text<R> | null)[]>;
    migrate(host: Arg, port: Int, key: Key, destinationDb: Int, timeout: Int, options?: MigrateOptions): Result<W, "OK" | "NOKEY">;
    moduleHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    moduleList<R extends Form = "text">(options?: Call<R>): Result<W, {
        name: Text<R>;
        ver: number;
        path: Text<R>;
        args: Text<R>[];
    }[]>;
    moduleLoad(path: Arg, arg: Many<Arg>, options?: CallOptions): Result<W, "OK">;
    moduleLoad(path: Arg, options?: CallOptions): Result<W, "OK">;
    moduleLoadex(path: Arg, options?: ModuleLoadexOptions): Result<W, "OK">;
    moduleUnload(name: Arg, options?: CallOptions): Result<W, "OK">;
    move(key: Key, db: Int, options?: CallOptions): Result<W, 0 | 1>;
    mset(data: Pairs<Key, Arg>, options?: CallOptions): Result<W, "OK">;
    msetnx(data: Pairs<Key, Arg>, options?: CallOptions): Result<W, 0 | 1>;
    objectEncoding<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, Text<R> | null>;
    objectFreq(key: Key, options?: CallOptions): Result<W, number | null>;
    objectHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    objectIdletime(key: Key, options?: CallOptions): Result<W, number | null>;
    objectRefcount(key: Key, options?: CallOptions): Result<W, number | null>;
    persist(key: Key, options?: CallOptions): Result<W, 0 | 1>;
    pexpire(key: Key, milliseconds: Int, options?: PexpireOptions): Result<W, 0 | 1>;
    pexpireat(key: Key, unixTimeMilliseconds: Int, options?: PexpireatOptions): Result<W, 0 | 1>;
    pexpiretime(key: Key, options?: CallOptions): Result<W, number>;
    pfadd(key: Key, element: Many<Arg>, options?: CallOptions): Result<W, 0 | 1>;
    pfadd(key: Key, options?: CallOptions): Result<W, 0 | 1>;
    pfcount(key: Many<Key>, options?: CallOptions): Result<W, number>;
    pfmerge(destkey: Key, sourcekey: Many<Key>, options?: CallOptions): Result<W, "OK">;
    pfmerge(destkey: Key, options?: CallOptions): Result<W, "OK">;
    ping<R extends Form = "text", M extends Arg | undefined = undefined>(options?: PingOptions<R, M>): Result<W, Given<M, Text<R>, Word<R, "PONG">>>;
    psetex(key: Key, milliseconds: Int, value: Arg, options?: CallOptions): Result<W, "OK">;
    pttl(key: Key, options?: CallOptions): Result<W, number>;
    publish(channel: Arg, message: Arg, options?: CallOptions): Result<W, number>;
    pubsubChannels<R extends Form = "text">(options?: PubsubChannelsOptions<R>): Result<W, Text<R>[]>;
    pubsubHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    pubsubNumpat(options?: CallOptions): Result<W, number>;
    pubsubNumsub<R extends Form = "text">(channel: Many<Arg>, options?: Call<R>): Result<W, Rec<R, number>>;
    pubsubNumsub<R extends Form = "text">(options?: Call<R>): Result<W, Rec<R, number>>;
    pubsubShardchannels<R extends Form = "text">(options?: PubsubShardchannelsOptions<R>): Result<W, Text<R>[]>;
    pubsubShardnumsub<R extends Form = "text">(shardchannel: Many<Arg>, options?: Call<R>): Result<W, Rec<R, number>>;
    pubsubShardnumsub<R extends Form = "text">(options?: Call<R>): Result<W, Rec<R, number>>;
    randomkey<R extends Form = "text">(options?: Call<R>): Result<W, Text<R> | null>;
    rename(key: Key, newkey: Key, options?: CallOptions): Result<W, "OK">;
    renamenx(key: Key, newkey: Key, options?: CallOptions): Result<W, 0 | 1>;
    replicaof<R extends Form = "text">(host: Arg, port: Arg, options?: Call<R>): Result<W, Text<R>>;
    restore(key: Key, ttl: Int, serializedValue: Arg, options?: RestoreOptions): Result<W, "OK">;
    role<R extends Form = "text">(options?: Call<R>): Result<W, [Word<R, "master">, number, [Text<R>, Text<R>, Text<R>][]] | [Word<R, "sentinel">, Text<R>[]] | [Word<R, "slave">, Text<R>, number, Word<R, "handshake" | "none" | "connect" | "connecting" | "sync" | "connected" | "unknown">, number]>;
    rpop<R extends Form = "text", C extends Int | undefined = undefined>(key: Key, options?: RpopOptions<R, C>): Result<W, Given<C, Text<R>[] | null, Text<R> | null>>;
    rpoplpush<R extends Form = "text">(source: Key, destination: Key, options?: Call<R>): Result<W, Text<R> | null>;
    rpush(key: Key, element: Many<Arg>, options?: CallOptions): Result<W, number>;
    rpushx(key: Key, element: Many<Arg>, options?: CallOptions): Result<W, number>;
    sadd(key: Key, member: Many<Arg>, options?: CallOptions): Result<W, number>;
    save(options?: CallOptions): Result<W, "OK">;
    scan<R extends Form = "text">(cursor: Arg, options?: ScanOptions<R>): Result<W, [Text<R>, Text<R>[]]>;
    scard(key: Key, options?: CallOptions): Result<W, number>;
    scriptExists(sha1: Many<Arg>, options?: CallOptions): Result<W, (0 | 1)[]>;
    scriptFlush(options?: ScriptFlushOptions): Result<W, "OK">;
    scriptHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    scriptKill(options?: CallOptions): Result<W, "OK">;
    scriptLoad<R extends Form = "text">(script: Arg, options?: Call<R>): Result<W, Text<R>>;
    scriptShow<R extends Form = "text">(sha1: Arg, options?: Call<R>): Result<W, Text<R>>;
    sdiff<R extends Form = "text">(key: Many<Key>, options?: Call<R>): Result<W, Text<R>[]>;
    sdiffstore(destination: Key, key: Many<Key>, options?: CallOptions): Result<W, number>;
    set<R extends Form = "text", G extends boolean = false, X extends boolean = false>(key: Key, value: Arg, options?: SetOptions<R, G, X>): Result<W, If<G, Text<R> | null, If<X, Word<R, "OK"> | null, Word<R, "OK">>>>;
    setbit(key: Key, offset: Int, value: Int, options?: CallOptions): Result<W, 0 | 1>;
    setex(key: Key, seconds: Int, value: Arg, options?: CallOptions): Result<W, "OK">;
    setnx(key: Key, value: Arg, options?: CallOptions): Result<W, 0 | 1>;
    setrange(key: Key, offset: Int, value: Arg, options?: CallOptions): Result<W, number>;
    shutdown(options?: ShutdownOptions): Result<W, "OK">;
    sinter<R extends Form = "text">(key: Many<Key>, options?: Call<R>): Result<W, Text<R>[]>;
    sintercard(key: Many<Key>, options?: SintercardOptions): Result<W, number>;
    sinterstore(destination: Key, key: Many<Key>, options?: CallOptions): Result<W, number>;
    sismember(key: Key, member: Arg, options?: CallOptions): Result<W, 0 | 1>;
    slaveof<R extends Form = "text">(host: Arg, port: Arg, options?: Call<R>): Result<W, Text<R>>;
    slowlogGet<R extends Form = "text">(options?: SlowlogGetOptions<R>): Result<W, [number, number, number, Text<R>[], Text<R>, Text<R>][]>;
    slowlogHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    slowlogLen(options?: CallOptions): Result<W, number>;
    slowlogReset(options?: CallOptions): Result<W, "OK">;
    smembers<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, Text<R>[]>;
    smismember(key: Key, member: Many<Arg>, options?: CallOptions): Result<W, (0 | 1)[]>;
    smove(source: Key, destination: Key, member: Arg, options?: CallOptions): Result<W, 0 | 1>;
    sort<R extends Form = "text", K extends Key | undefined = undefined>(key: Key, options?: SortOptions<R, K>): Result<W, Given<K, number, (Text<R> | null)[]>>;
    sort_ro<R extends Form = "text">(key: Key, options?: SortRoOptions<R>): Result<W, (Text<R> | null)[]>;
    spop<R extends Form = "text", C extends Int | undefined = undefined>(key: Key, options?: SpopOptions<R, C>): Result<W, Given<C, Text<R>[], Text<R> | null>>;
    spublish(shardchannel: Arg, message: Arg, options?: CallOptions): Result<W, number>;
    srandmember<R extends Form = "text", C extends Int | undefined = undefined>(key: Key, options?: SrandmemberOptions<R, C>): Result<W, Given<C, Text<R>[], Text<R> | null>>;
    srem(key: Key, member: Many<Arg>, options?: CallOptions): Result<W, number>;
    sscan<R extends Form = "text">(key: Key, cursor: Arg, options?: SscanOptions<R>): Result<W, [Text<R>, Text<R>[]]>;
    strlen(key: Key, options?: CallOptions): Result<W, number>;
    substr<R extends Form = "text">(key: Key, start: Int, end: Int, options?: Call<R>): Result<W, Text<R>>;
    sunion<R extends Form = "text">(key: Many<Key>, options?: Call<R>): Result<W, Text<R>[]>;
    sunionstore(destination: Key, key: Many<Key>, options?: CallOptions): Result<W, number>;
    swapdb(index1: Int, index2: Int, options?: CallOptions): Result<W, "OK">;
    time<R extends Form = "text">(options?: Call<R>): Result<W, [Text<R>, Text<R>]>;
    touch(key: Many<Key>, options?: CallOptions): Result<W, number>;
    ttl(key: Key, options?: CallOptions): Result<W, number>;
    type<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, Text<R>>;
    unlink(key: Many<Key>, options?: CallOptions): Result<W, number>;
    xack(key: Key, group: Arg, id: Many<Arg>, options?: CallOptions): Result<W, number>;
    xadd<R extends Form = "text", N extends boolean = false>(key: Key, id: Arg, data: Pairs<Key, Arg>, options?: XaddOptions<R, N>): Result<W, If<N, Text<R> | null, Text<R>>>;
    xautoclaim<R extends Form = "text", J extends boolean = false>(key: Key, group: Arg, consumer: Arg, minIdleTime: Arg, start: Arg, options?: XautoclaimOptions<R, J>): Result<W, [next: Text<R>, claimed: If<J, Text<R>[], StreamEntry<R>[]>, deleted: Text<R>[]]>;
    xclaim<R extends Form = "text", J extends boolean = false>(key: Key, group: Arg, consumer: Arg, minIdleTime: Arg, id: Many<Arg>, options?: XclaimOptions<R, J>): Result<W, If<J, Text<R>[], StreamEntry<R>[]>>;
    xdel(key: Key, id: Many<Arg>, options?: CallOptions): Result<W, number>;
    xgroupCreate(key: Key, group: Arg, id: Arg, options?: XgroupCreateOptions): Result<W, "OK">;
    xgroupCreateconsumer(key: Key, group: Arg, consumer: Arg, options?: CallOptions): Result<W, 0 | 1>;
    xgroupDelconsumer(key: Key, group: Arg, consumer: Arg, options?: CallOptions): Result<W, number>;
    xgroupDestroy(key: Key, group: Arg, options?: CallOptions): Result<W, 0 | 1>;
    xgroupHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    xgroupSetid(key: Key, group: Arg, id: Arg, options?: XgroupSetidOptions): Result<W, "OK">;
    xinfoConsumers<R extends Form = "text">(key: Key, group: Arg, options?: Call<R>): Result<W, {
        name: Text<R>;
        pending: number;
        idle: number;
        inactive?: number;
    }[]>;
    xinfoGroups<R extends Form = "text">(key: Key, options?: Call<R>): Result<W, ({
        name: Text<R>;
        consumers: number;
        pending: number;
        "last-delivered-id": Text<R>;
        "entries-read": number | null;
        lag: number | null;
    })[]>;
    xinfoHelp<R extends Form = "text">(options?: Call<R>): Result<W, Text<R>[]>;
    xinfoStream<R extends Form = "text", F extends boolean = false>(key: Key, options?: XinfoStreamOptions<R, F>): Result<W, If<F, {
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
    }>>;
    xlen(key: Key, options?: CallOptions): Result<W, number>;
    xpending<R extends Form = "text", E extends Arg | undefined = undefined>(key: Key, group: Arg, options?: XpendingOptions<R, E>): Result<W, Given<E, [id: Text<R>, consumer: Text<R>, idleMs: number, deliveries: number][], [count: number, first: Text<R> | null, last: Text<R> | null, consumers: [name: Text<R>, count: number][]]>>;
    xrange<R extends Form = "text">(key: Key, start: Arg, end: Arg, options?: XrangeOptions<R>): Result<W, StreamEntry<R>[]>;
    xread<R extends Form = "text">(streams: Pairs<Key, Arg>, options?: XreadOptions<R>): Result<W, Rec<R, StreamEntry<R>[]> | null>;
    xreadgroup<R extends Form = "text">(group: Arg, consumer: Arg, streams: Pairs<Key, Arg>, options?: XreadgroupOptions<R>): Result<W, Rec<R, (StreamEntry<R> | {
        id: Text<R>;
        fields: null;
    })[]> | null>;
    xrevrange<R extends Form = "text">(key: Key, end: Arg, start: Arg, options?: XrevrangeOptions<R>): Result<W, StreamEntry<R>[]>;
    xsetid(key: Key, lastId: Arg, options?: XsetidOptions): Result<W, "OK">;
    xtrim(key: Key, options: XtrimOptions): Result<W, number>;
    zadd<I extends boolean = false>(key: Key, data: Pairs<Key, Num>, options?: ZaddOptions<I>): Result<W, If<I, number | null, number>>;
    zcard(key: Key, options?: CallOptions): Result<W, number>;
    zcount(key: Key, min: Arg, max: Arg, options?: CallOptions): Result<W, number>;
    zdiff<R extends Form = "text", S extends boolean = false>(key: Many<Key>, options?: ZdiffOptions<R, S>): Result<W, If<S, [member: Text<R>, score: number][], Text<R>[]>>;
    zdiffstore(destination: Key, key: Many<Key>, options?: CallOptions): Result<W, number>;
    zincrby(key: Key, increment: Num, member: Arg, options?: CallOptions): Result<W, number>;
    zinter<R extends Form = "text", S extends boolean = false>(key: Many<Key>, options?: ZinterOptions<R, S>): Result<W, If<S, [member: Text<R>, score: number][], Text<R>[]>>;
    zintercard(key: Many<Key>, options?: ZintercardOptions): Result<W, number>;
    zinterstore(destination: Key, key: Many<Key>, options?: ZinterstoreOptions): Result<W, number>;
    zlexcount(key: Key, min: Arg, max: Arg, options?: CallOptions): Result<W, number>;
    zmpop<R extends Form = "text">(key: Many<Key>, where: "min" | "max", options?: ZmpopOptions<R>): Result<W, [Text<R>, [Text<R>, number][]] | null>;
    zmscore(key: Key, member: Many<Arg>, options?: CallOptions): Result<W, (number | null)[]>;
    zpopmax<R extends Form = "text", C extends Int | undefined = undefined>(key: Key, options?: ZpopmaxOptions<R, C>): Result<W, Given<C, [member: Text<R>, score: number][], [member: Text<R>, score: number] | null>>;
    zpopmin<R extends Form = "text", C extends Int | undefined = undefined>(key: Key, options?: ZpopminOptions<R, C>): Result<W, Given<C, [member: Text<R>, score: number][], [member: Text<R>, score: number] | null>>;
    zrandmember<R extends Form = "text", C extends Int | undefined = undefined, S extends boolean = false>(key: Key, options?: ZrandmemberOptions<R, C, S>): Result<W, Given<C, If<S, [member: Text<R>, score: number][], Text<R>[]>, Text<R> | null>>;
    zrange<R extends Form = "text", S extends boolean = false>(key: Key, start: Arg, stop: Arg, options?: ZrangeOptions<R, S>): Result<W, If<S, [member: Text<R>, score: number][], Text<R>[]>>;
    zrangebylex<R extends Form = "text">(key: Key, min: Arg, max: Arg, options?: ZrangebylexOptions<R>): Result<W, Text<R>[]>;
    zrangebyscore<R extends Form = "text", S extends boolean = false>(key: Key, min: Arg, max: Arg, options?: ZrangebyscoreOptions<R, S>): Result<W, If<S, [member: Text<R>, score: number][], Text<R>[]>>;
    zrangestore(dst: Key, src: Key, min: Arg, max: Arg, options?: ZrangestoreOptions): Result<W, number>;
    zrank<S extends boolean = false>(key: Key, member: Arg, options?: ZrankOptions<S>): Result<W, If<S, [rank: number, score: number], number> | null>;
    zrem(key: Key, member: Many<Arg>, options?: CallOptions): Result<W, number>;
    zremrangebylex(key: Key, min: Arg, max: Arg, options?: CallOptions): Result<W, number>;
    zremrangebyrank(key: Key, start: Int, stop: Int, options?: CallOptions): Result<W, number>;
    zremrangebyscore(key: Key, min: Arg, max: Arg, options?: CallOptions): Result<W, number>;
    zrevrange<R extends Form = "text", S extends boolean = false>(key: Key, start: Int, stop: Int, options?: ZrevrangeOptions<R, S>): Result<W, If<S, [member: Text<R>, score: number][], Text<R>[]>>;
    zrevrangebylex<R extends Form = "text">(key: Key, max: Arg, min: Arg, options?: ZrevrangebylexOptions<R>): Result<W, Text<R>[]>;
    zrevrangebyscore<R extends Form = "text", S extends boolean = false>(key: Key, max: Arg, min: Arg, options?: ZrevrangebyscoreOptions<R, S>): Result<W, If<S, [member: Text<R>, score: number][], Text<R>[]>>;
    zrevrank<S extends boolean = false>(key: Key, member: Arg, options?: ZrevrankOptions<S>): Result<W, If<S, [rank: number, score: number], number> | null>;
    zscan<R extends Form = "text", V extends boolean = false>(key: Key, cursor: Arg, options?: ZscanOptions<R, V>): Result<W, [cursor: Text<R>, items: If<V, Text<R>[], [member: Text<R>, score: number][]>]>;
    zscore(key: Key, member: Arg, options?: CallOptions): Result<W, number | null>;
    zunion<R extends Form = "text", S extends boolean = false>(key: Many<Key>, options?: ZunionOptions<R, S>): Result<W, If<S, [member: Text<R>, score: number][], Text<R>[]>>;
    zunionstore(destination: Key, key: Many<Key>, options?: ZunionstoreOptions): Result<W, number>;
}

// commands/types.d.ts
export type Form = NonNullable<CallOptions["reply"]>;
export interface Call<R extends Form = Form> extends CallOptions {
    readonly reply?: R;
}
export type Kind = "promise" | "command";
export type Result<W extends Kind, T> = W extends "promise" ? Promise<T> : Command<T>;
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

// connection/call.d.ts
import { type Arg, type Reply } from "fairlead-resp";
export interface Receiver {
    fulfil(part: number, value: unknown): void;
    reject(part: number, error: Error): void;
}
export declare class Call {
    readonly spec: CommandSpec;
    readonly args: readonly Arg[];
    readonly mode: number;
    deadline: number;
    readonly idempotent: boolean;
    phase: number;
    slot: number;
    asking: boolean;
    attempts: number;
    options: CallOptions | undefined;
    blocking: boolean;
    obstacle: Error | undefined;
    release: (() => void) | undefined;
    trace: CommandTrace | undefined;
    constructor(spec: CommandSpec, args: readonly Arg[], mode: number, deadline: number, idempotent: boolean, receiver?: Receiver, part?: number);
    promise(): Promise<unknown>;
    fulfil(reply: Reply): void;
    deliver(value: unknown): void;
    reject(error: unknown): void;
    fail(code: DeliveryError["code"], address: string | undefined, cause?: unknown): void;
    get repeatable(): boolean;
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
    readonly address: string | undefined;
    readonly durationMs: number;
    readonly reason: string;
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
export type UsageErrorCode = "ERR_USAGE_ARGUMENT" | "ERR_USAGE_OPTION" | "ERR_USAGE_URL" | "ERR_USAGE_ROUTE";
export declare class ReplyError extends Error {
    readonly name = "ReplyError";
    readonly code: string;
    readonly command: string;
    readonly address: string;
    constructor(code: string, message: string, command: string, address: string);
}
export declare class DeliveryError extends Error {
    readonly name = "DeliveryError";
    readonly code: DeliveryErrorCode;
    readonly delivery: Delivery;
    readonly command: string;
    readonly address: string | undefined;
    constructor(code: DeliveryErrorCode, delivery: Delivery, command: string, address: string | undefined, cause?: unknown);
}
export type DeliveryErrorCode = "ERR_TIMEOUT" | "ERR_CONNECTION_LOST" | "ERR_QUEUE_FULL" | "ERR_CLOSED";
export declare class ConnectionError extends Error {
    readonly name = "ConnectionError";
    readonly code: ConnectionErrorCode;
    readonly address: string;
    constructor(code: ConnectionErrorCode, message: string, address: string, cause?: unknown);
}
export type ConnectionErrorCode = "ERR_CONNECT_FAILED" | "ERR_CONNECT_TIMEOUT" | "ERR_CONNECT_REFUSED" | "ERR_CONNECT_LOST" | "ERR_CONNECT_STALLED" | "ERR_CONNECT_PROTOCOL" | "ERR_CONNECT_TOPOLOGY" | "ERR_CONNECT_CLOSED";
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

// index.d.ts
export type { Address } from "./address.ts";
export type { CallOptions } from "./call-options.ts";
export type { Client, ClientStats, Replies } from "./client.ts";
export type { Arg, Command, CommandSpec, Key } from "./commands/command.ts";
export type * from "./commands/commands.generated.ts";
export { commands } from "./commands/commands.ts";
export type { Call, Many, Pairs, StreamEntry } from "./commands/types.ts";
export { connect } from "./connect.ts";
export type { ChannelEvents, CommandBatch, CommandEvent, ConnectEvent, PoolEvent, PubSubGapEvent, RedirectEvent, RetryEvent, } from "./diagnostics/events.ts";
export { ConnectionError, type ConnectionErrorCode, type Delivery, DeliveryError, type DeliveryErrorCode, FanOutError, type Outcome, PartialError, ReplyError, RouteError, type RouteErrorCode, UsageError, type UsageErrorCode, } from "./errors.ts";
export type { ClientEvents } from "./events/client-events.ts";
export type { ClientState } from "./events/client-state.ts";
export type { ClientOptions, Credentials } from "./options.ts";
export type { Message, Subscription } from "./pubsub/subscription.ts";
export type { ReadCandidate, ReadFrom } from "./read-from.ts";
export { type ManyRoute, type OneRoute, type Role, type Route, type Routes, routes } from "./route.ts";
export type { ClusterNode, Shard, Topology, TopologyChange } from "./topology.ts";

// link/dispatcher.d.ts
export interface Dispatcher {
    dispatch(call: Call): void;
    addressOf(slot: number): Address | undefined;
    readonly topology: Topology;
    watch(listener: () => void): Cancel;
    load(): Load;
    close(): Promise<void>;
    destroy(): void;
}

// link/load.d.ts
export interface Load {
    readonly connections: number;
    readonly queued: number;
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
export interface Credentials {
    readonly username?: string;
    readonly password: string;
}
export interface ClientOptions {
    readonly mode?: "auto" | "standalone" | "cluster";
    readonly credentials?: Credentials | (() => Credentials | Promise<Credentials>);
    readonly database?: number;
    readonly clientName?: string;
    readonly tls?: boolean | TlsConnectionOptions;
    readonly timeoutMs?: number;
    readonly connectTimeoutMs?: number;
    readonly stallMs?: number;
    readonly keepAliveMs?: number;
    readonly maxBackoffMs?: number;
    readonly maxQueuedBytes?: number;
    readonly topologyCheckMs?: number;
    readonly readFrom?: ReadFrom;
    readonly zone?: string;
    readonly zoneOf?: (address: Address) => string | undefined;
    readonly protocol?: 2 | 3;
    readonly lookup?: LookupFunction;
    readonly signal?: AbortSignal;
}
export interface Settings {
    readonly seeds: readonly Address[];
    readonly mode: "auto" | "standalone" | "cluster";
    readonly credentials: ClientOptions["credentials"];
    readonly database: number;
    readonly clientName: string | undefined;
    readonly tls: TlsConnectionOptions | undefined;
    readonly timeoutMs: number;
    readonly connectTimeoutMs: number;
    readonly stallMs: number;
    readonly keepAliveMs: number;
    readonly maxBackoffMs: number;
    readonly maxQueuedBytes: number;
    readonly topologyCheckMs: number;
    readonly protocol: 2 | 3;
    readonly readFrom: ReadFrom;
    readonly zone: string | undefined;
    readonly zoneOf: ClientOptions["zoneOf"];
    readonly runtime: Runtime;
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

// pubsub/subscription.d.ts
export interface Message {
    readonly channel: string;
    readonly payload: string;
}
export declare class Subscription implements AsyncIterable<Message>, AsyncDisposable {
    readonly channels: readonly string[];
    readonly ready: Promise<void>;
    dropped: number;
    constructor(channels: readonly string[], ready: Promise<void>, leave: (subscription: Subscription) => void);
    deliver(message: Message): void;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
    [Symbol.asyncIterator](): AsyncIterator<Message>;
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

// runtime.d.ts
import type { LookupFunction } from "node:net";
export interface Runtime {
    now(): number;
    random(): number;
    after(ms: number, fn: () => void): Cancel;
    readonly lookup: LookupFunction | undefined;
}
export type Cancel = () => void;

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
