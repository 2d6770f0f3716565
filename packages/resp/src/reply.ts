/** What one argument of a command may be. Numbers are sent as their decimal text. */
export type Arg = string | number | bigint | Uint8Array;

/**
 * One decoded RESP2 or RESP3 value.
 *
 * - every null (`$-1`, `*-1`, `_`) is `null`;
 * - an integer is a `number`, or a `bigint` where a number would be rounded (beyond 2^53 - 1);
 * - a double is a `number` (`inf`, `-inf` and `nan` included), a big number a `bigint`;
 * - simple, bulk and verbatim strings are `string`, `Buffer` under {@link DecodeMode.BYTES}; a verbatim
 *   string's format prefix (`txt:`) is left out;
 * - an error is an {@link ErrorReply}, also inside an aggregate;
 * - a set is a `Set` and a map a `Map`, or what {@link DecodeMode.PLAIN} says.
 */
export type Reply =
  | null
  | boolean
  | number
  | bigint
  | string
  | Buffer
  | ErrorReply
  | Reply[]
  | Set<Reply>
  | Map<Reply, Reply>
  | { [field: string]: Reply };

/** An error as the server sent it: a value, not an `Error`, because most callers wrap it with what they know. */
export class ErrorReply {
  /** The whole text, prefix included: `WRONGTYPE Operation against a key ...`. */
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }

  /** The text's first word: `WRONGTYPE`, `MOVED`, `ERR`. */
  get code(): string {
    const space = this.message.indexOf(" ");
    return space === -1 ? this.message : this.message.slice(0, space);
  }
}

/** Bits that say how one reply's strings and aggregates are to come out. */
export const DecodeMode = {
  /** Strings as `string`, sets as `Set`, maps as `Map`. */
  TEXT: 0,
  /** Strings as `Buffer`, each with bytes of its own. */
  BYTES: 1,
  /** Sets as arrays; maps as plain objects, or as `Map` together with `BYTES` (a `Buffer` names no property). */
  PLAIN: 2,
  /** Not decoded at all: its bytes as they come, by `ReplySink.onBytes`. Only an error is a value all the same. */
  RAW: 4,
  /** Strings as `string` of one character for each byte. Not together with `BYTES`. */
  LATIN1: 8,
} as const;
