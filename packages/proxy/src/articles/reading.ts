import type { Handle } from "../providers/ask.ts";

/** A reader's request, whatever its reply comes from. */
export class Reading implements Handle {
  readonly shared = false;
  private readonly leaving = new AbortController();
  private source: Pick<Handle, "pause" | "resume" | "cancel"> | undefined = undefined;
  private isPaused = false;

  /** Aborted when the reader leaves. */
  get signal(): AbortSignal {
    return this.leaving.signal;
  }

  /** Whether it needs a source for its reply: it has none yet, and has not been left. */
  get isOpen(): boolean {
    return this.source === undefined && !this.signal.aborted;
  }

  /** Its reply comes from there. */
  readFrom(source: Pick<Handle, "pause" | "resume" | "cancel">): void {
    this.source = source;
    if (this.isPaused) source.pause();
  }

  pause(): void {
    this.isPaused = true;
    this.source?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.source?.resume();
  }

  cancel(): void {
    this.leaving.abort();
    this.source?.cancel();
  }
}
