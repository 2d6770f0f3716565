import type { Again, Upload } from "fairlead/internal";
import { Refusal } from "./error-text.ts";
import { Exchange } from "./exchange.ts";

const MOVED = "TRYAGAIN proxy: the slot has moved while the value was being sent: send it again";

/** A request that is too large to be kept: it goes on to the server as it comes. */
export class LargeExchange extends Exchange {
  private readonly waiting: Buffer[] = [];
  private upload: Upload | undefined = undefined;
  private complete = false;

  /** A piece of it, in memory that is used again. */
  piece(bytes: Buffer, start: number, end: number, last: boolean): void {
    this.complete = last;
    if (this.done) return;
    const piece = Buffer.from(bytes.subarray(start, end));
    if (this.upload === undefined) this.waiting.push(piece);
    else if (this.upload.write(piece)) return;
    else this.upload.whenDrained(() => this.session.holdReading(false));
    this.session.holdReading(true);
  }

  opened(upload: Upload): void {
    this.upload = upload;
    for (const piece of this.waiting.splice(0)) upload.write(piece);
    this.session.holdReading(false);
  }

  override end(outcome: "accepted" | "refused"): void {
    super.end(outcome);
    this.waiting.length = 0;
    this.session.holdReading(false);
  }

  /** It can't be sent again: what has gone by is not kept. */
  override stray(again: Again): boolean {
    if (this.upload === undefined) return super.stray(again);
    this.reject(0, new Refusal(MOVED));
    return false;
  }

  /** The client is gone. */
  abandon(): void {
    if (!this.complete) this.upload?.abort();
  }
}
