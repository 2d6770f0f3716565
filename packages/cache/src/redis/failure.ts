import { CacheError, type CacheErrorCode } from "../errors.ts";

/** No answer came in time. */
export class TimedOut extends Error {
  override readonly name = "TimedOut";
}

/** The connection was not tried, since it failed a moment ago, or is given up. `cause` says why. */
export class NotConnected extends Error {
  override readonly name = "NotConnected";
}

/** A server's error begins with its code: `WRONGTYPE Operation against a key ...`. */
const SERVER_CODE = /^([A-Z][A-Z\d]*) /;
/** What other clients say when they have waited too long. They have no codes for it. */
const TIMED_OUT = /\btimed? ?out\b/i;

/** The code of a server's error; `undefined` for an error that no server replied. */
export function serverCode(error: Error): string | undefined {
  const { name, code } = error as { readonly name: string; readonly code?: unknown };
  if (name === "ReplyError" && typeof code === "string") return code;
  return SERVER_CODE.exec(error.message)?.[1];
}

/** What a failure of a client means to the cache. */
export function failureOf(error: Error, label: string): CacheError {
  if (error instanceof CacheError) return error;
  const code = codeOf(error);
  return new CacheError(code, label, `${SAYS[code]}: ${error.message}`, { cause: error });
}

type FailureCode = Extract<
  CacheErrorCode,
  "ERR_CACHE_UNREACHABLE" | "ERR_CACHE_TIMEOUT" | "ERR_CACHE_REFUSED" | "ERR_CACHE_TYPE"
>;

const SAYS: Readonly<Record<FailureCode, string>> = {
  ERR_CACHE_UNREACHABLE: "The server can't be reached",
  ERR_CACHE_TIMEOUT: "The server did not answer in time",
  ERR_CACHE_REFUSED: "The server refused",
  ERR_CACHE_TYPE: "Something else stands under the key",
};

function codeOf(error: Error): FailureCode {
  const { name, code, cause } = error as { name: string; code?: unknown; cause?: unknown };
  // Waiting in vain for a connection that can't be made is no slow answer.
  if (code === "ERR_TIMEOUT" || name === "TimedOut") {
    return isUnreachable(cause) ? "ERR_CACHE_UNREACHABLE" : "ERR_CACHE_TIMEOUT";
  }
  if (code === "ERR_CONNECT_REFUSED") return "ERR_CACHE_REFUSED";
  if (code === "ERR_CONNECT_TIMEOUT" || code === "ERR_CONNECT_STALLED") return "ERR_CACHE_TIMEOUT";
  if (name === "NotConnected" && cause instanceof Error) return codeOf(cause);
  const reply = serverCode(error);
  if (reply !== undefined) return reply === "WRONGTYPE" ? "ERR_CACHE_TYPE" : "ERR_CACHE_REFUSED";
  return typeof code !== "string" && TIMED_OUT.test(error.message)
    ? "ERR_CACHE_TIMEOUT"
    : "ERR_CACHE_UNREACHABLE";
}

function isUnreachable(cause: unknown): boolean {
  return cause instanceof Error && codeOf(cause) === "ERR_CACHE_UNREACHABLE";
}
