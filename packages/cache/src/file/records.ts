import { packStored, unpackStored } from "../codec/pack.ts";
import { ByteReader, VARINT_MAX_BYTES, writeVarint } from "../codec/varint.ts";
import type { Stored } from "../layer.ts";

// What stands in the log, by its key:
//
//   e<id>    an entry, packed
//   t<tag>   a tag that was invalidated: two varints, its stamp, and until when that is kept

export const ENTRY = "e";
export const TAG = "t";

/** A tag that was invalidated. */
export interface Stamp {
  readonly stamp: number;
  /** ms since 1970. */
  readonly until: number;
}

export function writeEntry(stored: Stored): Buffer {
  return packStored(stored);
}

/** `undefined` if it is of another version. */
export function readEntry(record: Uint8Array): Stored | undefined {
  try {
    return unpackStored(record);
  } catch {
    return undefined;
  }
}

export function stampRecord({ stamp, until }: Stamp): Buffer {
  const record = Buffer.allocUnsafe(2 * VARINT_MAX_BYTES);
  return record.subarray(0, writeVarint(record, writeVarint(record, 0, stamp), until));
}

/** `undefined` if it is of another version. */
export function readStamp(record: Uint8Array): Stamp | undefined {
  try {
    const from = new ByteReader(record, "");
    return { stamp: from.varint(), until: from.varint() };
  } catch {
    return undefined;
  }
}
