import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

/** How this process itself fared. */
export interface VitalSigns {
  /** Longest delay of the event loop, in milliseconds. */
  readonly eventLoopMaxMs: number;
  readonly eventLoopP99Ms: number;
  /** Rejections nobody handled and exceptions nobody caught, as text. */
  readonly unhandled: readonly string[];
}

const RESOLUTION_MS = 5;
/** Of an error's stack. */
const LINES_KEPT = 4;

/**
 * Watches the process until `stop()`: delays of its event loop, and errors that escaped. While it watches, these do
 * not end the process.
 */
export class Vitals {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #unhandled: string[] = [];
  readonly #note = (error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#unhandled.push(text.split("\n").slice(0, LINES_KEPT).join("\n"));
  };

  constructor() {
    process.on("unhandledRejection", this.#note);
    process.on("uncaughtException", this.#note);
    this.#delay.enable();
  }

  /** Forgets the delays so far. */
  resetDelays(): void {
    this.#delay.reset();
  }

  stop(): VitalSigns {
    this.#delay.disable();
    process.off("unhandledRejection", this.#note);
    process.off("uncaughtException", this.#note);
    return {
      eventLoopMaxMs: excess(this.#delay.max),
      eventLoopP99Ms: excess(this.#delay.percentile(99)),
      unhandled: this.#unhandled,
    };
  }
}

/** The histogram has nanoseconds from one sample to the next, its resolution included. */
function excess(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}
