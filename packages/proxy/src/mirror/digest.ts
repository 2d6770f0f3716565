/** Of a reply compared byte by byte, so many bytes count; of one in any order, all up to so many. */
const EXACT_BYTES = 64 * 1024;
const UNORDERED_BYTES = 1024 * 1024;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** What is kept of a reply to compare it with another: its length, and a sum over its first bytes. */
export class Digest {
  length = 0;
  private sum = FNV_OFFSET;
  private readonly ordered: boolean;

  constructor(ordered: boolean) {
    this.ordered = ordered;
  }

  add(bytes: Buffer, start: number, end: number): void {
    const most = this.ordered ? EXACT_BYTES : UNORDERED_BYTES;
    const to = Math.min(end, start + Math.max(0, most - this.length));
    this.length += end - start;
    if (this.ordered) {
      for (let at = start; at < to; at++) this.sum = Math.imul(this.sum ^ bytes[at]!, FNV_PRIME);
    } else {
      for (let at = start; at < to; at++)
        this.sum = (this.sum + Math.imul(bytes[at]! + 1, bytes[at]! + FNV_PRIME)) | 0;
    }
  }

  /** It begins anew. */
  clear(): void {
    this.length = 0;
    this.sum = FNV_OFFSET;
  }

  /** Whether the replies are the same, as far as can be told. */
  equals(other: Digest): boolean {
    if (this.length !== other.length) return false;
    return this.sum === other.sum || (!this.ordered && this.length > UNORDERED_BYTES);
  }
}
