const LF = 10;
const MINUS = 45;
const ZERO = 48;
const DOLLAR = 36;

/** Counts simple and bulk replies in a stream, however it is cut, without looking at what they say. */
export class ReplyCounter {
  /** Bytes left of the bulk string we are in, its CRLF included. */
  #body = 0;
  /** The first byte of the line we are in; 0 before it. */
  #kind = 0;
  #length = 0;
  #isNull = false;

  /**
   * The replies that end in the first `end` bytes of `chunk`.
   * @throws {Error} for an error reply.
   */
  count(chunk: Uint8Array, end: number): number {
    let replies = 0;
    let at = 0;
    while (at < end) {
      if (this.#body > 0) {
        const step = Math.min(this.#body, end - at);
        at += step;
        this.#body -= step;
        if (this.#body === 0) replies++;
      } else if (this.#line(chunk[at++]!)) {
        replies++;
      }
    }
    return replies;
  }

  /** Takes one byte of a line; true if the reply ends with it. */
  #line(byte: number): boolean {
    if (this.#kind === 0) {
      if (byte === MINUS) throw new Error("the server replied with an error");
      this.#kind = byte;
    } else if (byte === LF) {
      return this.#lineEnds();
    } else if (this.#kind === DOLLAR) {
      if (byte === MINUS) this.#isNull = true;
      else if (byte >= ZERO) this.#length = this.#length * 10 + byte - ZERO;
    }
    return false;
  }

  #lineEnds(): boolean {
    const hasBody = this.#kind === DOLLAR && !this.#isNull;
    if (hasBody) this.#body = this.#length + 2;
    this.#kind = 0;
    this.#length = 0;
    this.#isNull = false;
    return !hasBody;
  }
}
