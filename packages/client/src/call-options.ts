import type { Route } from "./route.ts";

/** Options of one call. All are optional; what is left out comes from the client's options. */
export interface CallOptions {
  /**
   * Milliseconds until the call fails with `ERR_TIMEOUT`, all waiting and retries included. A blocking
   * command's own block time is added. Default: the client's `timeoutMs`.
   */
  readonly timeoutMs?: number;
  /**
   * Gives up the answer: the call rejects with `signal.reason`. A command not yet written is never sent; one
   * already written may have run.
   */
  readonly signal?: AbortSignal;
  /**
   * `"bytes"` for strings as `Buffer` instead of text decoded as UTF-8; `"latin1"` for text of one character for each byte,
   * which is cheaper than a `Buffer` where they are small. Default `"text"`.
   */
  readonly reply?: "text" | "bytes" | "latin1";
  /** The command may run twice without harm, so it is sent again when its fate is unknown. Default `false`. */
  readonly idempotent?: boolean;
  /** Where the call goes, in place of where the command itself belongs. Default: where it belongs. */
  readonly route?: Route;
  /**
   * For calls to many nodes: gives a `Map` of every node's outcome, failures among them, where otherwise one failure
   * fails the call with {@link FanOutError}. Default `false`.
   */
  readonly partial?: boolean;
}
