import type { WriteStream } from "node:tty";

const EVERY_MS = 200;

/**
 * Tells what is being waited for: on a terminal by one line with a running clock, which is wiped when something else
 * is printed; elsewhere by one plain line for each step. Meant for standard error, beside the report.
 */
export class Progress {
  readonly #stream: WriteStream;
  readonly #isLive: boolean;
  #timer: NodeJS.Timeout | undefined;
  #step = "";
  #sinceMs = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
    this.#isLive = stream.isTTY === true;
  }

  /** Names what is going on from now on. `detail` tells how far it is, on a terminal only. */
  step(text: string, detail?: () => string): void {
    this.clear();
    if (!this.#isLive) {
      this.#stream.write(`${text} ...\n`);
      return;
    }
    this.#sinceMs = performance.now();
    const draw = (): void => this.#draw(detail === undefined ? text : `${text}: ${detail()}`);
    this.#timer = setInterval(draw, EVERY_MS).unref();
    draw();
  }

  /** Ends the step and wipes its line. */
  clear(): void {
    clearInterval(this.#timer);
    if (this.#step !== "") this.#stream.write("\r\x1b[K");
    this.#step = "";
  }

  #draw(text: string): void {
    const seconds = ((performance.now() - this.#sinceMs) / 1_000).toFixed(1);
    this.#step = `${text} ... ${seconds} s`.slice(0, (this.#stream.columns || 80) - 1);
    this.#stream.write(`\r\x1b[K${this.#step}`);
  }
}
