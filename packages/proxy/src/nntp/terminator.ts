const CR = 0x0d;

const TERMINATOR = Buffer.from("\r\n.\r\n");

/** A block begins behind a line, whose CRLF belongs to the terminator of an empty block. */
const BEHIND_LINE = 2;

/**
 * Finds the end of a block of lines in chunks that end anywhere: the first `CRLF . CRLF` (RFC 3977, 3.1.1), and nothing
 * else. Bare CRs and LFs end no line.
 */
export class TerminatorScanner {
  /** So much of the terminator stands at the end of what has come. */
  private matched = BEHIND_LINE;

  /** A block begins, behind the CRLF of a line. */
  begin(): void {
    this.matched = BEHIND_LINE;
  }

  /** Goes on with the block at `from`: the index behind its terminator, or -1 if it goes on behind `end`. */
  scan(bytes: Buffer, from: number, end: number): number {
    // One that begins in an earlier chunk ends within four bytes of this.
    const seam = Math.min(end, from + TERMINATOR.length - 1);
    let { matched } = this;
    for (let at = from; at < seam; at++) {
      matched = after(matched, bytes[at]!);
      if (matched === TERMINATOR.length) return at + 1;
    }
    if (seam === end) {
      this.matched = matched;
      return -1;
    }
    // Memory is used again: behind `end` stands what came earlier.
    const found = (end === bytes.length ? bytes : bytes.subarray(0, end)).indexOf(TERMINATOR, from);
    if (found !== -1) return found + TERMINATOR.length;
    this.matched = 0;
    for (let at = end - TERMINATOR.length + 1; at < end; at++) this.matched = after(this.matched, bytes[at]!);
    return -1;
  }
}

/** How much of the terminator stands at the end once `byte` has followed where `matched` stood. */
function after(matched: number, byte: number): number {
  if (byte === TERMINATOR[matched]) return matched + 1;
  if (byte === CR) return 1;
  // Only `CRLF . CR` ends with something else that begins the terminator.
  return 0;
}
