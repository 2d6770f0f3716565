import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

/** Methods that the `fetch` standard knows no requests with. */
const UNKNOWN: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** What frameworks add to a request. */
interface Framed extends IncomingMessage {
  /** The URL before a router has cut its own part off. */
  readonly originalUrl?: string;
  /** The body, if it has been read and parsed. */
  readonly body?: unknown;
}

/** What a URL reads otherwise than a handler that is given the path as it came: `\`, `#`, and segments such as `..`. */
const READ_OTHERWISE = /#|^[^?]*\\|^[^?]*\/(?:\.|%2e){1,2}(?:[/?]|$)/i;

/**
 * The request in the form of the `fetch` standard; undefined for one it knows no form for. Its body is in it up to a little
 * more than `bodyBytes`, and still to be read from `req`.
 */
export async function requestOf(
  req: Framed,
  bodyBytes: number,
  signal: AbortSignal,
): Promise<Request | undefined> {
  const { method = "GET" } = req;
  const url = urlOf(req);
  if (url === undefined || UNKNOWN.has(method)) return undefined;
  const headers = new Headers();
  for (let at = 0; at + 1 < req.rawHeaders.length; at += 2) {
    const name = req.rawHeaders[at]!;
    if (!name.startsWith(":")) headers.append(name, req.rawHeaders[at + 1]!);
  }
  const init = { method, headers, signal };
  if (bodyBytes === 0 || method === "GET" || method === "HEAD") return new Request(url, init);
  const body = req.body === undefined ? await lookAhead(req, bodyBytes, signal) : bytesOf(req.body);
  return new Request(url, { ...init, body });
}

/**
 * Undefined if the handler may take the request for one of another URL: then its answer would be kept as that of this one. So
 * the host has to be spelled as it is in a URL, and to be the same in `Host` and in the request's target.
 */
function urlOf({ originalUrl, url = "/", headers, socket }: Framed): string | undefined {
  const target = originalUrl ?? url;
  const host = headers.host ?? "localhost";
  const [scheme, port] = (socket as TLSSocket).encrypted ? ["https", 443] : ["http", 80];
  const origin = `${scheme}://${host}`;
  const path = target.startsWith(`${origin}/`) ? target.slice(origin.length) : target;
  if (!path.startsWith("/") || READ_OTHERWISE.test(path) || !URL.canParse(origin + path)) return undefined;
  const parsed = new URL(origin + path);
  const isSame = parsed.origin === origin || `${parsed.origin}:${port}` === origin;
  return isSame ? parsed.href : undefined;
}

/** What a parser has made of the body, as bytes again. */
function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** The body's beginning, put back so that it is there for the handler. */
async function lookAhead(req: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A stream that is read at its end says so to nobody but whoever listens then: so it isn't.
  while (bytes <= maxBytes && !(req.complete && req.readableLength === 0)) {
    const chunk = req.read() as Buffer | null;
    if (chunk === null) {
      await once(req, "readable", { signal });
      continue;
    }
    chunks.push(chunk);
    bytes += chunk.byteLength;
  }
  const beginning = Buffer.concat(chunks);
  if (beginning.byteLength > 0) req.unshift(beginning);
  return beginning;
}
