import { from } from "../answer.ts";
import type { HttpCache } from "../http-cache.ts";
import { isRepeated } from "./outer.ts";

/** What is used of Hono's context. */
interface Context {
  readonly req: { raw: Request };
  readonly env: unknown;
  body(data: null): Response;
  get res(): Response;
  set res(response: Response | undefined);
}

/** What is used of a Hono application. */
interface App {
  fetch(request: Request, env: never): Response | Promise<Response>;
}

/** A middleware for Hono 4. */
export type HonoMiddleware = (context: Context, next: () => Promise<void>) => Promise<void>;

/** A request that goes through the application again, and what was behind the cache then. */
interface Renewal {
  response?: Response;
}

/**
 * The cache as a middleware. To renew what was stale, when the client has its answer, the request goes through `app` again,
 * past the cache: `app.use(honoMiddleware(http, app))`.
 */
export function honoMiddleware(http: HttpCache, app: App): HonoMiddleware {
  const renewing = new WeakMap<Request, Renewal>();
  return async (context, next) => {
    // What was set before. To look at `res` would change how Hono goes on.
    const outer = context.body(null).headers;
    const renewal = renewing.get(context.req.raw);
    if (renewal !== undefined) {
      await next();
      renewal.response = without(outer, context.res);
      context.res = undefined;
      context.res = new Response(null);
      return;
    }
    let hasAnswered = false;
    let isOver = false;
    const again = async (request: Request): Promise<Response> => {
      const own: Renewal = {};
      renewing.set(request, own);
      const whole = await app.fetch(request, context.env as never);
      return own.response ?? whole;
    };
    const response = await http(context.req.raw, async (request, { isBackground }) => {
      if (isBackground) return again(request);
      context.req.raw = request;
      await next();
      // An old response has taken its place meanwhile: Hono has let go of the handler's.
      if (isOver) return again(request);
      hasAnswered = true;
      return without(outer, context.res);
    });
    isOver = true;
    // The handler's answer is in this one; without one, what was set before stays with it.
    if (hasAnswered) context.res = undefined;
    context.res = withOuter(outer, response);
  };
}

/** A handler's response without what was set before it. */
function without(outer: Headers, response: Response): Response {
  const all = [...response.headers];
  const own = all.filter(([name, value]) => !isRepeated(name, value, outer.get(name)));
  const { status, statusText, body, url, redirected } = response;
  if (own.length === all.length || status < 200) return response;
  return from(new Response(body, { status, statusText, headers: own }), url, redirected);
}

/** Headers that were set before stay, unless they are set again. */
function withOuter(outer: Headers, response: Response): Response {
  const own = new Set(response.headers.keys());
  for (const [name, value] of outer) {
    if (!own.has(name) && response.status >= 200 && !name.startsWith("content-"))
      response.headers.append(name, value);
  }
  return response;
}
