import type { Flow } from "./passage.ts";

/** Holds up what a socket reads while only one reply is due on it, for whoever takes that reply slowly. */
export class ReadFlow implements Flow {
  paused = false;
  private readonly socket: { pause(): unknown; resume(): unknown };
  private readonly pending: () => number;

  /** Makes the owner of the connection use another one. */
  readonly stepAside: () => void;

  constructor(socket: ReadFlow["socket"], pending: () => number, stepAside: () => void) {
    this.socket = socket;
    this.pending = pending;
    this.stepAside = stepAside;
  }

  get shared(): boolean {
    return this.pending() > 1;
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.socket.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.socket.resume();
  }
}
