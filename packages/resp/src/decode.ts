import { toMap, toSet } from "./assemble.ts";
import { errorText, ownBytes, ownText, simpleValue, textOf } from "./bytes.ts";
import { ChunkReader, PARTIAL } from "./chunk-reader.ts";
import { type Frame, following, isInPush, isWhole, STREAMED } from "./frame.ts";
import { FrameScanner } from "./frame-scanner.ts";
import type { Limits } from "./limits.ts";
import { DecodeMode, ErrorReply, type Reply } from "./reply.ts";
import { parseScalar } from "./scalar.ts";
import { TextArena } from "./text-arena.ts";
import { ARRAY, ATTRIBUTE, BULK_ERROR, ERROR, MAP, PIECE, PUSH, SET, STRING } from "./type-byte.ts";

/** Where a {@link Decoder} puts what it has read. Its methods must not throw and must not call the decoder. */
export interface ReplySink {
  /** {@link DecodeMode} bits for the reply that begins. Asked once for each, at its first byte. */
  decodeMode(): number;
  /** The same for a push. */
  pushMode(): number;
  onReply(value: Reply): void;
  /** A RESP3 push: what it holds, its kind first. May come between the mode of a reply and that reply. */
  onPush(items: Reply[]): void;
  /**
   * A piece of a reply whose mode is `RAW`, from `start` to `end`; the last one completes it. The memory may be reused as
   * soon as this returns. Only needed if there is such a mode.
   */
  onBytes?(bytes: Buffer, start: number, end: number, last: boolean): void;
}

/** What a length can be besides a number, and besides PARTIAL. */
const NULL = -3;
/** A mode that has yet to be asked for. */
const UNASKED = -1;

/**
 * Chunks of RESP2 or RESP3 -> values, see {@link Reply}.
 *
 * - Invalid UTF-8 in text becomes U+FFFD.
 * - Attributes (`|`) are read and dropped. Streamed strings and aggregates come out like others, once complete.
 * - In a plain object keys that are numbers, booleans or null become their text. A map with an aggregate or an error
 *   among its keys, or with more than 2^23 entries, comes out as `Map` after all.
 * - A push inside a reply is handed on as if it stood before it: Redis before 7.2 sends some so (redis/redis#12326). Only
 *   confirmations of (un)subscribing are a syntax error there, because each may or may not be an element of the reply.
 */
export class Decoder extends ChunkReader {
  private readonly sink: ReplySink;
  private readonly arena = new TextArena();
  /** The innermost open aggregate. */
  private frame: Frame | undefined;
  /** The current reply's DecodeMode bits, or those of the push inside it. */
  private mode = UNASKED;
  /** The reply's while there is a push inside it. */
  private outerMode = UNASKED;
  /** Type of the bulk that is being completed. */
  private bulkType = 0;

  private readonly scanner: FrameScanner;
  /** The reply under way goes through as bytes. */
  private passing = false;

  constructor(sink: ReplySink, limits: Partial<Limits> = {}) {
    super(limits);
    this.sink = sink;
    this.scanner = new FrameScanner(this.limits);
  }

  protected readTokens(bytes: Buffer, end: number): void {
    while (this.pos < end) {
      const { frame } = this;
      if (frame !== undefined && (this.mode & DecodeMode.BYTES) === 0) {
        this.pos = this.arena.readRun(bytes, this.pos, frame, this.limits.maxBulkBytes);
        if (this.pos === end) break;
      }
      const type = bytes[this.pos]!;
      if (frame === undefined && this.mode === UNASKED) this.askMode(type);
      if (this.passing) {
        this.pass(bytes, end);
        continue;
      }
      const value = this.readToken(type, bytes, end);
      if (value !== undefined) this.deliver(value);
    }
    this.arena.reset();
  }

  protected bulkCompleted(bytes: Buffer, length: number): void {
    const ready = this.bulkType === STRING && (this.mode & DecodeMode.BYTES) !== 0;
    const value = ready ? bytes.subarray(0, length) : this.bulkValue(this.bulkType, bytes, 0, length, length);
    this.arena.reset();
    if (value !== undefined) this.deliver(value);
  }

