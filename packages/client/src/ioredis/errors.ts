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

export function isUnknownScript(error: unknown): boolean {
  return error instanceof ReplyError && error.code === "NOSCRIPT";
}
