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

/** A host as `Host` gives it: nothing that would make another URL. */
const HOST = /^[\w.~!$&'()*+,;=%-]*(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i;

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

function urlOf({ originalUrl, url = "/", headers, socket }: Framed): string | undefined {
  const target = originalUrl ?? url;
  const host = headers.host ?? "localhost";
  if (!HOST.test(host)) return undefined;
  const origin = `${(socket as TLSSocket).encrypted ? "https" : "http"}://${host}`;
  const href = target.startsWith("/") ? origin + target : target;
  return URL.canParse(href) && /^https?:/i.test(href) ? new URL(href).href : undefined;
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
