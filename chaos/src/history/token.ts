/** A written value that says where it belongs: which key, by whom, and its place among that writer's values. */
export interface Token {
  readonly key: string;
  readonly writer: string;
  readonly sequence: number;
}

const MARK = "~";

/** `key~writer~sequence`. No part may contain `~`. */
export function formatToken(token: Token): string {
  return [token.key, token.writer, token.sequence].join(MARK);
}

/** The token a text stands for, `undefined` if it stands for none. */
export function parseToken(text: string): Token | undefined {
  const parts = text.split(MARK);
  const [key, writer, digits] = parts;
  if (parts.length !== 3 || !key || !writer || !/^\d+$/.test(digits ?? "")) return undefined;
  return { key, writer, sequence: Number(digits) };
}
