import { type Frame, textOf } from "../wire/frame.ts";
import { Entry } from "./holding.ts";
import { type Outcome, wrong } from "./outcome.ts";

/** A key that is counted up by one session alone, so that each reply is the next number. */
export class Counter extends Entry {
  #value = 0;
  /** Increments that ran, or did not, or may run yet. */
  #floating = 0;

  get reading(): readonly string[] {
    return ["GET", this.key];
  }

  increment(outcome: Outcome): string | undefined {
    if (outcome.kind === "unknown") {
      this.isUncertain = true;
      this.#floating++;
    }
    if (outcome.kind !== "reply") return undefined;
    const value = Number(textOf(outcome.frame));
    const good =
      outcome.frame.type === ":" && value > this.#value && value <= this.#value + 1 + this.#floating;
    if (!good) return wrong(this.#expected(1), outcome.frame);
    this.#floating -= value - this.#value - 1;
    this.#value = value;
    this.ackedAtMs = performance.now();
    return undefined;
  }

  /** Judges its value, as `GET` gives it. */
  read(outcome: Outcome): string | undefined {
    return outcome.kind === "reply" ? this.readFrame(outcome.frame) : undefined;
  }

  readFrame(frame: Frame): string | undefined {
    const value = frame.type === "_" ? 0 : Number(textOf(frame));
    return value >= this.#value && value <= this.#value + this.#floating
      ? undefined
      : wrong(this.#expected(0), frame);
  }

  #expected(more: number): string {
    const least = this.#value + more;
    return this.#floating === 0 ? String(least) : `${least} to ${least + this.#floating}`;
  }
}
