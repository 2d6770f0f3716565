import { once } from "node:events";
import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { membersOf } from "../headers.ts";
import type { HttpCache } from "../http-cache.ts";
import type { NextContext } from "../site.ts";
import { requestOf } from "./node-request.ts";
import { Shadow } from "./shadow.ts";

/** A middleware for `node:http`, Connect, Express and whatever takes such. */
export type NodeMiddleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * The cache as a middleware in front of a handler for `node:http`: `next` is called when the handler has to answer. To renew
 * what was stale it is called when the client has its answer: then the handler's goes to the cache alone. Requests over HTTP/2 go
 * past the cache.
 */
export function nodeMiddleware(http: HttpCache): NodeMiddleware {
  return (req, res, next) => {
    // HTTP/2 has another kind of response.
    if (!(res instanceof ServerResponse)) return next();
    new NodeExchange(req, res, next).run(http).catch(next);
  };
}

class NodeExchange {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #handle: (error?: unknown) => void;
  readonly #leaving: AbortController = new AbortController();
  readonly #closed: Promise<void>;
  /** What was set before the cache. */
  readonly #outer: OutgoingHttpHeaders;
  #shadow: Shadow | undefined;
  #isAnswered = false;

  constructor(req: IncomingMessage, res: ServerResponse, handle: (error?: unknown) => void) {
    this.#req = req;
    this.#res = res;
    this.#handle = handle;
    this.#outer = res.getHeaders();
    this.#closed = new Promise((resolve) => {
      res.once("close", () => {
        if (!this.#isAnswered) this.#leave();
        resolve();
      });
    });
  }

  async run(http: HttpCache): Promise<void> {
    const { signal } = this.#leaving;
    try {
      const request = await requestOf(this.#req, http.bodyBytes, signal);
      if (request === undefined) return this.#handle();
      await this.#send(await http(request, (asked, context) => this.#ask(asked, context)));
    } catch (error) {
      // Nobody is there to be told.
      if (signal.aborted) return;
      this.#shadow?.remove();
      this.#handle(error);
    }
  }

  /** Has the handler answer, once. */
  async #ask(asked: Request, { isBackground }: NextContext): Promise<Response> {
    if (isBackground) await this.#closed;
    if (this.#shadow !== undefined) throw new Error("the handler has answered this request already");
    const shadow = new Shadow(this.#req, this.#res, this.#outer, isBackground);
    this.#shadow = shadow;
    asked.signal.addEventListener("abort", () => shadow.fail(asked.signal.reason as Error), { once: true });
    for (const name of ["if-none-match", "if-modified-since"]) {
      const value = asked.headers.get(name);
      if (value === null) delete this.#req.headers[name];
      else this.#req.headers[name] = value;
    }
    this.#handle();
    return shadow.response;
  }

  async #send(response: Response): Promise<void> {
    const { body } = response;
    this.#through((res) => writeHead(res, response));
    try {
      if (body !== null) for await (const chunk of body) await this.#write(chunk as Uint8Array);
    } catch (error) {
      // The answer breaks off: the client has to see that it is not whole.
      this.#through((res) => res.destroy(error as Error));
      return;
    }
    this.#isAnswered = true;
    this.#through((res) => res.end());
  }

  async #write(chunk: Uint8Array): Promise<void> {
    const isFull = !this.#through((res) => res.write(chunk));
    const { signal } = this.#leaving;
    while (isFull && this.#through((res) => res.writableNeedDrain))
      await once(this.#res, "drain", { signal });
    signal.throwIfAborted();
  }

  #through<T>(action: (res: ServerResponse) => T): T {
    return this.#shadow === undefined ? action(this.#res) : this.#shadow.through(action);
  }

  #leave(): void {
    const reason = new DOMException("the client has left", "AbortError");
    this.#leaving.abort(reason);
    this.#shadow?.fail(reason);
  }
}

/** The head of the answer: headers that were set before stay, unless they are set again. */
function writeHead(res: ServerResponse, { status, statusText, headers }: Response): void {
  const cookies = [res.getHeader("set-cookie") ?? [], headers.getSetCookie()].flat().map(String);
  const vary = new Set([
    ...membersOf(String(res.getHeader("vary") ?? "")),
    ...membersOf(headers.get("vary")),
  ]);
  for (const [name, value] of headers) res.setHeader(name, value);
  if (cookies.length > 0) res.setHeader("set-cookie", [...new Set(cookies)]);
  if (vary.size > 0) res.setHeader("vary", [...vary].join(", "));
  if (statusText === "") res.writeHead(status);
  else res.writeHead(status, statusText);
}
