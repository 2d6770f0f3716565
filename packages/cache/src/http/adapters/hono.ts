import type { HttpCache } from "../http-cache.ts";

/** What is used of Hono's context. */
interface Context {
  readonly req: { raw: Request };
  readonly env: unknown;
  get res(): Response;
  set res(response: Response | undefined);
}

/** What is used of a Hono application. */
interface App {
  fetch(request: Request, env: never): Response | Promise<Response>;
}

/** A middleware for Hono 4. */
export type HonoMiddleware = (context: Context, next: () => Promise<void>) => Promise<void>;

/**
 * The cache as a middleware. To renew what was stale, when the client has its answer, the request goes through `app` again,
 * past the cache: `app.use(honoMiddleware(http, app))`.
 */
export function honoMiddleware(http: HttpCache, app: App): HonoMiddleware {
  const renewing = new WeakSet<Request>();
  return async (context, next) => {
    if (renewing.has(context.req.raw)) return next();
    let hasAnswered = false;
    let isOver = false;
    const again = (request: Request): Response | Promise<Response> => {
      renewing.add(request);
      return app.fetch(request, context.env as never);
    };
    const response = await http(context.req.raw, async (request, { isBackground }) => {
      if (isBackground) return again(request);
      context.req.raw = request;
      await next();
      // An old response has taken its place meanwhile: Hono has let go of the handler's.
      if (isOver) return again(request);
      hasAnswered = true;
      return context.res;
    });
    isOver = true;
    // The handler's answer is in this one; without one, what was set before stays with it.
    if (hasAnswered) context.res = undefined;
    context.res = response;
  };
}
