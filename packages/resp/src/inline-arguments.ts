/** Plain characters, then at most one quoted stretch, which must end the argument. */
const ARGUMENT = /([^ \t\r\n"']*)(?:"((?:\\.|[^"\\])*)"|'((?:\\'|[^'\\]|\\(?!'))*)')?(?=[ \t\n\v\f\r]|$)/sy;
const NOT_SPACE = /[^ \t\n\v\f\r]/g;
const ESCAPE = /\\(?:x([\da-f]{2})|(.))/gis;
const LETTERS: { readonly [letter: string]: string } = { n: "\n", r: "\r", t: "\t", b: "\b", a: "\x07" };

/**
 * Splits an inline request as the servers do: `"..."` with `\n \r \t \b \a \xHH`, `'...'` with `\'`. `undefined` when a
 * quoted stretch has no end, or isn't the end of its argument.
 */
export function splitArguments(line: string): string[] | undefined {
  const args: string[] = [];
  NOT_SPACE.lastIndex = 0;
  while (NOT_SPACE.test(line)) {
    ARGUMENT.lastIndex = NOT_SPACE.lastIndex - 1;
    const match = ARGUMENT.exec(line);
    if (match === null) return undefined;
    const [, plain = "", double = "", single = ""] = match;
    args.push(plain + double.replace(ESCAPE, escaped) + single.replaceAll("\\'", "'"));
    NOT_SPACE.lastIndex = ARGUMENT.lastIndex;
  }
  return args;
}

function escaped(_: string, hex: string | undefined, letter: string): string {
  return hex === undefined ? (LETTERS[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16));
}
