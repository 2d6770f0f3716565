import { toBytes } from "../../../src/codec/latin1.ts";
import { defineKey, type Found, type LayerKey, type Stored } from "../../../src/index.ts";

const thing = defineKey<string, { id: number | string }>("thing");
export const keyOf = (id: number | string): LayerKey => thing({ id });

/** An entry created now, that lives for `lifeMs`. */
export function stored(value: string, lifeMs = 60_000, more: Partial<Stored> = {}): Stored {
  const createdAt = Date.now();
  const expiresAt = createdAt + lifeMs;
  return {
    value: Buffer.from(value),
    createdAt,
    staleAt: Number.POSITIVE_INFINITY,
    expiresAt,
    deadAt: expiresAt,
    tags: [],
    ...more,
  };
}

/** The value of each, what it found otherwise. */
export function texts(found: readonly Found[]): string[] {
  return found.map((each) => (each.kind !== "hit" ? each.kind : toBytes(each.stored.value).toString()));
}

/** The same with values as bytes, however they came. */
export function asBytes(found: readonly Found[]): Found[] {
  return found.map((each) =>
    each.kind === "hit" ? { ...each, stored: { ...each.stored, value: toBytes(each.stored.value) } } : each,
  );
}

/** The mark that each found tells. */
export function marks(found: readonly Found[]): number[] {
  return found.map((each) => (each.kind === "error" ? Number.NaN : (each.removal ?? 0)));
}