  protected unusualLength(text: string, at: number): number {
    if (text === "-1") return NULL;
    if (text === "?") return STREAMED;
    return /^\d+$/.test(text) ? Number(text) : this.malformed("malformed length", at);
  }

  private askMode(type: number): void {
    if (type === PUSH) this.mode = this.sink.pushMode();
    else if (type !== ATTRIBUTE) {
      this.mode = this.sink.decodeMode();
      this.passing = (this.mode & DecodeMode.RAW) !== 0 && type !== ERROR && type !== BULK_ERROR;
    }
  }

  private pass(bytes: Buffer, end: number): void {
    const from = this.pos;
    const to = this.scanner.scan(bytes, from, end);
    this.pos = to === -1 ? end : to;
    this.passing = to === -1;
    if (!this.passing) this.endReply();
    this.sink.onBytes?.(bytes, from, this.pos, !this.passing);
  }

  /** The value that the token at `pos` completes; `undefined` if none. */
  private readToken(type: number, bytes: Buffer, end: number): Reply | undefined {
    switch (type) {
      case STRING:
      case BULK_ERROR:
      case PIECE:
      case 0x3d: // =
        return this.readBulk(type, bytes, end);
      case 0x3a: // :
        return this.readInteger(bytes, end);
      case MAP:
      case ARRAY:
      case PUSH:
      case ATTRIBUTE:
      case SET:
        return this.readAggregate(type, bytes, end);
      case 0x23: // #
      case 0x28: // (
      case 0x2b: // +
      case 0x2c: // ,
      case ERROR:
      case 0x2e: // .
      case 0x5f: // _
        return this.readLineValue(type, bytes, end);
      default:
        return this.malformed("unknown type", this.pos);
    }
  }

  private readBulk(type: number, bytes: Buffer, end: number): Reply | undefined {
    const at = this.pos;
    const length = this.readLength(bytes, end);
    if (length < 0) return length === PARTIAL ? undefined : this.unusualBulk(type, length, at);
    if (length > this.limits.maxBulkBytes) this.passed("maxBulkBytes");
    if (type === PIECE && length === 0) return this.closeStreamed(true, at);
    const from = this.pos;
    this.bulkType = type;
    return this.takeBulk(bytes, length, end)
      ? this.bulkValue(type, bytes, from, from + length, end)
      : undefined;
  }

  private unusualBulk(type: number, length: number, at: number): Reply | undefined {
    if (type !== STRING) this.malformed("malformed length", at);
    return length === NULL ? null : this.open(STRING, STREAMED);
  }

  /** The value of a bulk whose bytes go from `from` to `to`; those after it end at `end`. */
  private bulkValue(type: number, bytes: Buffer, from: number, to: number, end: number): Reply | undefined {
    if (type === STRING) return this.stringValue(bytes, from, to, end);
    if (type === BULK_ERROR) return new ErrorReply(errorText(bytes, from, to, this.mode));
    if (type === PIECE) return this.addPiece(bytes, from, to);
    // A verbatim string begins with its format, three letters and a colon.
    if (to - from < 4 || bytes[from + 3] !== 0x3a) this.malformed("malformed verbatim string", from);
    return this.stringValue(bytes, from + 4, to, end);
  }

  private stringValue(bytes: Buffer, from: number, to: number, end: number): string | Buffer {
    if ((this.mode & DecodeMode.BYTES) !== 0) return ownBytes(bytes, from, to);
    if (this.frame === undefined) return textOf(bytes, from, to, this.mode);
    if (this.arena.needsFill(to)) this.arena.fill(bytes, from, to, following(this.frame), end, this.mode);
    return this.arena.read(bytes, from, to, this.mode);
  }

  private readInteger(bytes: Buffer, end: number): Reply | undefined {
    const start = this.pos + 1;
    const negative = bytes[start] === 0x2d;
    const value = this.readDigits(bytes, negative ? start + 1 : start, end);
    if (value >= 0) return negative ? 0 - value : value;
    return this.readLineValue(0x3a, bytes, end);
  }

