import { type CacheStatus, cacheStatusText, legacyStatus } from "./cache-status.ts";
import { isUnmodified, unmodifiedHeaders } from "./conditional.ts";
import type { StoredResponse } from "./stored.ts";

/** How responses are marked. */
export interface Marks {
  /** Of this cache, in `Cache-Status`. */
  readonly name: string;
  /** Name of the older header that says HIT, MISS or STALE; undefined for none. */
  readonly legacyHeader: string | undefined;
}

/** A status whose response has no body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Adds `Cache-Status` to headers: behind those of caches before this one. */
export function mark(headers: Headers, status: CacheStatus, { name, legacyHeader }: Marks): void {
  headers.append("cache-status", cacheStatusText(name, status));
  if (legacyHeader !== undefined) headers.set(legacyHeader, legacyStatus(status));
}

/** Answers a request from the cache: the whole, its headers alone, or that the client has it already. */
export function answerFrom(
  stored: StoredResponse,
  request: Request,
  status: CacheStatus,
  marks: Marks,
  now: number,
): Response {
  const headers = headersOf(stored);
  headers.set("age", String(ageOf(stored, now)));
  if (isUnmodified(request.headers, stored.status, headers)) {
    return notModified(headers, status, marks);
  }
  mark(headers, status, marks);
  const { status: code, statusText } = stored;
  if (!BODILESS.has(code)) headers.set("content-length", String(stored.body.byteLength));
  const isEmpty = request.method === "HEAD" || BODILESS.has(code);
  return new Response(isEmpty ? null : stored.body, { status: code, statusText, headers });
}

/** A response of the origin with another body, and `Cache-Status`. */
export function passOn(
  response: Response,
  body: ReadableStream<Uint8Array> | null,
  status: CacheStatus,
  marks: Marks,
): Response {
  // 0 for `Response.error()`, 101 for another protocol: neither can be made anew.
  if (response.status < 200) return response;
  const headers = new Headers(response.headers);
  mark(headers, status, marks);
  const { status: code, statusText } = response;
  const passed = new Response(BODILESS.has(code) ? null : body, { status: code, statusText, headers });
  return response.url === "" ? passed : from(passed, response.url, response.redirected);
}

/** A response that says what URL it is of, as those of `fetch` do. */
export function from(response: Response, url: string, redirected: boolean): Response {
  return Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } });
}

/** That the client has this response of the origin already; undefined if it hasn't. */
export function unmodified(
  response: Response,
  request: Request,
  status: CacheStatus,
  marks: Marks,
): Response | undefined {
  if (!isUnmodified(request.headers, response.status, response.headers)) return undefined;
  return notModified(response.headers, status, marks);
}

function notModified(whole: Headers, status: CacheStatus, marks: Marks): Response {
  const headers = unmodifiedHeaders(whole);
  mark(headers, status, marks);
  return new Response(null, { status: 304, headers });
}

export function headersOf({ headers }: StoredResponse): Headers {
  return new Headers(headers.map(([name, value]): [string, string] => [name, value]));
}

/** In whole seconds. */
function ageOf({ receivedAt, ageMs }: StoredResponse, now: number): number {
  return Math.max(0, Math.floor((ageMs + now - receivedAt) / 1_000));
}
