import { isDeepStrictEqual } from "node:util";

/** @throws {Error} when a cache gives something else than was kept: no figure is worth anything then. */
export function expectValue(what: string, got: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(got, wanted)) return;
  throw new Error(`${what}: expected ${show(wanted)}, got ${show(got)}`);
}

/** @throws {Error} when what is in the cache isn't found. */
export function expectHit(value: unknown): void {
  if (value === undefined || value === null) throw new Error("what is in the cache was not found");
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
