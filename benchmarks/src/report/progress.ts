const ERASE_LINE = "\r\x1b[K";

/** A line that says what is going on, for a person at a terminal; nothing elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(text: string): void {
    if (this.#stream.isTTY) this.#stream.write(ERASE_LINE + text.slice(0, this.#stream.columns - 1));
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write(ERASE_LINE);
  }
}
