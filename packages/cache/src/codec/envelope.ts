import type { Encoded } from "../layer.ts";
import { byteAt } from "./latin1.ts";
import { undecodable } from "./undecodable.ts";
import { ByteReader, VARINT_MAX_BYTES, writeVarint } from "./varint.ts";

// What stands before an encoded value, so that it can be read whatever the reader is set to write itself:
//
//   offset  bytes
//   0       C1        no text in UTF-8 and no MessagePack begins with it
//   1       01        the version. 02 to 0F are for later ones
//   2       format    its id; 00 for the value undefined, which has no payload
//   3       compressor  its id; 00 for none, 3F for none and a payload that is ASCII
//   4       varint    the payload's bytes before it was compressed
//           payload   up to the end

const MAGIC = 0xc1;
const VERSION = 0x01;
const LAST_VERSION = 0x0f;

/** The format id of the value `undefined`. */
export const UNDEFINED_ID = 0;

/** The compressor id of a payload that is not compressed, and ASCII. */
export const ASCII_ID = 0x3f;

/** What the envelope says of a value. */
export interface Envelope<B extends Encoded = Uint8Array> {
  readonly format: number;
  readonly compressor: number;
  /** Before compression. */
  readonly rawBytes: number;
  /** A view of the rest. */
  readonly payload: B;
}

export function sealed({ format, compressor, rawBytes, payload }: Envelope): Buffer {
  const bytes = Buffer.allocUnsafe(4 + VARINT_MAX_BYTES + payload.length);
  bytes[0] = MAGIC;
  bytes[1] = VERSION;
  bytes[2] = format;
  bytes[3] = compressor;
  const at = writeVarint(bytes, 4, rawBytes);
  bytes.set(payload, at);
  return bytes.subarray(0, at + payload.length);
}

/** Whether it begins as envelopes of any version do, those of today and of tomorrow. */
export function looksSealed(bytes: Encoded): boolean {
  if (bytes.length < 2 || !beginsWithMagic(bytes)) return false;
  const version = byteAt(bytes, 1);
  return version >= VERSION && version <= LAST_VERSION;
}

/** Whether it begins with the byte that no bare value begins with. */
export function beginsWithMagic(bytes: Encoded): boolean {
  return byteAt(bytes, 0) === MAGIC;
}

/** @throws {CacheError} `ERR_CACHE_DECODE` for another version, and for one that isn't whole. */
export function opened<B extends Encoded>(bytes: B, label: string): Envelope<B> {
  const from = new ByteReader(bytes, label);
  if (from.byte() !== MAGIC) throw undecodable(label, "It has no envelope.");
  const version = from.byte();
  if (version !== VERSION)
    throw undecodable(label, `Its envelope is of a version not known here: ${version}.`);
  const format = from.byte();
  const compressor = from.byte();
  const rawBytes = from.varint();
  const payload = from.take(from.left);
  if (isPlain(compressor) && payload.length !== rawBytes) {
    throw undecodable(label, "An encoded value is not as long as it says.");
  }
  return { format, compressor, rawBytes, payload };
}

/** Whether the payload is as it was. */
export function isPlain(compressor: number): boolean {
  return compressor === 0 || compressor === ASCII_ID;
}
