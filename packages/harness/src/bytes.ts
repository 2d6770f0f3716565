import type { Writable } from "node:stream";
import { wholeTurn } from "./turns.ts";

/** What {@link bytes} makes. */
export class Bytes {
  readonly bytes: Buffer;
  readonly sizes: readonly number[];

  constructor(bytes: Buffer, sizes: readonly number[]) {
    this.bytes = bytes;
    this.sizes = sizes;
  }
}

/**
 * A reply byte for byte: garbage, half a reply, several. In pieces of these sizes over and over, if any are
 * given: a reader in this process reads each by itself.
 */
export function bytes(text: string | Buffer, ...sizes: readonly number[]): Bytes {
  return new Bytes(Buffer.from(text), sizes);
}

/** Resolves when all has left, or can't any more. */
export async function writePieces(into: Writable, { bytes, sizes }: Bytes): Promise<void> {
  for (let start = 0, piece = 0; start < bytes.length; piece++) {
    const size = sizes[piece % sizes.length] ?? bytes.length;
    await new Promise((resolve) => into.write(bytes.subarray(start, start + size), resolve));
    start += size;
    if (sizes.length > 0) await wholeTurn();
  }
}
