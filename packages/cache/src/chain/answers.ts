import type { LayerEvent } from "../diagnostics/channels.ts";
import type { Entry } from "../entry.ts";
import { CacheError } from "../errors.ts";
import type { Encoded, Found, Writing } from "../layer.ts";

export type Operation = LayerEvent["operation"];

/** What a layer says to each of the things it was asked for. */
export type Answer<T> = readonly (T | CacheError)[];

/** What is told of an answer. `sent`: what was to be written. */
export function figuresOf(
  operation: Operation,
  answer: Answer<unknown>,
  sent: readonly Writing[],
): Omit<LayerEvent, "cache" | "layer" | "durationMs"> {
  const errors = answer.flatMap((one) => errorIn(one)?.code ?? []);
  const found = operation === "read" ? (answer as Answer<Found>).filter(isHit) : [];
  return {
    operation,
    items: answer.length,
    hits: found.length,
    bytes: bytesOf(found) + bytesOf(sent),
    errors,
  };
}

function isHit(one: Found | CacheError): one is Found & { kind: "hit" } {
  return !(one instanceof CacheError) && one.kind === "hit";
}

/** Of their values. */
function bytesOf(all: readonly { readonly stored: Entry<Encoded> }[]): number {
  return all.reduce((sum, { stored }) => sum + stored.value.length, 0);
}

export function foundOf(one: Found | CacheError): Found {
  return one instanceof CacheError ? { kind: "error", error: one } : one;
}

/** Why the layer could not do one of the things it was asked for. */
function errorIn(outcome: unknown): CacheError | undefined {
  if (outcome instanceof CacheError) return outcome;
  const found = outcome as Found | undefined;
  return found?.kind === "error" ? found.error : undefined;
}

/** Whether the layer itself is away, rather than that it refuses something. */
export function isOutage(outcome: unknown): boolean {
  const code = errorIn(outcome)?.code;
  return code === "ERR_CACHE_UNREACHABLE" || code === "ERR_CACHE_TIMEOUT";
}

/** Whether somebody who looks for a fault is to hear of it: that the breaker is open is told by itself. */
export function isTrouble(outcome: unknown): outcome is CacheError {
  return outcome instanceof CacheError && outcome.code !== "ERR_CACHE_BREAKER";
}
