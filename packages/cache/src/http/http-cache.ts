import { passOn } from "./answer.ts";
import { Exchange } from "./exchange.ts";
import { type HttpCacheOptions, resolveOptions, type Settings } from "./options.ts";
import type { PassPlan, Plan } from "./plan.ts";
import { planByHeaders } from "./rfc9111.ts";
import { planByRules } from "./rules/planning.ts";
import type { Next, Site } from "./site.ts";
import type { CacheLike } from "./store.ts";
import { Streaks } from "./streaks.ts";

/** Answers requests from a cache, or by `next`. */
export interface HttpCache {
  /**
   * The response to a request, with `Cache-Status` and, if it comes from the cache, `Age`.
   * @throws what `next` throws when nothing stored may take its place; the reason of `request.signal`; `CacheError`
   *   `ERR_CACHE_TIMEOUT` after the policy's `hardTimeout`.
   */
  (request: Request, next: Next): Promise<Response>;
  /** Drops what is stored for a request: for a URL, what a GET without special headers would be answered with. */
  invalidate(request: Request | string | URL): Promise<void>;
  /** How much of a request's body its rules look at; 0 for nothing. */
  readonly bodyBytes: number;
}

/** RFC 9110 9.2.1, and QUERY: they change nothing. */
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"]);

/** Headers that a request for what was changed does not have. */
const OF_THE_CHANGE: readonly string[] = [
  "cache-control",
  "content-encoding",
  "content-length",
  "content-type",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "pragma",
  "range",
];

/**
 * Puts a cache in front of whatever answers requests, by rules, by what responses say themselves (RFC 9111), or both.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for an option that is unknown or out of range, and for a rule that can't be one.
 */
export function httpCache(cache: CacheLike, options: HttpCacheOptions = {}): HttpCache {
  const settings = resolveOptions(options);
  const site: Site = {
    cache,
    clock: settings.clock,
    streaks: new Streaks(),
    reloads: new Set(),
    marks: { name: settings.name, legacyHeader: settings.legacyHeader },
    showKey: settings.showKey,
    backgroundMs: settings.backgroundMs,
  };
  const invalidate = async (given: Request | string | URL): Promise<void> => {
    const { plan } = await planFor(given instanceof Request ? given : new Request(given), settings);
    if (plan.kind !== "cache") return;
    for (const reload of site.reloads) reload.isRemoved ||= reload.id === plan.key.id;
    await cache.delete(plan.key);
  };
  const answer = async (given: Request, next: Next): Promise<Response> => {
    const { plan, request } = await planFor(given, settings);
    if (plan.kind === "cache") return new Exchange(request, next, plan, site).answer();
    const response = await next(request, { isBackground: false });
    if (!SAFE.has(request.method)) await invalidateAfter(request, response, invalidate);
    return passed(response, plan, site);
  };
  const bodyBytes = Math.max(0, ...settings.rules.map((rule) => rule.bodyBytes));
  return Object.assign(answer, { invalidate, bodyBytes });
}

/** What is to be done with a request, and the request itself again: its body may have been looked at. */
async function planFor(
  given: Request,
  { rules, rfc9111 }: Settings,
): Promise<{ readonly plan: Plan; readonly request: Request }> {
  const { plan, request } = await planByRules(given, rules);
  if (plan !== undefined) return { plan, request };
  if (rfc9111 !== undefined) return { plan: planByHeaders(request, rfc9111), request };
  const isRead = request.method === "GET" || request.method === "HEAD";
  const nothing: PassPlan = isRead
    ? { kind: "pass", forward: "bypass", detail: "no-rule" }
    : { kind: "pass", forward: "method" };
  return { plan: nothing, request };
}

function passed(response: Response, { forward, detail }: PassPlan, { marks }: Site): Response {
  const status = { forward, forwardStatus: response.status, ...(detail !== undefined && { detail }) };
  return passOn(response, response.body, status, marks);
}

/** What has been changed is not in the cache any more (RFC 9111 4.4). */
async function invalidateAfter(
  request: Request,
  { status, headers }: Response,
  invalidate: (request: Request) => Promise<void>,
): Promise<void> {
  if (status < 200 || status >= 400) return;
  const target = new URL(request.url);
  const urls = new Set([target.href]);
  for (const name of ["location", "content-location"]) {
    const text = headers.get(name);
    const url = text === null ? null : urlOf(text, target);
    // Of other origins a response can't tell.
    if (url?.origin === target.origin) urls.add(url.href);
  }
  const asked = new Headers(request.headers);
  for (const name of OF_THE_CHANGE) asked.delete(name);
  // A removal that fails is told by the cache's own channels; the change itself has been made.
  await Promise.allSettled([...urls].map((url) => invalidate(new Request(url, { headers: asked }))));
}

function urlOf(text: string, base: URL): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
