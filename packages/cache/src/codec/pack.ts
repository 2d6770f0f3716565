import { type Entry, MadeEntry, type TagStamp } from "../entry.ts";
import type { Encoded, Stored } from "../layer.ts";
import { byteAt, toBytes } from "./latin1.ts";
import { undecodable } from "./undecodable.ts";
import { ByteReader, VARINT_MAX_BYTES, writeVarint } from "./varint.ts";

// An entry, or that there was one, as one string of bytes: for stores that keep one string for each key.
//
//   offset  bytes
//   0       C1                 no text in UTF-8 and no MessagePack begins with it
//   1       11                 an entry packed in version 1. Another version has another byte here
//   2       kind               01 a removal, 02 an entry without tags, 03 an entry with tags, 04 a lease: the key is being loaded
//
// A removal or a lease is 19 bytes long, so that a script of the store can read and write it:
//
//   3       16 digits          the mark, in decimal ASCII, with leading zeros: 0 to 9007199254740992 (2^53)
//
//   in Lua: local head = redis.call('GETRANGE', KEYS[1], 0, 18)
//           if string.sub(head, 1, 3) == '\193\17\1' then mark = tonumber(string.sub(head, 4, 19)) end
//           redis.call('SET', KEYS[1], '\193\17\1' .. string.format('%016.0f', mark), 'PX', life)
//
// An entry (varint: see varint.ts):
//
//   3       varint             createdAt, in ms since 1970
//           3 varints          staleAt, expiresAt, deadAt: 0 for never, else 1 + the ms since createdAt
//           [varint            how many tags. Of each: the bytes of its name as varint, its name in UTF-8,
//            tags]             its stamp as varint. Only in kind 03
//           varint             the payload's bytes
//           payload            up to the end: what the codec made of the value
//
// So that every part of a packed entry that isn't the whole of it can be told from one.

const MAGIC = 0xc1;
const PACKED_V1 = 0x11;
const KIND = { removal: 1, plain: 2, tagged: 3, lease: 4 } as const;
const MARK_DIGITS = 16;
const HEAD_BYTES = 3;
const NO_TAGS: readonly TagStamp[] = [];

/** How every packed removal begins: a mark of 16 digits follows. */
export const REMOVAL_PREFIX: Uint8Array = Uint8Array.of(MAGIC, PACKED_V1, KIND.removal);
/** How long every packed removal is, and every lease. */
export const REMOVAL_BYTES: number = HEAD_BYTES + MARK_DIGITS;

/**
 * An entry as one string of bytes. Its times lose fractions of a ms: they are rounded down.
 * @throws {RangeError} for times or stamps that are none: negative, NaN, from 2^53 on, or before `createdAt`; and for a tag
 *   that is no Unicode text (half of a surrogate pair).
 */
export function packStored(stored: Stored): Buffer {
  const { value, tags } = stored;
  const names = tags.map(([tag]) => nameBytes(tag));
  let room = HEAD_BYTES + 6 * VARINT_MAX_BYTES + value.length;
  for (const name of names) room += name.length + 2 * VARINT_MAX_BYTES;

  const packed = Buffer.allocUnsafe(room);
  packed[0] = MAGIC;
  packed[1] = PACKED_V1;
  packed[2] = tags.length === 0 ? KIND.plain : KIND.tagged;
  const createdAt = wholeNumber(Math.floor(stored.createdAt), "createdAt");
  let at = writeVarint(packed, HEAD_BYTES, createdAt);
  at = writeVarint(packed, at, sinceCreated(stored.staleAt, createdAt, "staleAt"));
  at = writeVarint(packed, at, sinceCreated(stored.expiresAt, createdAt, "expiresAt"));
  at = writeVarint(packed, at, sinceCreated(stored.deadAt, createdAt, "deadAt"));
  if (tags.length > 0) at = writeTags(packed, at, tags, names);
  at = writeVarint(packed, at, value.length);
  packed.set(value, at);
  return packed.subarray(0, at + value.length);
}

/**
 * The entry that was packed, from `start` to the end. Its value is a view of `bytes`.
 * @throws {CacheError} `ERR_CACHE_DECODE`, with `label`, if these bytes are no packed entry of a known version, the whole of
 *   it. A packed removal or lease is none either: ask {@link removalMark} first.
 */
