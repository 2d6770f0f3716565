import { CR, LF, type RawBuffer } from "./bytes.ts";
import { RespError } from "./errors.ts";
import { KeptBytes } from "./kept-bytes.ts";
import { type Limits, resolveLimits } from "./limits.ts";

/** Instead of an index or a length: the token isn't all there yet. */
export const PARTIAL = -2;

/** So many are never rounded. */
const MAX_DIGITS = 15;

/**
 * Reads tokens from chunks that begin and end anywhere: lines, and bulks (an announced number of bytes, then CRLF).
 * A token that isn't all there is copied and completed by later chunks. So nothing is read twice, nothing keeps a view
 * of a chunk, and a subclass only ever sees whole tokens.
 */
export abstract class ChunkReader {
  protected readonly limits: Limits;
  /** Where the next token begins in the bytes being read; 0 between two calls. */
  protected pos = 0;
  /** What to call the line at `pos` if it is too long. */
  protected lineName = "line";
  /** Where the bytes being read begin in the stream. */
  private base = 0;
  /** Where in the stream the current reply or request begins. */
  private unitStart = 0;
  private readonly line = new KeptBytes();
  private readonly bulk = new KeptBytes();
  /** Bytes of the bulk to be completed, with its CRLF; 0 when there is none. */
  private bulkBytes = 0;
  private failure: Error | undefined;

  constructor(limits: Partial<Limits>) {
    this.limits = resolveLimits(limits);
  }

  /**
   * Reads `chunk` from `start` to `end`. Its memory may be reused as soon as this returns.
   * @throws {RespError} `ERR_RESP_SYNTAX` or `ERR_RESP_LIMIT`. What was complete before has been handed on; every later
   * call throws the same error, because nothing tells where the next value would begin.
   */
  write(chunk: Buffer, start = 0, end: number = chunk.length): void {
    if (this.failure !== undefined) throw this.failure;
    try {
      let from = start;
      if (this.line.length > 0) from = this.completeLine(chunk, from, end);
      if (this.bulkBytes > 0) from = this.completeBulk(chunk, from, end);
      this.read(chunk, from, end);
      this.checkUnit();
    } catch (error) {
      this.failure = error as Error;
      throw error;
    }
  }

  /** Reads tokens from `pos` until it has reached `end`. */
  protected abstract readTokens(bytes: Buffer, end: number): void;

  /** Takes a bulk for which `takeBulk` said false; `bytes` is the reader's own. */
  protected abstract bulkCompleted(bytes: Buffer, length: number): void;

  /** What a length means that isn't a few digits; throws if nothing. Its line began at `at`. */
  protected abstract unusualLength(text: string, at: number): number;

  /** The index of the LF that ends the line at `pos`, or PARTIAL. Moves on. */
  protected readLine(bytes: Buffer, end: number): number {
    const start = this.pos;
    let lf = start;
    while (lf < end && bytes[lf] !== LF) lf++;
    if (lf === end) {
      this.keepLine(bytes, start, end);
      this.pos = end;
      return PARTIAL;
    }
    if (lf - start > this.limits.maxLineBytes + 2) this.lineTooLong();
    this.pos = lf + 1;
    return lf;
  }

  /** The length in the line at `pos`, whose first byte is its type, or PARTIAL. Moves on. */
  protected readLength(bytes: Buffer, end: number): number {
    const start = this.pos;
    const length = this.readDigits(bytes, start + 1, end);
    if (length >= 0) return length;
    if (this.pos + 5 <= end && isMinusOne(bytes, start + 1)) {
      this.pos += 5;
      return this.unusualLength("-1", start);
    }
    const lf = this.readLine(bytes, end);
    if (lf === PARTIAL) return PARTIAL;
    const text = (bytes as RawBuffer).latin1Slice(start + 1, this.lineEnd(bytes, lf));
    return this.unusualLength(text, start);
  }

