import { YencCheck } from "../nntp/yenc.ts";
import { type Part, STATUS_OF } from "./parts.ts";

const CRLF_BYTES = 2;

/** A reply that is copied while it passes by, to be kept. */
export class Capture {
  private readonly part: Part;
  private readonly maxBytes: number;
  private pieces: Buffer[] | undefined = [];
  private bytes = 0;
  private readonly check = new YencCheck();

  /** `maxBytes`: of the reply; a larger one is not kept. */
  constructor(part: Part, maxBytes: number) {
    this.part = part;
    this.maxBytes = maxBytes;
  }

  /** Whether it may be kept still. */
  get isOpen(): boolean {
    return this.pieces !== undefined;
  }

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  /** Gives the copy; `undefined` if it is not kept any more. */
  add(bytes: Buffer, start: number, end: number): Buffer | undefined {
    if (this.pieces === undefined) return undefined;
    this.bytes += end - start;
    if (this.bytes > this.maxBytes) {
      this.close();
      return undefined;
    }
    const piece = Buffer.from(bytes.subarray(start, end));
    this.pieces.push(piece);
    this.check.read(piece, 0, piece.length);
    return piece;
  }

  /** Nothing of it is to be kept. */
  close(): void {
    this.pieces = undefined;
  }

  /**
   * Once all has come: the block. `undefined` if it is not to be kept: too large, another reply than the part's, or a yEnc
   * body that is corrupt, which would be so until it expires.
   *
   * @param text The status line, without CRLF.
   */
  blockOf(status: number, text: string): Buffer | undefined {
    const { pieces } = this;
    if (pieces === undefined || status !== STATUS_OF[this.part]) return undefined;
    if (this.check.verdict().kind === "corrupt") return undefined;
    const lineBytes = text.length + CRLF_BYTES;
    // Memory of its own: what is kept for days should hold no more than itself.
    const block = Buffer.allocUnsafeSlow(this.bytes - lineBytes);
    let at = -lineBytes;
    for (const piece of pieces) {
      piece.copy(block, Math.max(0, at), Math.max(0, -at));
      at += piece.length;
    }
    return block;
  }
}
