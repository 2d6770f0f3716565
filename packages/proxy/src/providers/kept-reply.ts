import { YencCheck, type YencVerdict } from "../nntp/yenc.ts";
import type { ExchangeSink } from "./ask.ts";

/** Larger replies go out unchecked. */
const MAX_BYTES = 4 * 1024 * 1024;

/** A reply that is kept until it is known whether it is sound. */
export class KeptReply {
  readonly status: number;
  text = "";
  private readonly pieces: Buffer[] = [];
  private bytes = 0;
  private readonly check = new YencCheck();

  constructor(status: number) {
    this.status = status;
  }

  /** Copies. `false`: it has become too large. */
  add(bytes: Buffer, start: number, end: number): boolean {
    this.pieces.push(Buffer.from(bytes.subarray(start, end)));
    this.bytes += end - start;
    this.check.read(bytes, start, end);
    return this.bytes <= MAX_BYTES;
  }

  verdict(): YencVerdict {
    return this.check.verdict();
  }

  /** Hands on what there is. */
  writeTo(sink: ExchangeSink): void {
    for (const piece of this.pieces) sink.write(piece, 0, piece.length);
  }
}
