import { CR, LF } from "./bytes.ts";
import { RespError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { ARRAY, ATTRIBUTE, BULK_ERROR, ERROR, MAP, SET, STRING } from "./type-byte.ts";

/** Instead of a length: no digit has come yet. */
const NOTHING = -1;

/**
 * Finds where one value ends, in chunks that end anywhere, without reading it: it counts the values still to come, and
 * skips what strings announce. What no server sends (streamed strings and aggregates, pushes inside a reply) is refused.
 */
export class FrameScanner {
  private readonly limits: Limits;
  /** Values still to come, the current one included. */
  private left: number;
  /** Bytes of the current string still to come, its CRLF included. */
  private skip: number;
  /** Type of the line being read, 0 between two. */
  private type = 0;
  /** The length that it says, as far as it was read. */
  private length = NOTHING;
  private negative = false;
  private lineBytes = 0;
  /** The last byte was a CR. */
  private afterCr = false;

  /** May begin in the middle: `left` values are to come, and of the first of them `skip` bytes. */
  constructor(limits: Limits, left = 1, skip = 0) {
    this.limits = limits;
    this.left = left;
    this.skip = skip;
  }

  /**
   * Goes on with the value at `from`: returns the index behind its last byte, and is ready for the next value; or -1 if
   * it goes on behind `end`.
   * @throws {RespError} `ERR_RESP_SYNTAX`, `ERR_RESP_LIMIT`.
   */
  scan(bytes: Buffer, from: number, end: number): number {
    let at = from;
    while (at < end) {
      at = this.skip > 0 ? this.passBulk(bytes, at, end) : this.passLine(bytes, at, end);
      if (this.left === 0) {
        this.left = 1;
        return at;
      }
    }
    return -1;
  }

  private passBulk(bytes: Buffer, from: number, end: number): number {
    const to = Math.min(end, from + this.skip);
    const left = this.skip - (to - from);
    // Its last two bytes, as far as they are here, are CR and LF.
    const lf = to - 1 + left;
    if (lf < end && bytes[lf] !== LF) this.malformed("malformed end of a string");
    if (lf - 1 >= from && lf - 1 < end && bytes[lf - 1] !== CR) this.malformed("malformed end of a string");
    this.skip = left;
    if (left === 0) this.left--;
    return to;
  }

  private passLine(bytes: Buffer, from: number, end: number): number {
    let at = from;
    if (this.type === 0) this.begin(bytes[at++]!);
    if (!hasLength(this.type)) return this.passText(bytes, at, end);
    while (at < end) if (this.endsLength(bytes[at++]!)) break;
    return at;
  }

  /** Takes the next byte of a line with a length; whether that was its last. */
  private endsLength(byte: number): boolean {
    if (this.afterCr) {
      if (byte !== LF) this.malformed("malformed length");
      this.afterCr = false;
      this.announced();
      return true;
    }
    if (byte >= 0x30 && byte <= 0x39) {
      this.length = Math.max(this.length, 0) * 10 + byte - 0x30;
      if (this.length > Number.MAX_SAFE_INTEGER) this.malformed("malformed length");
    } else if (this.length !== NOTHING && byte === CR) this.afterCr = true;
    else if (this.length === NOTHING && byte === 0x2d && !this.negative) this.negative = true;
    else this.malformed("malformed length");
    return false;
  }

  private passText(bytes: Buffer, from: number, end: number): number {
    let at = from;
    while (at < end && bytes[at] !== LF) at++;
    this.lineBytes += at - from;
    if (this.lineBytes > this.limits.maxLineBytes + 1) this.passed("maxLineBytes");
    if (at > from) this.afterCr = bytes[at - 1] === CR;
    if (at === end) return at;
    if (!this.afterCr) this.malformed("malformed line ending");
    this.afterCr = false;
    this.type = 0;
    this.left--;
    return at + 1;
  }

  private begin(type: number): void {
    if (!isKnown(type)) this.malformed("unknown type");
    this.type = type;
    this.length = NOTHING;
    this.negative = false;
    this.lineBytes = 0;
  }

  /** A line has said how much follows. */
  private announced(): void {
    const { type, length } = this;
    this.type = 0;
    if (this.negative) {
      if (length !== 1 || (type !== STRING && type !== ARRAY)) this.malformed("malformed length");
      this.left--;
    } else if (isString(type)) {
      if (length > this.limits.maxBulkBytes) this.passed("maxBulkBytes");
      this.skip = length + 2;
    } else this.open(type, length);
  }

  private open(type: number, length: number): void {
    if (length > this.limits.maxAggregateLength) this.passed("maxAggregateLength");
    this.left += type === MAP || type === ATTRIBUTE ? length * 2 : length;
    // Attributes stand before a value; everything else is one.
    if (type !== ATTRIBUTE) this.left--;
  }

  private malformed(fault: string): never {
    throw new RespError("ERR_RESP_SYNTAX", `Protocol error: ${fault}`, {});
  }

  private passed(limit: keyof Limits): never {
    const value = this.limits[limit];
    const text = `Protocol error: more than ${limit} (${value}) allows`;
    throw new RespError("ERR_RESP_LIMIT", text, { limit, value });
  }
}

function isString(type: number): boolean {
  return type === STRING || type === BULK_ERROR || type === 0x3d; // =
}

function hasLength(type: number): boolean {
  return isString(type) || type === ARRAY || type === MAP || type === SET || type === ATTRIBUTE;
}

function isKnown(type: number): boolean {
  switch (type) {
    case ERROR:
    case 0x2b: // +
    case 0x3a: // :
    case 0x2c: // ,
    case 0x23: // #
    case 0x28: // (
    case 0x5f: // _
      return true;
    default:
      return hasLength(type);
  }
}
