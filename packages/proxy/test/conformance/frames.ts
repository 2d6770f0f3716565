const CRLF = "\r\n";
/** How many values follow a header, for each count in it. */
const AGGREGATES: Readonly<Record<string, number>> = { "*": 1, "~": 1, ">": 1, "%": 2, "|": 2 };
const BULKS = new Set(["$", "=", "!"]);

/** Where the reply that begins at `at` ends; -1 if it isn't all there. Says nothing of whether it is good. */
export function frameEnd(bytes: Buffer, at: number): number {
  const lineEnd = bytes.indexOf(CRLF, at);
  if (lineEnd === -1) return -1;
  const type = String.fromCharCode(bytes[at]!);
  const count = Number(bytes.toString("latin1", at + 1, lineEnd));
  const after = lineEnd + 2;
  if (BULKS.has(type)) {
    const end = count < 0 ? after : after + count + 2;
    return end > bytes.length ? -1 : end;
  }
  const each = AGGREGATES[type];
  if (each === undefined) return after;
  // Attributes stand before the reply that they belong to.
  return elementsEnd(bytes, after, Math.max(count, 0) * each + (type === "|" ? 1 : 0));
}

/** The elements of an aggregate, each as bytes; undefined if it is none. */
export function elementsOf(frame: Buffer): Buffer[] | undefined {
  if (!(String.fromCharCode(frame[0]!) in AGGREGATES)) return undefined;
  const elements: Buffer[] = [];
  let at = frame.indexOf(CRLF) + 2;
  while (at < frame.length) {
    const end = frameEnd(frame, at);
    elements.push(frame.subarray(at, end));
    at = end;
  }
  return elements;
}

function elementsEnd(bytes: Buffer, from: number, count: number): number {
  let at = from;
  for (let i = 0; i < count && at !== -1; i++) at = frameEnd(bytes, at);
  return at;
}
