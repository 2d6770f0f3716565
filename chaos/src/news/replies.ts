const CRLF = "\r\n";
const END = "\r\n.\r\n";

/** Statuses that a block follows, of the commands that readers send here. */
const BLOCKS: ReadonlySet<string> = new Set(["220", "221", "222", "224"]);

/** Takes whole replies out of what comes. It shares nothing with the proxy's own way of reading. */
export class Replies {
  #received: Buffer = Buffer.alloc(0);

  /** What has come of a reply that is not whole. */
  get rest(): Buffer {
    return this.#received;
  }

  add(chunk: Buffer): void {
    this.#received =
      this.#received.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#received, chunk]);
  }

  /** The next whole reply, if there is one. */
  next(): Buffer | undefined {
    const line = this.#received.indexOf(CRLF);
    if (line === -1) return undefined;
    const isBlock = BLOCKS.has(this.#received.toString("latin1", 0, 3));
    const end = isBlock ? this.#received.indexOf(END, line) : line;
    if (end === -1) return undefined;
    const reply = this.#received.subarray(0, end + (isBlock ? END : CRLF).length);
    this.#received = this.#received.subarray(reply.length);
    return reply;
  }
}
