/** Deterministic keys and values: every peer and every round works on the same. */

/** One operation of a mix: a GET, or a SET if it has a value. */
export interface Op<V = string> {
  readonly key: string;
  readonly value: V | undefined;
}

export const KEYS = 100_000;
const VALUE_BYTES = 100;
export const BIG_KEYS = 1_000;
export const BIG_VALUE_BYTES: number = 16 * 1024;
export const AGGREGATES = 100;
export const LIST_LENGTH = 1_000;
export const HASH_FIELDS = 100;

/** How many operations are made up before the clock starts; then they begin again. A power of two. */
const PREPARED = 1 << 16;

const SET_SHARE = 0.2;

/** {@link PREPARED} operations over {@link KEYS} keys: 80 % GET, 20 % SET. */
export function mixedOps(): Op[] {
  return ops(PREPARED, KEYS, keyName, keyValue);
}

/** The same mix over a few keys with 16 KiB each. */
export function bigOps(): Op[] {
  const values = Array.from({ length: BIG_KEYS }, (_, index) => bigKeyValue(index));
  return ops(1 << 12, BIG_KEYS, bigKeyName, (index) => values[index]!);
}

/** Lists of `count` keys all over the slots. */
export function keyLists(lists: number, count: number): string[][] {
  const next = random(0x5eed_0002);
  return Array.from({ length: lists }, () => Array.from({ length: count }, () => keyName(below(next, KEYS))));
}

export function keyName(index: number): string {
  return flat(`key:${String(index).padStart(12, "0")}`);
}

/** {@link VALUE_BYTES} of ASCII, different for each key. */
export function keyValue(index: number): string {
  return flat(`value of ${keyName(index)} `.padEnd(VALUE_BYTES, "abcdefghijklmnopqrstuvwxyz"));
}

export function bigKeyName(index: number): string {
  return flat(`big:${String(index).padStart(12, "0")}`);
}

/** {@link BIG_VALUE_BYTES} of ASCII, different for each key. */
export function bigKeyValue(index: number): string {
  return flat(
    `value of ${bigKeyName(index)} `.padEnd(BIG_VALUE_BYTES, "the quick brown fox jumps over the lazy dog; "),
  );
}

export function listName(index: number): string {
  return flat(`list:${String(index).padStart(12, "0")}`);
}

/** 15 bytes. */
export function listElement(index: number): string {
  return flat(`element-${String(index).padStart(7, "0")}`);
}

export function hashName(index: number): string {
  return flat(`hash:${String(index).padStart(12, "0")}`);
}

export function hashField(index: number): string {
  return flat(`field-${String(index).padStart(3, "0")}`);
}

function ops(
  count: number,
  keys: number,
  key: (index: number) => string,
  value: (index: number) => string,
): Op[] {
  const next = random(0x5eed_0001);
  return Array.from({ length: count }, () => {
    const index = below(next, keys);
    return { key: key(index), value: next() < SET_SHARE ? value(index) : undefined };
  });
}

/** `count` whole numbers from 0 up to `limit`, the same for the same seed. */
export function draws(count: number, limit: number, seed: number): number[] {
  const next = random(seed);
  return Array.from({ length: count }, () => below(next, limit));
}

function below(next: () => number, limit: number): number {
  return Math.floor(next() * limit);
}

/** Mulberry32: numbers from 0 to 1 that are the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same text in one piece: V8 keeps concatenations as trees, which the first client to use them would pay for. */
export function flat(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
