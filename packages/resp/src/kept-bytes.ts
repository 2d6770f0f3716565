import { EMPTY } from "./bytes.ts";

const FIRST_BYTES = 1024;

/** Bytes copied out of chunks, whose memory the caller reuses. Grows with what came, never with what was announced. */
export class KeptBytes {
  length = 0;
  private bytes = EMPTY;

  /** Appends `chunk` from `from` to `to`. There will never be more than `most` in all, so the last growth is exact. */
  append(chunk: Buffer, from: number, to: number, most: number): void {
    const length = this.length + to - from;
    if (length > this.bytes.length) this.grow(Math.min(most, Math.max(length * 4, FIRST_BYTES)));
    chunk.copy(this.bytes, this.length, from, to);
    this.length = length;
  }

  /** Hands the bytes over, `length` of them, and starts anew. */
  take(): Buffer {
    const { bytes } = this;
    this.bytes = EMPTY;
    this.length = 0;
    return bytes;
  }

  private grow(size: number): void {
    const bytes = Buffer.allocUnsafe(size);
    this.bytes.copy(bytes, 0, 0, this.length);
    this.bytes = bytes;
  }
}
