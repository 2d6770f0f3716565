import type { CacheConfig } from "../config/provider-config.ts";

/** What is kept of an article, by the command that asks for it. */
export type Part = "ARTICLE" | "HEAD" | "BODY";

/** Where the reply to a request may come from. */
export interface Sources {
  /** A part that is larger, and has what is asked for in it. */
  readonly larger: Part | undefined;
  /** What is asked for: kept when it comes from a provider. `undefined`: that is not worth keeping. */
  readonly own: Part | undefined;
}

/** The block of a reply, in pieces; `undefined` if it is a line. */
export interface Reply {
  readonly status: number;
  readonly block: readonly Buffer[];
}

export const STATUS_OF: Readonly<Record<Part, number>> = { ARTICLE: 220, HEAD: 221, BODY: 222 };

const STAT_STATUS = 223;
const CRLF_BYTES = 2;
const CRLF: Buffer = Buffer.from("\r\n");
const EMPTY_LINE: Buffer = Buffer.from("\r\n\r\n");
/** What ends a block. */
const END: Buffer = Buffer.from(".\r\n");

const WHOLE: Readonly<Record<string, Sources>> = {
  ARTICLE: { larger: undefined, own: "ARTICLE" },
  HEAD: { larger: "ARTICLE", own: "HEAD" },
  BODY: { larger: "ARTICLE", own: "BODY" },
  STAT: { larger: "ARTICLE", own: undefined },
};

const HEADERS: Readonly<Record<string, Sources>> = {
  HEAD: { larger: undefined, own: "HEAD" },
  STAT: { larger: "HEAD", own: undefined },
};

/** Where the reply to a command by message-id may come from; `undefined`: from providers alone. `verb`: in upper case. */
export function sourcesOf(verb: string, keeps: CacheConfig["articles"]): Sources | undefined {
  const sources = keeps === "whole" ? WHOLE : HEADERS;
  return Object.hasOwn(sources, verb) ? sources[verb] : undefined;
}

/**
 * Makes the reply to a command of a kept part. A block is as it came: dots stuffed, its end marked.
 *
 * @param verb `STAT`, the part's own, or `HEAD` or `BODY` of an `ARTICLE`.
 */
export function replyOf(verb: string, part: Part, block: Buffer): Reply {
  if (verb === "STAT") return { status: STAT_STATUS, block: [] };
  if (verb === part) return { status: STATUS_OF[part], block: [block] };
  const [head, body] = split(block);
  return verb === "HEAD"
    ? { status: STATUS_OF.HEAD, block: [head, END] }
    : { status: STATUS_OF.BODY, block: [body] };
}

/** The headers without the end of their block, and the body. An article without an empty line has no body. */
function split(block: Buffer): readonly [head: Buffer, body: Buffer] {
  if (block.subarray(0, CRLF_BYTES).equals(CRLF)) return [block.subarray(0, 0), block.subarray(CRLF_BYTES)];
  const at = block.indexOf(EMPTY_LINE);
  if (at === -1) return [block.subarray(0, -END.length), END];
  return [block.subarray(0, at + CRLF_BYTES), block.subarray(at + EMPTY_LINE.length)];
}
