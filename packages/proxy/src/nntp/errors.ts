/**
 * The cause of an {@link NntpError}:
 *
 * - `ERR_NNTP_SYNTAX`: the bytes are not NNTP, or a value can't be sent as NNTP;
 * - `ERR_NNTP_LIMIT`: a line is longer than anything that can be meant.
 */
export type NntpErrorCode = "ERR_NNTP_SYNTAX" | "ERR_NNTP_LIMIT";

/** Bytes that can't be read as NNTP. Tells nothing of what they held: it may be secret. */
export class NntpError extends Error {
  override readonly name = "NntpError";
  readonly code: NntpErrorCode;

  constructor(code: NntpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
