import { headersOf } from "./answer.ts";
import type { StoredResponse } from "./stored.ts";

/** They speak of the body that came with them, and a 304 has none (RFC 9111 3.2). */
const OF_THE_BODY: ReadonlySet<string> = new Set([
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
]);

/** The headers of a stored response after a 304: its own, with those of the 304 in their place. */
export function merged(previous: StoredResponse, { headers: newer }: Response): Headers {
  const headers = headersOf(previous);
  headers.delete("date");
  // Added anew by each cache on the way.
  headers.delete("cache-status");
  for (const name of new Set(newer.keys())) {
    if (OF_THE_BODY.has(name)) continue;
    headers.delete(name);
    for (const [each, value] of newer) if (each === name) headers.append(name, value);
  }
  return headers;
}
