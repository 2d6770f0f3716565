import { constants, isAscii } from "node:buffer";
import { RespError } from "./errors.ts";
import { DecodeMode } from "./reply.ts";

export const CR = 0x0d;
export const LF = 0x0a;
export const EMPTY: Buffer = Buffer.alloc(0);

/** Methods that every Buffer has beneath `toString` and `write`, a third cheaper; undocumented, hence this type. */
export interface RawBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
  utf8Write(text: string, offset: number): number;
}

/**
 * The text of `bytes` from `from` to `to`, with memory of its own. Invalid UTF-8 becomes U+FFFD, as in `toString()`.
 * @throws {RespError} `ERR_RESP_LIMIT` when it is longer than a string of the engine can be (about 512 MiB).
 */
export function ownText(bytes: Buffer, from: number, to: number): string {
  const length = to - from;
  if (length <= 8) return shortText(bytes as RawBuffer, from, to);
  if (length < 2048) return (bytes as RawBuffer).utf8Slice(from, to);
  if (length > constants.MAX_STRING_LENGTH) throw tooLongForText();
  // For long text the check and the plain copy together cost less than decoding.
  return isAscii(bytes.subarray(from, to))
    ? (bytes as RawBuffer).latin1Slice(from, to)
    : (bytes as RawBuffer).utf8Slice(from, to);
}

/**
 * The same with a character for each byte.
 * @throws {RespError} as {@link ownText}
 */
function ownLatin1(bytes: Buffer, from: number, to: number): string {
  if (to - from > constants.MAX_STRING_LENGTH) throw tooLongForText();
  return (bytes as RawBuffer).latin1Slice(from, to);
}

function tooLongForText(): RespError {
  return new RespError("ERR_RESP_LIMIT", "Protocol error: a string is too long to be text", {
    limit: "maxBulkBytes",
    value: constants.MAX_STRING_LENGTH,
  });
}

/** For a few characters a native call costs more than making them here. */
function shortText(bytes: RawBuffer, from: number, to: number): string {
  let text = "";
  let at = from;
  if (to - from >= 4) {
    const a = bytes[from]!;
    const b = bytes[from + 1]!;
    const c = bytes[from + 2]!;
    const d = bytes[from + 3]!;
    if ((a | b | c | d) > 0x7f) return bytes.utf8Slice(from, to);
    text = String.fromCharCode(a, b, c, d);
    at += 4;
  }
  for (; at < to; at++) {
    const byte = bytes[at]!;
    if (byte > 0x7f) return bytes.utf8Slice(from, to);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** A string under `mode`, which is not `BYTES`. */
export function textOf(bytes: Buffer, from: number, to: number, mode: number): string {
  return (mode & DecodeMode.LATIN1) !== 0 ? ownLatin1(bytes, from, to) : ownText(bytes, from, to);
}

/** A copy of `bytes` from `from` to `to`. */
export function ownBytes(bytes: Buffer, from: number, to: number): Buffer {
  const copy = Buffer.allocUnsafe(to - from);
  bytes.copy(copy, 0, from, to);
  return copy;
}

/** The value of a simple string under `mode`. */
export function simpleValue(bytes: Buffer, from: number, to: number, mode: number): string | Buffer {
  if ((mode & DecodeMode.BYTES) !== 0) return ownBytes(bytes, from, to);
  if (to - from === 2 && bytes[from] === 0x4f && bytes[from + 1] === 0x4b) return "OK";
  return textOf(bytes, from, to, mode);
}

/** The text of an error. In place of a reply that was to come as bytes, each character stands for a byte. */
export function errorText(bytes: Buffer, from: number, to: number, mode: number): string {
  const raw = (mode & DecodeMode.RAW) !== 0;
  return raw ? (bytes as RawBuffer).latin1Slice(from, to) : ownText(bytes, from, to);
}
