const DOT = 0x2e;
const CR = 0x0d;
const LF = 0x0a;

const CRLF: Buffer = Buffer.from("\r\n");

/** The last line of a data block. */
const END: Buffer = Buffer.from(".\r\n");

/**
 * A data block as it goes over the wire: a dot before each line that begins with one, and the line with a
 * single dot at the end (RFC 3977, section 3.1.1). Text whose last line has no CRLF gets one.
 */
export function stuff(data: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = data.indexOf(DOT); at !== -1; at = data.indexOf(DOT, at + 1)) {
    if (!startsLine(data, at)) continue;
    pieces.push(data.subarray(from, at), END.subarray(0, 1));
    from = at;
  }
  pieces.push(data.subarray(from));
  if (data.length > 0 && !data.subarray(-2).equals(CRLF)) pieces.push(CRLF);
  pieces.push(END);
  return Buffer.concat(pieces);
}

/** The data of a whole block, as it came over the wire: neither stuffed dots nor the last line. */
export function unstuff(block: Buffer): Buffer {
  const data = block.subarray(0, block.length - END.length);
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = data.indexOf(DOT); at !== -1; at = data.indexOf(DOT, at + 1)) {
    if (!startsLine(data, at)) continue;
    pieces.push(data.subarray(from, at));
    from = ++at; // a second dot is the line's own
  }
  pieces.push(data.subarray(from));
  return Buffer.concat(pieces);
}

/** Where the data block at the beginning of `received` ends, or -1 if it isn't whole yet. */
export function blockEnd(received: Buffer): number {
  if (received.subarray(0, END.length).equals(END)) return END.length;
  const at = received.indexOf("\r\n.\r\n");
  return at === -1 ? -1 : at + 5;
}

function startsLine(data: Buffer, at: number): boolean {
  return at === 0 || (data[at - 1] === LF && data[at - 2] === CR);
}
