import type { Encoded } from "../layer.ts";
import { byteAt } from "./latin1.ts";
import { undecodable } from "./undecodable.ts";

/** The most bytes that a whole number up to 2^53 takes. */
export const VARINT_MAX_BYTES = 8;

/** Writes a whole number from 0 to 2^53, seven bits a byte, the lowest first; all but the last byte have 0x80 set. Gives where it ends. */
export function writeVarint(into: Buffer, at: number, value: number): number {
  let rest = value;
  let end = at;
  while (rest >= 0x80) {
    into[end++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  into[end++] = rest;
  return end;
}

/** Reads bytes from the front to the back. Throws {@link CacheError} `ERR_CACHE_DECODE` rather than read past the end. */
export class ByteReader<B extends Encoded = Uint8Array> {
  at: number;
  readonly bytes: B;
  private readonly label: string;

  constructor(bytes: B, label: string, start = 0) {
    this.bytes = bytes;
    this.label = label;
    this.at = start;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    if (this.at >= this.bytes.length) throw undecodable(this.label, "It ends too early.");
    return byteAt(this.bytes, this.at++);
  }

  /** A whole number from 0 to 2^53. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 1; ; count++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      if (count === VARINT_MAX_BYTES) throw undecodable(this.label, "It has a number that is too long.");
      scale *= 0x80;
    }
    if (value > 2 ** 53) throw undecodable(this.label, "It has a number that is too large.");
    return value;
  }

  /** A view of the next `length` bytes. */
  take(length: number): B {
    if (length > this.left) throw undecodable(this.label, "It ends too early.");
    const from = this.at;
    this.at += length;
    const { bytes } = this;
    return (typeof bytes === "string" ? bytes.slice(from, this.at) : bytes.subarray(from, this.at)) as B;
  }
}
