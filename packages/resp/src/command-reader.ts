import { CR, EMPTY, LF, type RawBuffer } from "./bytes.ts";
import { RespError } from "./errors.ts";
import { FrameScanner } from "./frame-scanner.ts";
import { splitArguments } from "./inline-arguments.ts";
import { type Limits, resolveLimits } from "./limits.ts";
import { Request, requestOf } from "./request.ts";
import { ARRAY, STRING } from "./type-byte.ts";

/** Instead of a length: its line isn't all there yet. */
const PARTIAL = -2;
/** So many are never rounded. */
const MAX_DIGITS = 15;
const ZERO = 0x30;

/** Takes large requests in pieces, so that they need not be kept whole. */
export interface LargeRequests {
  /** An argument from this size on makes a request large, if it stands behind the second. */
  readonly fromBytes: number;
  /**
   * A large request begins: `head` is what has come of it, and its `args()` can't be asked for. `false`: it is to be kept
   * until it is whole.
   */
  begin(head: Request): boolean;
  /** What follows the head, in memory that may be used again as soon as this returns; `last` completes the request. */
  piece(bytes: Buffer, start: number, end: number, last: boolean): void;
}

/**
 * Chunks of what clients send -> requests, be they multibulk or inline (one line, with quotes and escapes). Empty ones are
 * left out, as the servers do. The message of an error is the server's own, `Protocol error: ...`, ready to be sent to the
 * client behind `ERR `.
 */
export class CommandReader {
  /** What a request may be. May be changed between two chunks, when a client has shown who it is. */
  limits: Limits;
  private readonly onRequest: (request: Request) => void;
  /** What has come: up to `pos` it is read, up to `end` it is there. The current request begins at `from`. */
  private bytes = EMPTY as RawBuffer;
  private from = 0;
  private pos = 0;
  private end = 0;
  /** Where `bytes` begins in the stream. */
  private base = 0;
  /** Arguments of the current request, and those yet to come; 0 between requests. */
  private count = 0;
  private left = 0;
  /** Where the first two arguments are, counted from `from`. */
  private nameFrom = 0;
  private nameTo = 0;
  private keyFrom = 0;
  private keyTo = 0;
  /** Bytes that the request needs up to the end of the argument begun last. */
  private needed = 0;
  private failure: Error | undefined;
  private readonly large: LargeRequests | undefined;
  /** Finds the end of the large request that goes through in pieces. */
  private passing: FrameScanner | undefined;
  /** The current request is to be kept whole, though it is large. */
  private refused = false;

  /** `onRequest` must not throw and must not call the reader; nor must those of `large`. */
  constructor(onRequest: (request: Request) => void, limits: Partial<Limits> = {}, large?: LargeRequests) {
    this.onRequest = onRequest;
    this.large = large;
    this.limits = resolveLimits(limits);
  }

  /** Bytes of a request that isn't all there yet. */
  get length(): number {
    return this.end - this.from;
  }

  /**
   * Reads `chunk` from `start` to `end`. Its memory may be reused as soon as this returns.
   * @throws {RespError} `ERR_RESP_SYNTAX` or `ERR_RESP_LIMIT`. What was complete before has been handed on; every later
   * call throws the same error, because nothing tells where the next request would begin.
   */
  write(chunk: Buffer, start = 0, end: number = chunk.length): void {
    if (this.failure !== undefined) throw this.failure;
    try {
      const from = this.passing === undefined ? start : this.pass(chunk, start, end, this.passing);
      this.keep(chunk, from, end);
      while (this.pos < this.end && this.readToken());
      if (this.length > this.limits.maxReplyBytes) this.tooLarge();
    } catch (error) {
      this.failure = error as Error;
      throw error;
    }
    if (this.from === this.end) this.forget();
  }

  /** Hands on a piece of a large request; gives where the chunk goes on. */
  private pass(chunk: Buffer, start: number, end: number, scanner: FrameScanner): number {
    if (start === end) return end;
    const to = scanner.scan(chunk, start, end);
    if (to !== -1) this.passing = undefined;
    const upTo = to === -1 ? end : to;
    this.base += upTo - start;
    this.large?.piece(chunk, start, upTo, to !== -1);
    return upTo;
  }

  /** Copies what came behind what is there. It grows with what comes, never with what was announced. */
  private keep(chunk: Buffer, start: number, end: number): void {
    const { length } = this;
    const size = length + end - start;
    if (this.from + size > this.bytes.length) {
      const most = this.left === 1 ? this.needed : Number.POSITIVE_INFINITY;
      const room = length === 0 ? size : Math.max(size, Math.min(size * 2, most));
      const bytes = Buffer.allocUnsafe(room) as RawBuffer;
      this.bytes.copy(bytes, 0, this.from, this.end);
      this.base += this.from;
      this.pos -= this.from;
      this.from = 0;
      this.bytes = bytes;
    }
    chunk.copy(this.bytes, this.from + length, start, end);
    this.end = this.from + size;
  }

  /** Nothing of a chunk may stay in memory for a client that is silent. */
  private forget(): void {
    this.base += this.end;
    this.bytes = EMPTY as RawBuffer;
    this.from = this.pos = this.end = 0;
  }

  /** `false` if it isn't all there yet. */
  private readToken(): boolean {
    if (this.left > 0) return this.readArgument();
    this.from = this.pos;
    return this.bytes[this.pos] === ARRAY ? this.readCount() : this.readInline();
  }