  /** What the digits and CRLF at `start` say; moves on. -1 if there is anything else, or not all of it: stays. */
  protected readDigits(bytes: Buffer, start: number, end: number): number {
    const last = Math.min(end - 1, start + MAX_DIGITS + 1);
    let value = 0;
    let at = start;
    for (; at < last; at++) {
      const digit = bytes[at]! - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === start || at >= last || bytes[at] !== CR || bytes[at + 1] !== LF) return -1;
    this.pos = at + 2;
    return value;
  }

  /** The index of the CR that must come before `lf`. */
  protected lineEnd(bytes: Buffer, lf: number): number {
    if (bytes[lf - 1] !== CR) this.malformed("malformed line ending", lf);
    return lf - 1;
  }

  /** Moves past `length` bytes and their CRLF. False when they aren't all there: then `bulkCompleted` will get them. */
  protected takeBulk(bytes: Buffer, length: number, end: number): boolean {
    const to = this.pos + length;
    if (to + 2 <= end) {
      this.checkEnding(bytes, to);
      this.pos = to + 2;
      return true;
    }
    this.bulkBytes = length + 2;
    this.bulk.append(bytes, this.pos, end, this.bulkBytes);
    this.pos = end;
    return false;
  }

  /** A reply or request ends at `pos`. */
  protected endUnit(): void {
    this.checkUnit();
    this.unitStart = this.base + this.pos;
  }

  protected passed(limit: keyof Limits, fault?: string): never {
    const value = this.limits[limit];
    const text = fault ?? `more than ${limit} (${value}) allows`;
    throw new RespError("ERR_RESP_LIMIT", `Protocol error: ${text}`, { limit, value });
  }

  /** `at` is an index into the bytes being read. */
  protected malformed(fault: string, at: number): never {
    throw new RespError("ERR_RESP_SYNTAX", `Protocol error: ${fault}`, { offset: this.base + at });
  }

  private lineTooLong(): never {
    this.passed("maxLineBytes", `too big ${this.lineName}`);
  }

  private read(bytes: Buffer, from: number, end: number): void {
    this.base -= from;
    this.pos = from;
    this.readTokens(bytes, end);
    this.settle();
  }

  private settle(): void {
    this.base += this.pos;
    this.pos = 0;
  }

  private keepLine(bytes: Buffer, from: number, to: number): void {
    const most = this.limits.maxLineBytes + 3; // its type, CR and LF
    if (this.line.length + to - from > most) this.lineTooLong();
    this.line.append(bytes, from, to, most);
  }

  /** Adds the rest of the line that an earlier chunk began; reads it once whole. Gives where the chunk goes on. */
  private completeLine(chunk: Buffer, from: number, end: number): number {
    let to = from;
    while (to < end && chunk[to] !== LF) to++;
    const whole = to < end;
    if (whole) to++;
    this.keepLine(chunk, from, to);
    this.base += to - from;
    if (whole) {
      const { length } = this.line;
      this.base -= length;
      this.read(this.line.take(), 0, length);
    }
    return to;
  }

  private completeBulk(chunk: Buffer, from: number, end: number): number {
    const to = Math.min(end, from + this.bulkBytes - this.bulk.length);
    this.bulk.append(chunk, from, to, this.bulkBytes);
    this.base += to - from;
    if (this.bulk.length === this.bulkBytes) {
      this.base -= this.bulkBytes;
      this.pos = this.bulkBytes;
      const bytes = this.bulk.take();
      const length = this.bulkBytes - 2;
      this.bulkBytes = 0;
      this.checkEnding(bytes, length);
      this.bulkCompleted(bytes, length);
      this.settle();
    }
    return to;
  }

  private checkEnding(bytes: Buffer, at: number): void {
    if (bytes[at] !== CR || bytes[at + 1] !== LF) this.malformed("malformed end of a string", at);
  }

  private checkUnit(): void {
    if (this.base + this.pos - this.unitStart > this.limits.maxReplyBytes) this.passed("maxReplyBytes");
  }
}

/** Nulls are too common to be made text of. */
function isMinusOne(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x2d && bytes[at + 1] === 0x31 && bytes[at + 2] === CR && bytes[at + 3] === LF;
}
