// What users of fairlead-resp see. Written by npm run api.

// chunk-reader.d.ts
export declare abstract class ChunkReader {
    protected readonly limits: Limits;
    protected pos: number;
    protected lineName: string;
    constructor(limits: Partial<Limits>);
    write(chunk: Buffer, start?: number, end?: number): void;
    protected abstract readTokens(bytes: Buffer, end: number): void;
    protected abstract bulkCompleted(bytes: Buffer, length: number): void;
    protected abstract unusualLength(text: string, at: number): number;
    protected readLine(bytes: Buffer, end: number): number;
    protected readLength(bytes: Buffer, end: number): number;
    protected readDigits(bytes: Buffer, start: number, end: number): number;
    protected lineEnd(bytes: Buffer, lf: number): number;
    protected takeBulk(bytes: Buffer, length: number, end: number): boolean;
    protected endUnit(): void;
    protected passed(limit: keyof Limits, fault?: string): never;
    protected malformed(fault: string, at: number): never;
}

// command-reader.d.ts
export interface LargeRequests {
    readonly fromBytes: number;
    begin(head: Request): boolean;
    piece(bytes: Buffer, start: number, end: number, last: boolean): void;
}
export declare class CommandReader {
    limits: Limits;
    constructor(onRequest: (request: Request) => void, limits?: Partial<Limits>, large?: LargeRequests);
    get length(): number;
    write(chunk: Buffer, start?: number, end?: number): void;
}

// decode.d.ts
export interface ReplySink {
    decodeMode(): number;
    pushMode(): number;
    onReply(value: Reply): void;
    onPush(items: Reply[]): void;
    onBytes?(bytes: Buffer, start: number, end: number, last: boolean): void;
}
export declare class Decoder extends ChunkReader {
    constructor(sink: ReplySink, limits?: Partial<Limits>);
    protected readTokens(bytes: Buffer, end: number): void;
    protected bulkCompleted(bytes: Buffer, length: number): void;
    protected unusualLength(text: string, at: number): number;
}

// encode-command.d.ts
export type Emit = (bytes: Buffer) => boolean;
export interface Words {
    readonly count: number;
    readonly bytes: Uint8Array;
}
export declare class CommandEncoder {
    constructor(emit: Emit, options?: {
        readonly bufferBytes?: number;
    });
    get length(): number;
    append(words: Words, args: readonly Arg[]): void;
    appendBytes(source: Buffer, from: number, to: number): void;
    flush(): void;
}
export declare function encodeWords(name: string): Words;
export declare function encodeCommand(args: readonly Arg[]): Buffer;

// encode-reply.d.ts
export declare function encodeReply(value: ServerReply, protocol: 2 | 3): Buffer;

// errors.d.ts
export type RespErrorCode = "ERR_RESP_SYNTAX" | "ERR_RESP_LIMIT" | "ERR_RESP_ARGUMENT";
export interface RespErrorFields {
    readonly offset?: number;
    readonly limit?: string;
    readonly value?: number;
    readonly position?: number;
    readonly type?: string;
}
export declare class RespError extends Error {
    readonly name = "RespError";
    readonly code: RespErrorCode;
    readonly offset: number | undefined;
    readonly limit: string | undefined;
    readonly value: number | undefined;
    readonly position: number | undefined;
    readonly type: string | undefined;
    constructor(code: RespErrorCode, message: string, fields: RespErrorFields);
}

// frame-scanner.d.ts
export declare class FrameScanner {
    constructor(limits: Limits, left?: number, skip?: number);
    scan(bytes: Buffer, from: number, end: number): number;
}

// index.d.ts
export { CommandReader, type LargeRequests } from "./command-reader.ts";
export { Decoder, type ReplySink } from "./decode.ts";
export { CommandEncoder, type Emit, encodeCommand, encodeWords, type Words } from "./encode-command.ts";
export { encodeReply } from "./encode-reply.ts";
export { RespError, type RespErrorCode } from "./errors.ts";
export { FrameScanner } from "./frame-scanner.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { type Arg, DecodeMode, ErrorReply, type Reply } from "./reply.ts";
export { Request, requestOf } from "./request.ts";
export { Attributed, Double, NULL_ARRAY, Push, type ServerReply, Simple, Verbatim, } from "./server-reply.ts";

// limits.d.ts
export interface Limits {
    readonly maxDepth: number;
    readonly maxBulkBytes: number;
    readonly maxAggregateLength: number;
    readonly maxLineBytes: number;
    readonly maxReplyBytes: number;
}
export declare const DEFAULT_LIMITS: Limits;

// reply.d.ts
export type Arg = string | number | bigint | Uint8Array;
export type Reply = null | boolean | number | bigint | string | Buffer | ErrorReply | Reply[] | Set<Reply> | Map<Reply, Reply> | {
    [field: string]: Reply;
};
export declare class ErrorReply {
    readonly message: string;
    constructor(message: string);
    get code(): string;
}
export declare const DecodeMode: {
    readonly TEXT: 0;
    readonly BYTES: 1;
    readonly PLAIN: 2;
    readonly RAW: 4;
    readonly LATIN1: 8;
};

// request.d.ts
export declare class Request {
    readonly bytes: Buffer;
    readonly from: number;
    readonly to: number;
    readonly count: number;
    readonly nameFrom: number;
    readonly nameTo: number;
    readonly keyFrom: number;
    readonly keyTo: number;
    constructor(bytes: Buffer, from: number, to: number, count: number, nameFrom: number, nameTo: number, keyFrom: number, keyTo: number);
    args(): Buffer[];
}
export declare function requestOf(args: readonly (string | Uint8Array)[]): Request;

// server-reply.d.ts
export type ServerReply = null | typeof NULL_ARRAY | boolean | number | bigint | string | Uint8Array | ErrorReply | Simple | Verbatim | Double | Push | Attributed | readonly ServerReply[] | ReadonlySet<ServerReply> | ReadonlyMap<ServerReply, ServerReply> | {
    readonly [field: string]: ServerReply;
};
export declare const NULL_ARRAY: unique symbol;
export declare class Simple {
    readonly text: string;
    constructor(text: string);
}
export declare class Verbatim {
    readonly format: string;
    readonly text: string;
    constructor(format: string, text: string);
}
export declare class Double {
    readonly value: number;
    constructor(value: number);
}
export declare class Push {
    readonly items: readonly ServerReply[];
    constructor(items: readonly ServerReply[]);
}
export declare class Attributed {
    readonly attributes: ReadonlyMap<ServerReply, ServerReply>;
    readonly value: ServerReply;
    constructor(attributes: ReadonlyMap<ServerReply, ServerReply>, value: ServerReply);
}
