import { from } from "../answer.ts";
import { httpCache } from "../http-cache.ts";
import type { HttpCacheOptions } from "../options.ts";
import type { CacheLike } from "../store.ts";

/** `fetch`, or something like it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** How the `cache` of a request is said in its headers. */
const MODES: Readonly<Record<string, string>> = {
  "no-store": "no-store",
  reload: "no-cache",
  "no-cache": "no-cache",
};

/**
 * A `fetch` that answers from a cache what it may. Its `cache: "no-store"`, `"reload"` and `"no-cache"` are respected
 * where responses' own headers decide; rules don't look at them.
 *
 * ```ts
 * const get = cachedFetch(cache)(fetch);
 * ```
 * @throws {CacheUsageError} as {@link httpCache} does.
 */
export function cachedFetch(cache: CacheLike, options?: HttpCacheOptions): (fetch: Fetch) => Fetch {
  const http = httpCache(cache, options);
  return (fetch) => async (input, init) => {
    const request = withMode(new Request(input, init));
    const response = await http(request, async (asking) => decoded(await fetch(asking)));
    return response.url === "" && response.status !== 0 ? from(response, request.url, false) : response;
  };
}

function withMode(request: Request): Request {
  const directive = MODES[request.cache];
  if (directive !== undefined && !request.headers.has("cache-control")) {
    request.headers.set("cache-control", directive);
  }
  return request;
}

/** `fetch` has decoded the body: its headers shall not say otherwise to those who get it from the cache. */
function decoded(response: Response): Response {
  if (!response.headers.has("content-encoding") || response.status < 200) return response;
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  const { status, statusText, body, url, redirected } = response;
  return from(new Response(body, { status, statusText, headers }), url, redirected);
}
