import type { Entry } from "../../src/entry.ts";

/** An entry that changes its state only once: it is dead at `deadAt`, by default never. */
export function entryOf<V>(value: V, deadAt: number = Number.POSITIVE_INFINITY): Entry<V> {
  return { value, createdAt: Math.min(0, deadAt), staleAt: deadAt, expiresAt: deadAt, deadAt, tags: [] };
}
