import CachePolicy from "http-cache-semantics";
import { type Directives, seconds } from "./directives.ts";
import { type HeaderLine, lineOf } from "./headers.ts";
import type { Freshness, StoredResponse } from "./stored.ts";

/** How RFC 9111 is applied. */
export interface FreshnessRules {
  readonly shared: boolean;
  readonly heuristic: number;
  readonly retainMs: number;
}

/** A response without its body, as it is to be kept. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly directives: Directives;
  readonly receivedAt: number;
  readonly ageMs: number;
}

/** A guess is never longer, whatever the response's age (RFC 9111 4.2.2 asks for a warning beyond). */
const MAX_GUESSED_MS = 86_400_000;

/** How long a response may be used; undefined if it may not be stored, or to no use. */
export function freshnessOf(answer: Answer, rules: FreshnessRules): Freshness | undefined {
  const { directives, ageMs } = answer;
  const policy = new CachePolicy(
    // Who has asked is judged elsewhere, by what the key tells apart.
    { method: "GET", headers: {} },
    { status: answer.status, headers: understood(answer) },
    { shared: rules.shared, cacheHeuristic: rules.heuristic, immutableMinTimeToLive: 0 },
  );
  if (!policy.storable()) return undefined;
  const lifetimeMs = policy.maxAge() * 1_000;
  const isGuess = !isExplicit(answer, rules.shared);
  const freshMs = (isGuess ? Math.min(lifetimeMs, MAX_GUESSED_MS) : lifetimeMs) - ageMs;
  const noCache = directives.has("no-cache");
  const mayBeStale = !noCache && !mustRevalidate(directives, rules.shared);
  const whileRevalidateMs = mayBeStale ? (seconds(directives, "stale-while-revalidate") ?? 0) * 1_000 : 0;
  const ifErrorMs = mayBeStale ? (seconds(directives, "stale-if-error") ?? 0) * 1_000 : 0;
  const isUseful =
    freshMs + Math.max(whileRevalidateMs, ifErrorMs) > 0 ||
    (rules.retainMs > 0 && hasValidator(answer.headers));
  return isUseful ? { freshMs, whileRevalidateMs, ifErrorMs } : undefined;
}

/** How old a response was when it came (RFC 9111 4.2.3), in ms. */
export function ageOnArrival(headers: Headers, receivedAt: number): number {
  const told = headers.get("age");
  // Of several the first counts (RFC 9111 5.1).
  const toldMs = Number(/^(\d+)\s*(?:,|$)/.exec(told ?? "")?.[1] ?? 0) * 1_000;
  const date = Date.parse(headers.get("date") ?? "");
  const apparentMs = Number.isNaN(date) ? 0 : receivedAt - date;
  // Dates are whole seconds: less than one is no age.
  return Math.max(toldMs, apparentMs < 1_000 ? 0 : apparentMs);
}

export function hasValidator(headers: readonly HeaderLine[]): boolean {
  return lineOf(headers, "etag") !== null || lineOf(headers, "last-modified") !== null;
}

/** What a stored response is good for at one moment. */
export type Usability = "fresh" | "while-revalidating" | "if-error" | "unusable";

/** `directives` are the request's: it may want a fresher one (RFC 9111 5.2.1). `max-stale` is heard, but not granted. */
export function usabilityOf(
  stored: StoredResponse,
  freshness: Freshness,
  directives: Directives,
  now: number,
): Usability {
  const { freshMs, whileRevalidateMs, ifErrorMs } = freshness;
  const sinceMs = now - stored.receivedAt;
  if (directives.has("no-cache")) return "unusable";
  const maxAge = seconds(directives, "max-age");
  if (maxAge !== undefined && stored.ageMs + sinceMs > maxAge * 1_000) return "unusable";
  const leftMs = freshMs - sinceMs;
  if (leftMs > 0) return leftMs >= (seconds(directives, "min-fresh") ?? 0) * 1_000 ? "fresh" : "unusable";
  if (directives.has("min-fresh")) return "unusable";
  // Who sets a limit to the age wants nothing stale, unless the origin fails (RFC 9111 5.2.1.1).
  if (-leftMs < whileRevalidateMs && maxAge === undefined) return "while-revalidating";
  return -leftMs < ifErrorMs ? "if-error" : "unusable";
}

/** The headers in the form that the library reads: in lower case, and without what it takes more strictly than the RFC. */
function understood({ headers, directives }: Answer): Record<string, string> {
  const texts = [...directives]
    // These say what happens once it is stale, and are judged here.
    .filter(([name]) => name !== "must-revalidate" && name !== "proxy-revalidate")
    .map(([name, value]) => (value === true || value.includes(",") ? name : `${name}=${value}`));
  return { ...Object.fromEntries(headers), "cache-control": texts.join(", ") };
}

/**
 * RFC 9111 5.2.2.2 and 5.2.2.8: once stale, it is not used without asking the origin. `s-maxage` alone does not forbid what a
 * response allows by name.
 */
function mustRevalidate(directives: Directives, shared: boolean): boolean {
  return directives.has("must-revalidate") || (shared && directives.has("proxy-revalidate"));
}

function isExplicit({ headers, directives }: Answer, shared: boolean): boolean {
  if (directives.has("max-age") || (shared && directives.has("s-maxage"))) return true;
  return lineOf(headers, "expires") !== null;
}
