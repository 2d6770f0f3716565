import type { Delivery, ReplyError } from "./errors.ts";

/** A transaction that did not run, or not to its end. */
export class TransactionError extends Error {
  override readonly name = "TransactionError";
  /**
   * - `EXECABORT`: the server refused to queue some of its commands: see `refusals`;
   * - `ERR_TRANSACTION_CONFLICT`: keys it watched were changed by others, each time it was tried.
   */
  readonly code: TransactionErrorCode;
  /** Why commands were refused, by their index. */
  readonly refusals: ReadonlyMap<number, ReplyError>;
  /** `"unknown"` only after an `exec` of the same transaction that did run. */
  readonly delivery: Delivery;

  constructor(
    code: TransactionErrorCode,
    message: string,
    refusals: ReadonlyMap<number, ReplyError> = new Map(),
    cause: unknown = refusals.values().next().value,
    delivery: Delivery = "unsent",
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.refusals = refusals;
    this.delivery = delivery;
  }
}

export type TransactionErrorCode = "EXECABORT" | "ERR_TRANSACTION_CONFLICT";

/** A session could not take a command. It was not sent. */
export class SessionError extends Error {
  override readonly name = "SessionError";
  /**
   * - `ERR_SESSION_MODE`: the session's mode allows nothing that the server would have to remember;
   * - `ERR_SESSION_LOST`: the connection was lost, and with it what the command counts on (`WATCH`, `MULTI`, `SELECT`);
   *   until `exec`, `discard`, `unwatch` or `reset` nothing is sent;
   * - `ERR_SESSION_CLOSED`: the session has ended.
   */
  readonly code: SessionErrorCode;
  readonly delivery: Delivery & "unsent" = "unsent";

  constructor(code: SessionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type SessionErrorCode = "ERR_SESSION_MODE" | "ERR_SESSION_LOST" | "ERR_SESSION_CLOSED";
