import { DeliveryError, ReplyError } from "../errors.ts";

/** Users of ioredis recognise it by this text. */
const CLOSED = "Connection is closed.";

/** A failure as ioredis would word it, so that code which looks at messages goes on working. `code` and `delivery` stay. */
export function translated(error: unknown): unknown {
  if (!(error instanceof DeliveryError)) return error;
  const isClosed = error.code === "ERR_CLOSED" || error.code === "ERR_CONNECTION_LOST";
  return isClosed ? closedError(error) : error;
}

/** The connection is closed, or was lost. */
export function closedError(cause?: DeliveryError): Error {
  const { code = "ERR_CLOSED", delivery = "unsent" } = cause ?? {};
  return Object.assign(new Error(CLOSED, cause && { cause }), { code, delivery });
}

/** The server's own words: a script may fail with this code too, after it has written. */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof ReplyError && /^NOSCRIPT No matching script\b[^:]*$/.test(error.message);
}
