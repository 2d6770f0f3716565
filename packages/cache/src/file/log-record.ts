import { crc32 } from "node:zlib";

// One change in a log:
//
//   offset  bytes
//   0       u32    the key's bytes
//   4       u32    the value's bytes; FFFFFFFF if the key is deleted
//   8       u32    CRC-32 of the 8 bytes before
//   12      u32    CRC-32 of key and value
//   16      key, value
//
// Numbers are big-endian. With a sum of its own over the lengths, a record that was cut off can be told from a damaged one.

const HEAD_BYTES = 16;
const DELETED = 0xffff_ffff;

export interface LogRecord {
  readonly key: string;
  /** A view; undefined if the key is deleted. */
  readonly value: Buffer | undefined;
  /** Of the whole record. */
  readonly bytes: number;
}

export function logRecord(key: string, value: Uint8Array | undefined): Buffer {
  const keyBytes = Buffer.byteLength(key);
  const record = Buffer.allocUnsafe(HEAD_BYTES + keyBytes + (value?.length ?? 0));
  record.writeUInt32BE(keyBytes, 0);
  record.writeUInt32BE(value?.length ?? DELETED, 4);
  record.writeUInt32BE(crc32(record.subarray(0, 8)), 8);
  record.write(key, HEAD_BYTES);
  if (value !== undefined) record.set(value, HEAD_BYTES + keyBytes);
  record.writeUInt32BE(crc32(record.subarray(HEAD_BYTES)), 12);
  return record;
}

/** The record that begins at `at`. `cut`: the bytes end before it does. */
export function readLogRecord(from: Buffer, at: number): LogRecord | "cut" | "damaged" {
  if (from.length - at < HEAD_BYTES) return "cut";
  if (from.readUInt32BE(at + 8) !== crc32(from.subarray(at, at + 8))) return "damaged";
  const keyEnd = at + HEAD_BYTES + from.readUInt32BE(at);
  const valueBytes = from.readUInt32BE(at + 4);
  const end = valueBytes === DELETED ? keyEnd : keyEnd + valueBytes;
  if (end > from.length) return "cut";
  if (from.readUInt32BE(at + 12) !== crc32(from.subarray(at + HEAD_BYTES, end))) return "damaged";
  return {
    key: from.toString("utf8", at + HEAD_BYTES, keyEnd),
    value: valueBytes === DELETED ? undefined : from.subarray(keyEnd, end),
    bytes: end - at,
  };
}