  private readLineValue(type: number, bytes: Buffer, end: number): Reply | undefined {
    const at = this.pos;
    const lf = this.readLine(bytes, end);
    if (lf === PARTIAL) return undefined;
    const to = this.lineEnd(bytes, lf);
    if (type === 0x2b) return simpleValue(bytes, at + 1, to, this.mode);
    if (type === ERROR) return new ErrorReply(errorText(bytes, at + 1, to, this.mode));
    const text = ownText(bytes, at + 1, to);
    if (text === "" && type === 0x2e) return this.closeStreamed(false, at);
    const value = parseScalar(type, text);
    if (value === undefined) this.malformed("malformed value", at);
    return value;
  }

  private readAggregate(type: number, bytes: Buffer, end: number): Reply | undefined {
    const at = this.pos;
    const length = this.readLength(bytes, end);
    if (length < 0) return length === PARTIAL ? undefined : this.unusualAggregate(type, length, at);
    if (length > this.limits.maxAggregateLength) this.passed("maxAggregateLength");
    if (type === PUSH && this.frame !== undefined) this.beginInnerPush(at);
    return this.open(type, type === MAP || type === ATTRIBUTE ? length * 2 : length);
  }

  private unusualAggregate(type: number, length: number, at: number): Reply | undefined {
    if (length === NULL && type === ARRAY) return null;
    if (length === NULL || type === PUSH || type === ATTRIBUTE) this.malformed("malformed length", at);
    return this.open(type, STREAMED);
  }

  private open(type: number, left: number): Reply | undefined {
    const outer = this.frame;
    const depth = outer === undefined ? 1 : outer.depth + 1;
    if (depth > this.limits.maxDepth) this.passed("maxDepth");
    this.frame = { type, left, items: [], outer, depth };
    return left === 0 ? this.close(this.frame) : undefined;
  }

  private beginInnerPush(at: number): void {
    if (isInPush(this.frame)) this.malformed("a push inside a push", at);
    this.outerMode = this.mode;
    this.mode = this.sink.pushMode();
  }

  private endInnerPush([kind]: Reply[]): void {
    this.mode = this.outerMode;
    if (!/subscribe$/.test(String(kind))) return;
    this.malformed("a confirmation of (un)subscribing inside a reply", this.pos);
  }

  private addPiece(bytes: Buffer, from: number, to: number): undefined {
    if (this.frame?.type !== STRING) this.malformed("misplaced piece of a string", from);
    this.frame.items.push(ownBytes(bytes, from, to)); // and `left` stays as it is, see isWhole
  }

  private closeStreamed(isString: boolean, at: number): Reply | undefined {
    const { frame } = this;
    const fits =
      frame !== undefined && frame.left < 0 && (frame.type === STRING) === isString && isWhole(frame);
    if (!fits) this.malformed("misplaced end of a stream", at);
    return this.close(frame);
  }

  /** The value of the innermost open aggregate; `undefined` for what is none. */
  private close(frame: Frame): Reply | undefined {
    this.frame = frame.outer;
    const { items } = frame;
    switch (frame.type) {
      case ARRAY:
        return items;
      case MAP:
        return toMap(items, this.mode);
      case SET:
        return toSet(items, this.mode);
      case STRING:
        return this.stringOf(items as Buffer[]);
      case PUSH:
        if (this.frame === undefined) this.endReply();
        else this.endInnerPush(items);
        this.sink.onPush(items);
        return undefined;
      default:
        return undefined;
    }
  }

  private stringOf(pieces: Buffer[]): string | Buffer {
    const bytes = Buffer.concat(pieces);
    if (bytes.length > this.limits.maxBulkBytes) this.passed("maxBulkBytes");
    return simpleValue(bytes, 0, bytes.length, this.mode);
  }

  /** Puts a value into the innermost aggregate, and that into its own if it is complete now, and so on. */
  private deliver(value: Reply): void {
    let whole: Reply | undefined = value;
    while (whole !== undefined) {
      const frame: Frame | undefined = this.frame;
      if (frame === undefined) {
        this.endReply();
        this.sink.onReply(whole);
        return;
      }
      frame.items.push(whole);
      frame.left--;
      whole = frame.left === 0 ? this.close(frame) : undefined;
    }
  }

  private endReply(): void {
    this.endUnit();
    this.mode = UNASKED;
    this.arena.reset();
  }
}
