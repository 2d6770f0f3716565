/** A line that a client has sent, as a command. Each octet is a character of its texts. */
export interface Request {
  /** The first word, ASCII letters in upper case. */
  readonly verb: string;
  /** The words behind it. */
  readonly args: readonly string[];
  /** The line without its end, as it came. */
  readonly text: string;
}

/** The request in a line; `undefined` if it is empty, or begins with a space or TAB. */
export function requestOf(text: string): Request | undefined {
  const [first = "", ...args] = text.split(/[ \t]+/);
  if (first === "") return undefined;
  if (args.at(-1) === "") args.pop();
  return { verb: upperCase(first), args, text };
}

/** The line to send on, with CRLF. */
export function lineOf({ text }: Request): Buffer {
  return Buffer.from(`${text}\r\n`, "latin1");
}

/** What stands behind the first two words, with the spaces inside and behind it: a password. */
export function restOf({ text }: Request): string {
  return /^[^ \t]+[ \t]+[^ \t]+[ \t]+(.*)$/s.exec(text)?.[1] ?? "";
}

/** `word` with its ASCII letters, and no others, in upper case: no other word may become a command by it. */
export function upperCase(word: string): string {
  return word.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
