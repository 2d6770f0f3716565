const RESET = "\x1b[0m";
const CODES = { bold: "\x1b[1m", dim: "\x1b[2m", red: "\x1b[31m", green: "\x1b[32m" } as const;

/** Gives a text a colour, or leaves it alone. */
export type Paint = (colour: keyof typeof CODES, text: string) => string;

const plain: Paint = (_, text) => text;

const coloured: Paint = (colour, text) => CODES[colour] + text + RESET;

/** Colours only for a terminal whose owner doesn't mind. */
export function paintFor(stream: { readonly isTTY?: boolean }): Paint {
  const { NO_COLOR } = process.env;
  return stream.isTTY && NO_COLOR === undefined ? coloured : plain;
}
