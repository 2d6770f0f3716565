import { type HeaderLine, lineOf } from "./headers.ts";

/** Preconditions that only the origin can judge: not for a cache to answer. */
const FOR_THE_ORIGIN = ["if-match", "if-unmodified-since", "range", "if-range"] as const;
/** Preconditions that a cache answers itself. */
const OWN = ["if-none-match", "if-modified-since"] as const;
/** What a 304 says again of the response it stands for (RFC 9110 15.4.5), and what is for the client, whatever it has. */
const KEPT: ReadonlySet<string> = new Set([
  "age",
  "cache-control",
  "cache-status",
  "content-location",
  "date",
  "etag",
  "expires",
  "last-modified",
  "set-cookie",
  "vary",
  "x-cache-status",
]);

/** Whether a request asks for a part, or for something only the origin can tell. */
export function needsOrigin(headers: Headers): boolean {
  return FOR_THE_ORIGIN.some((name) => headers.has(name));
}

/**
 * The headers to ask the origin with: without the client's own preconditions, with those of a stored response instead, so
 * that what comes back is either that or one to store.
 */
export function askingHeaders(client: Headers, previous: readonly HeaderLine[] | undefined): Headers {
  const headers = new Headers(client);
  for (const name of OWN) headers.delete(name);
  const etag = previous && lineOf(previous, "etag");
  const modified = previous && lineOf(previous, "last-modified");
  if (etag) headers.set("if-none-match", etag);
  if (modified) headers.set("if-modified-since", modified);
  return headers;
}

/** Whether the client has this response already: then it gets a 304 (RFC 9110 13.2.2). */
export function isUnmodified(client: Headers, status: number, headers: Headers): boolean {
  if (status !== 200) return false;
  const tags = client.get("if-none-match");
  if (tags !== null) {
    const own = headers.get("etag");
    return own !== null && (tags.trim() === "*" || tagsOf(tags).includes(opaque(own)));
  }
  const since = Date.parse(client.get("if-modified-since") ?? "");
  const modified = Date.parse(headers.get("last-modified") ?? "");
  return modified <= since;
}

/** The headers of the 304. */
export function unmodifiedHeaders(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => KEPT.has(name)));
}

function tagsOf(list: string): readonly string[] {
  return [...list.matchAll(/(?:W\/)?("[^"]*")/g)].map(([, tag]) => tag!);
}

/** RFC 9110 8.8.3.2: the weak comparison. */
function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
