import type { WriteStream } from "node:tty";

/** Gives text a colour, or leaves it as it is. */
export type Brush = (text: string) => string;

export interface Paint {
  readonly bold: Brush;
  readonly dim: Brush;
  readonly good: Brush;
  readonly bad: Brush;
  readonly doubtful: Brush;
}

/** Colours for a terminal, plain text for everything else and where `NO_COLOR` is set. */
export function paintFor(stream: Pick<WriteStream, "isTTY">, { NO_COLOR }: NodeJS.ProcessEnv): Paint {
  const isColourful = stream.isTTY === true && !NO_COLOR;
  const brush =
    (code: number): Brush =>
    (text) =>
      isColourful ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { bold: brush(1), dim: brush(2), good: brush(32), bad: brush(31), doubtful: brush(33) };
}
