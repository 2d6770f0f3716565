import type { Entry } from "../entry.ts";

/** An entry whose value is a copy. */
export function copyOf(entry: Entry): Entry {
  const { value, createdAt, staleAt, expiresAt, deadAt, tags } = entry;
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return entry;
  return { value: structuredClone(value), createdAt, staleAt, expiresAt, deadAt, tags };
}

/**
 * Freezes a value's arrays and plain objects, and those within them. Others keep state that freezing does not reach, or that
 * is not the value's alone.
 */
export function freeze(value: unknown): void {
  const seen = new Set<unknown>([value]);
  for (const part of seen) {
    if (!isPlain(part)) continue;
    Object.freeze(part);
    for (const within of Object.values(part)) seen.add(within);
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
