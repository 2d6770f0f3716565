import type { Frame } from "./frame.ts";

/** A value that says who wrote it all the way through, so that a piece of another one shows wherever it is. */
export interface Payload {
  readonly marker: string;
  readonly sizeBytes: number;
}

/** Up to here a value is its marker. */
const SMALL_BYTES = 64;

export function payload(marker: string, sizeBytes = 0): Payload {
  return { marker: `${marker}|`, sizeBytes };
}

/** As an argument. */
export function bytesOf({ marker, sizeBytes }: Payload): string | Buffer {
  return sizeBytes <= SMALL_BYTES ? marker : Buffer.alloc(sizeBytes, marker, "latin1");
}

export function isPayload(frame: Frame, expected: Payload): boolean {
  if (frame.bytes === undefined) return false;
  const bytes = bytesOf(expected);
  return typeof bytes === "string" ? frame.bytes.toString("latin1") === bytes : frame.bytes.equals(bytes);
}

/** What is wrong with a reply that should have been `expected`. */
export function difference(frame: Frame, expected: Payload): string {
  const bytes = Buffer.from(bytesOf(expected));
  const got = frame.bytes ?? Buffer.alloc(0);
  let at = 0;
  while (at < bytes.length && bytes[at] === got[at]) at++;
  const piece = got.toString("latin1", Math.max(0, at - 20), at + 60);
  return `${got.length} bytes instead of ${bytes.length}, other from byte ${at}: ${JSON.stringify(piece)}`;
}
