import type { ErrorReply } from "./reply.ts";

/**
 * What a server can say: plain values, and for what those can't tell apart the classes below. An integer is sent as such,
 * any other number as a double; a bigint beyond 64 bits as a big number.
 */
export type ServerReply =
  | null
  | typeof NULL_ARRAY
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | ErrorReply
  | Simple
  | Verbatim
  | Double
  | Push
  | Attributed
  | readonly ServerReply[]
  | ReadonlySet<ServerReply>
  | ReadonlyMap<ServerReply, ServerReply>
  | { readonly [field: string]: ServerReply };

/** RESP2's `*-1`, said by EXEC and by blocking pops. In RESP3 a null like any other. */
export const NULL_ARRAY: unique symbol = Symbol("null array");

/** `+OK`. Line breaks, which it can't hold, become spaces. */
export class Simple {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Text with its format, three letters: `txt`, `mkd`. In RESP2 a plain string. */
export class Verbatim {
  readonly format: string;
  readonly text: string;

  constructor(format: string, text: string) {
    this.format = format;
    this.text = text;
  }
}

/** A double even if it has no fraction. In RESP2 a string. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Data that replies to nothing. In RESP2 an array. */
export class Push {
  readonly items: readonly ServerReply[];

  constructor(items: readonly ServerReply[]) {
    this.items = items;
  }
}

/** A value with attributes. RESP2 has none: only the value is sent. */
export class Attributed {
  readonly attributes: ReadonlyMap<ServerReply, ServerReply>;
  readonly value: ServerReply;

  constructor(attributes: ReadonlyMap<ServerReply, ServerReply>, value: ServerReply) {
    this.attributes = attributes;
    this.value = value;
  }
}