  private readCount(): boolean {
    const count = this.readLength("mbulk count string", "invalid multibulk length");
    if (count === PARTIAL) return false;
    if (count > this.limits.maxAggregateLength) this.passed("maxAggregateLength", "invalid multibulk length");
    this.refused = false;
    this.count = this.left = Math.max(count, 0);
    this.keyFrom = this.keyTo = 0;
    if (this.left === 0) this.from = this.pos;
    return true;
  }

  private readArgument(): boolean {
    const at = this.pos;
    const first = this.bytes[at]!;
    if (first !== STRING) this.malformed(`expected '$', got '${shown(first)}'`, at);
    const length = this.readLength("bulk count string", "invalid bulk length");
    if (length === PARTIAL) return false;
    if (length < 0) this.malformed("invalid bulk length", at);
    if (length > this.limits.maxBulkBytes) this.passed("maxBulkBytes", "invalid bulk length");
    const to = this.pos + length;
    if (to + 2 > this.end) {
      this.needed = to + 2 - this.from;
      if (this.needed > this.limits.maxReplyBytes) this.tooLarge();
      if (!this.beginPassing(length)) this.pos = at;
      return false;
    }
    if (this.bytes[to] !== CR || this.bytes[to + 1] !== LF) this.malformed("malformed end of a string", to);
    if (this.left === this.count) {
      this.nameFrom = this.pos - this.from;
      this.nameTo = to - this.from;
    } else if (this.left === this.count - 1) {
      this.keyFrom = this.pos - this.from;
      this.keyTo = to - this.from;
    }
    this.pos = to + 2;
    if (--this.left === 0) this.complete();
    return true;
  }

  /** Begins to hand a request on that is large by the argument at `pos`; `false` if it is to be kept. */
  private beginPassing(length: number): boolean {
    const { large } = this;
    if (large === undefined || length < large.fromBytes || this.left > this.count - 2) return false;
    if (this.refused || !large.begin(this.made(this.end))) {
      this.refused = true;
      return false;
    }
    this.passing = new FrameScanner(this.limits, this.left, length + 2 - (this.end - this.pos));
    this.from = this.pos = this.end;
    this.left = 0;
    return true;
  }

  private complete(): void {
    const { from, pos } = this;
    if (pos - from > this.limits.maxReplyBytes) this.tooLarge();
    const request = this.made(pos);
    this.from = pos;
    this.onRequest(request);
  }

  /** The request up to `to`. */
  private made(to: number): Request {
    const { bytes, from, count, nameFrom, nameTo, keyTo } = this;
    const keyFrom = keyTo === 0 ? 0 : from + this.keyFrom;
    const keyEnd = keyTo === 0 ? 0 : from + keyTo;
    return new Request(bytes, from, to, count, from + nameFrom, from + nameTo, keyFrom, keyEnd);
  }

  private readInline(): boolean {
    const { bytes, pos: start } = this;
    const lf = this.lineFeed("inline request");
    if (lf === PARTIAL) return false;
    const to = lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
    // Latin-1 gives every byte a character, and back.
    const args = splitArguments(bytes.latin1Slice(start, to));
    if (args === undefined) this.malformed("unbalanced quotes in request", start);
    this.pos = this.from = lf + 1;
    if (args.length > 0) this.onRequest(requestOf(args.map((arg) => Buffer.from(arg, "latin1"))));
    return true;
  }

  /** The length in the line at `pos`, whose first byte is its type, or PARTIAL. Moves on. */
  private readLength(line: string, fault: string): number {
    const { bytes, end } = this;
    const start = this.pos;
    const last = Math.min(end - 1, start + MAX_DIGITS + 2);
    let value = 0;
    let at = start + 1;
    for (; at < last; at++) {
      const digit = bytes[at]! - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const plain = bytes[start + 1] !== ZERO || at === start + 2;
    if (plain && at > start + 1 && at < last && bytes[at] === CR && bytes[at + 1] === LF) {
      this.pos = at + 2;
      return value;
    }
    const lf = this.lineFeed(line);
    if (lf === PARTIAL) return PARTIAL;
    if (bytes[lf - 1] !== CR) this.malformed("malformed line ending", lf);
    const text = bytes.latin1Slice(start + 1, lf - 1);
    // As strict as the servers: one that would be taken here and not there costs a connection that others share.
    if (!/^(0|-?[1-9]\d*)$/.test(text)) this.malformed(fault, start);
    this.pos = lf + 1;
    return Math.max(Number(text), -1);
  }

  /** Where the line at `pos` ends, or PARTIAL. */
  private lineFeed(line: string): number {
    const { bytes, pos, end } = this;
    let lf = pos;
    while (lf < end && bytes[lf] !== LF) lf++;
    if (lf - pos > this.limits.maxLineBytes + 2) this.passed("maxLineBytes", `too big ${line}`);
    return lf === end ? PARTIAL : lf;
  }

  private tooLarge(): never {
    this.passed("maxReplyBytes", `request of more than ${this.limits.maxReplyBytes} bytes`);
  }

  private passed(limit: keyof Limits, fault?: string): never {
    const value = this.limits[limit];
    const text = fault ?? `more than ${limit} (${value}) allows`;
    throw new RespError("ERR_RESP_LIMIT", `Protocol error: ${text}`, { limit, value });
  }

  /** `at` is an index into `bytes`. */
  private malformed(fault: string, at: number): never {
    throw new RespError("ERR_RESP_SYNTAX", `Protocol error: ${fault}`, { offset: this.base + at });
  }
}

/** Line breaks would end the error that the byte is told in. */
function shown(byte: number): string {
  const control = byte < 0x20 || byte === 0x7f;
  return control ? " " : String.fromCharCode(byte);
}
