import type { ExchangeSink, Handle } from "../providers/ask.ts";
import type { Backlog } from "./backlog.ts";

/**
 * Hands a reply to a reader as fast as that takes it: what comes while it is held up is kept. Begins to hand on in a later
 * turn than `resume`, so that whoever lets go of several is done with that.
 */
export class Delivery implements Omit<Handle, "shared"> {
  private readonly sink: ExchangeSink;
  private readonly backlog: Backlog;
  private readonly kept: Buffer[] = [];
  private ending: { readonly status: number; readonly text: string } | undefined = undefined;
  private isPaused = false;
  private isOver = false;

  constructor(sink: ExchangeSink, backlog: Backlog) {
    this.sink = sink;
    this.backlog = backlog;
  }

  /** Whether `write` may be called: nothing that came before waits. */
  get flows(): boolean {
    return !this.isPaused && this.kept.length === 0;
  }

  /** A piece to be handed on at once, in memory that is used again. */
  write(bytes: Buffer, start: number, end: number): void {
    if (!this.isOver) this.sink.write(bytes, start, end);
  }

  /** A piece to be handed on when there is room, in memory that stays. */
  keep(piece: Buffer): void {
    this.kept.push(piece);
    this.backlog.bytes += piece.length;
  }

  /** All of the reply has come. */
  end(status: number, text: string): void {
    this.ending = { status, text };
    this.goOn();
  }

  /** There will be no more of it. */
  broken(): void {
    if (this.isOver) return;
    this.cancel();
    this.sink.broken();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    setImmediate(() => this.goOn());
  }

  cancel(): void {
    this.isOver = true;
    for (const { length } of this.kept.splice(0)) this.backlog.bytes -= length;
  }

  private goOn(): void {
    const { kept, sink } = this;
    while (!this.isPaused && !this.isOver && kept.length > 0) {
      const piece = kept.shift()!;
      this.backlog.bytes -= piece.length;
      sink.write(piece, 0, piece.length);
    }
    if (this.ending === undefined || this.isOver || kept.length > 0) return;
    this.isOver = true;
    sink.end(this.ending.status, this.ending.text);
  }
}
