const WORD = /"((?:[^"\\]|\\.)*)"|(\S+)/g;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/**
 * The words of a line: `SET @a "two words"`. In quotes there are escapes as `\n` and `\xff`. A word that begins with `@` is
 * the name of a key: all of one `tag` have the same slot.
 */
export function wordsOf(line: string, tag: string): Buffer[] {
  return [...line.matchAll(WORD)].map(([, quoted, plain]) =>
    Buffer.from(quoted === undefined ? keyed(plain!, tag) : unescaped(keyed(quoted, tag)), "latin1"),
  );
}

function keyed(word: string, tag: string): string {
  return word.startsWith("@") ? `{${tag}}${word.slice(1)}` : word;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