export function unpackStored<B extends Encoded>(bytes: B, label = "", start = 0): Entry<B> {
  const from = new ByteReader(bytes, label, start);
  const kind = readKind(from, label);
  const createdAt = from.varint();
  const staleAt = timeSince(from.varint(), createdAt);
  const expiresAt = timeSince(from.varint(), createdAt);
  const deadAt = timeSince(from.varint(), createdAt);
  const tags = kind === KIND.tagged ? readTags(from, label) : NO_TAGS;
  if (from.varint() !== from.left) throw undecodable(label, "A packed entry is not as long as it says.");
  return new MadeEntry(from.take(from.left), { createdAt, staleAt, expiresAt, deadAt }, tags);
}

/**
 * That an entry was removed, with the mark of its removal, as one string of bytes.
 * @throws {RangeError} unless the mark is a whole number from 0 to 2^53.
 */
export function packRemoval(mark: number): Buffer {
  if (!Number.isInteger(mark) || mark < 0 || mark > 2 ** 53) throw new RangeError(`no mark: ${mark}`);
  const packed = Buffer.allocUnsafe(REMOVAL_BYTES);
  packed.set(REMOVAL_PREFIX);
  packed.write(String(mark).padStart(MARK_DIGITS, "0"), HEAD_BYTES, "latin1");
  return packed;
}

/** The mark of a packed removal, or of a lease. `undefined` if these bytes are something else: an entry, or damaged. */
export function removalMark(bytes: Encoded): number | undefined {
  return bytes.length === REMOVAL_BYTES ? leadingMark(bytes) : undefined;
}

/** The mark of the packed removal or lease that these bytes begin with. `undefined` if they begin with something else. */
export function leadingMark(bytes: Encoded): number | undefined {
  if (bytes.length < REMOVAL_BYTES) return undefined;
  if (byteAt(bytes, 0) !== MAGIC || byteAt(bytes, 1) !== PACKED_V1) return undefined;
  const kind = byteAt(bytes, 2);
  if (kind !== KIND.removal && kind !== KIND.lease) return undefined;
  let mark = 0;
  for (let at = HEAD_BYTES; at < REMOVAL_BYTES; at++) {
    const digit = byteAt(bytes, at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    mark = mark * 10 + digit;
  }
  return mark <= 2 ** 53 ? mark : undefined;
}

function readKind(from: ByteReader<Encoded>, label: string): number {
  if (from.byte() !== MAGIC) throw undecodable(label, "It is no packed entry.");
  const version = from.byte();
  if (version !== PACKED_V1)
    throw undecodable(label, `It is packed in a version not known here: ${version}.`);
  const kind = from.byte();
  if (kind === KIND.plain || kind === KIND.tagged) return kind;
  if (kind === KIND.removal) throw undecodable(label, "It is a removal.");
  throw undecodable(label, kind === KIND.lease ? "It is a lease." : `It is of an unknown kind: ${kind}.`);
}

function writeTags(
  packed: Buffer,
  start: number,
  tags: readonly TagStamp[],
  names: readonly Buffer[],
): number {
  let at = writeVarint(packed, start, tags.length);
  for (let index = 0; index < tags.length; index++) {
    const name = names[index]!;
    at = writeVarint(packed, at, name.length);
    packed.set(name, at);
    at = writeVarint(packed, at + name.length, wholeNumber(tags[index]![1], "a tag's stamp"));
  }
  return at;
}

function readTags(from: ByteReader<Encoded>, label: string): TagStamp[] {
  const tags: TagStamp[] = [];
  const count = from.varint();
  // Each takes two bytes at least: so a damaged count ends at the end of the bytes.
  for (let index = 0; index < count; index++) {
    const name = toBytes(from.take(from.varint()));
    const tag = name.toString();
    if (!name.equals(Buffer.from(tag))) throw undecodable(label, "A packed entry has a tag that is no text.");
    tags.push([tag, from.varint()]);
  }
  return tags;
}

function nameBytes(tag: string): Buffer {
  const bytes = Buffer.from(tag);
  if (bytes.toString() !== tag) throw new RangeError("a tag is no Unicode text");
  return bytes;
}

function sinceCreated(time: number, createdAt: number, name: string): number {
  if (time === Infinity) return 0;
  return 1 + wholeNumber(wholeNumber(Math.floor(time), name) - createdAt, name);
}

function timeSince(packed: number, createdAt: number): number {
  return packed === 0 ? Infinity : createdAt + packed - 1;
}

function wholeNumber(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${name} can't be packed: ${value}`);
}
