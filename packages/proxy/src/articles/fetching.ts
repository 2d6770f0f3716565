import type { Handle, ReplySink } from "../providers/ask.ts";
import type { Trouble } from "../providers/trouble.ts";
import type { Backlog } from "./backlog.ts";
import type { Capture } from "./capture.ts";
import { Delivery } from "./delivery.ts";

/** Of an article that nobody waits for any more so much is still taken, for the cache. */
const MAX_REST_BYTES = 256 * 1024;

/** What is not kept has to be asked for by everybody who wants it. */
export class NotKept extends Error {
  override readonly name = "NotKept";
}

/** What a fetch is made of. */
export interface FetchParts {
  readonly capture: Capture;
  readonly backlog: Backlog;
  /** Who asked first. */
  readonly sink: ReplySink;
  /** What is to be kept; or that there is nothing. */
  readonly kept: (block: Buffer) => void;
  readonly notKept: (why: NotKept) => void;
}

/**
 * The reply of a provider, which goes to who asked first as it comes, and is captured for the others. As long as it is, and
 * there is room for what slow readers have still to take, one that is slow, or leaves, holds up nobody else.
 */
export class Fetching implements ReplySink, Handle {
  readonly shared = false;
  private readonly parts: FetchParts;
  private readonly handle: Handle;
  private readonly delivery: Delivery;
  private isPaused = false;
  /** Who asked first has gone. */
  private isLeft = false;
  /** Nobody else waits. */
  private isUnwanted = false;
  private restBytes = MAX_REST_BYTES;

  /** `ask`: sends the request; nothing is told before it has returned. */
  constructor(parts: FetchParts, ask: (sink: ReplySink) => Handle) {
    this.parts = parts;
    this.delivery = new Delivery(parts.sink, parts.backlog);
    this.handle = ask(this);
  }

  write(bytes: Buffer, start: number, end: number): void {
    const { delivery } = this;
    const { capture } = this.parts;
    const flows = delivery.flows;
    if (flows) delivery.write(bytes, start, end);
    const wasOpen = capture.isOpen;
    const copy = capture.add(bytes, start, end);
    if (!flows && !this.isLeft) delivery.keep(copy ?? Buffer.from(bytes.subarray(start, end)));
    if (wasOpen && !capture.isOpen) this.outgrown();
    else if (this.isPaused) this.holdUp();
    if (!this.isLeft || !this.isUnwanted) return;
    this.restBytes -= end - start;
    if (this.restBytes < 0) this.giveUp();
  }

  end(status: number, text: string): void {
    this.delivery.end(status, text);
    const block = this.parts.capture.blockOf(status, text);
    if (block === undefined) this.parts.notKept(new NotKept());
    else this.parts.kept(block);
  }

  missed(): void {
    if (!this.isLeft) this.parts.sink.missed();
    this.parts.notKept(new NotKept());
  }

  unavailable(trouble: Trouble): void {
    if (!this.isLeft) this.parts.sink.unavailable(trouble);
    this.parts.notKept(new NotKept());
  }

  broken(): void {
    this.delivery.broken();
    this.parts.notKept(new NotKept());
  }

  pause(): void {
    this.isPaused = true;
    this.delivery.pause();
    this.holdUp();
  }

  resume(): void {
    this.isPaused = false;
    this.delivery.resume();
    this.handle.resume();
  }

  /** Who asked first has gone. */
  cancel(): void {
    this.isLeft = true;
    this.isPaused = false;
    this.delivery.cancel();
    this.handle.resume();
    this.reconsider();
  }

  /** Nobody else waits. */
  unwanted(): void {
    this.isUnwanted = true;
    this.reconsider();
  }

  /** It is larger than what is kept: from here on it is the first reader's alone. */
  private outgrown(): void {
    this.parts.notKept(new NotKept());
    if (this.isLeft) this.handle.cancel();
    else if (this.isPaused) this.holdUp();
  }

  /** Its reader is slow. */
  private holdUp(): void {
    const { capture, backlog } = this.parts;
    if (!capture.isOpen || backlog.isFull) this.handle.pause();
  }

  private reconsider(): void {
    if (!this.isLeft) return;
    const { capture } = this.parts;
    if (!capture.isOpen || (this.isUnwanted && capture.isEmpty)) this.giveUp();
  }

  private giveUp(): void {
    this.parts.capture.close();
    this.handle.cancel();
    this.parts.notKept(new NotKept());
  }
}
