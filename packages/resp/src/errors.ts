/**
 * The cause of a {@link RespError}:
 *
 * - `ERR_RESP_SYNTAX`: the bytes are not RESP; `offset` says where;
 * - `ERR_RESP_LIMIT`: they pass a limit; `limit` names it, `value` is what it stands at;
 * - `ERR_RESP_ARGUMENT`: a value can't be encoded; `position` says which, `type` what it is.
 */
export type RespErrorCode = "ERR_RESP_SYNTAX" | "ERR_RESP_LIMIT" | "ERR_RESP_ARGUMENT";

export interface RespErrorFields {
  readonly offset?: number;
  readonly limit?: string;
  readonly value?: number;
  readonly position?: number;
  readonly type?: string;
}

/** Bytes that can't be read, or a value that can't be written, as RESP. Tells nothing of what they held: it may be secret. */
export class RespError extends Error {
  override readonly name = "RespError";
  readonly code: RespErrorCode;
  /** Bytes before the malformed token, counted from the first one the reader was given. */
  readonly offset: number | undefined;
  /** The name of the limit that was passed: a key of `Limits`. */
  readonly limit: string | undefined;
  /** What that limit stands at. */
  readonly value: number | undefined;
  /** Which argument it was, counted from 0. */
  readonly position: number | undefined;
  /** What the argument was: `undefined`, `null`, `object`, `NaN`... */
  readonly type: string | undefined;

  constructor(code: RespErrorCode, message: string, fields: RespErrorFields) {
    super(message);
    this.code = code;
    this.offset = fields.offset;
    this.limit = fields.limit;
    this.value = fields.value;
    this.position = fields.position;
    this.type = fields.type;
  }
}
