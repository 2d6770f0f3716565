import type { Entry } from "../entry.ts";
import { CacheError } from "../errors.ts";
import type { Encoded, Found } from "../layer.ts";

export function isHit(one: Found | CacheError): one is Found & { kind: "hit" } {
  return !(one instanceof CacheError) && one.kind === "hit";
}

/** Of their values. */
export function bytesOf(all: readonly { readonly stored: Entry<Encoded> }[]): number {
  return all.reduce((sum, { stored }) => sum + stored.value.length, 0);
}

export function foundOf(one: Found | CacheError): Found {
  return one instanceof CacheError ? { kind: "error", error: one } : one;
}

/** Why the layer could not do one of the things it was asked for. */
export function errorIn(outcome: unknown): CacheError | undefined {
  if (outcome instanceof CacheError) return outcome;
  const found = outcome as Found | undefined;
  return found?.kind === "error" ? found.error : undefined;
}

/** Whether the layer itself is away, rather than that it refuses something. */
export function isOutage(outcome: unknown): boolean {
  const code = errorIn(outcome)?.code;
  return code === "ERR_CACHE_UNREACHABLE" || code === "ERR_CACHE_TIMEOUT";
}
