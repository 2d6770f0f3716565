import { type Frame, shown, textOf } from "../wire/frame.ts";
import { Entry } from "./holding.ts";
import type { Outcome } from "./outcome.ts";

/** A list that a second session pushes to, while the first one waits at it. */
export class Queue extends Entry {
  /** In the order in which they were sent. */
  readonly #issued: string[] = [];
  readonly #acked = new Set<string>();
  #popped = 0;

  get reading(): readonly string[] {
    return ["LRANGE", this.key, "0", "-1"];
  }

  /** Whether all that was sent to it came. */
  get isEmpty(): boolean {
    return this.#popped === this.#issued.length;
  }

  /** A token unlike all before, which is going to be pushed. */
  next(): string {
    const token = `${this.key}#${this.#issued.length}`;
    this.#issued.push(token);
    return token;
  }

  pushed(token: string, outcome: Outcome): string | undefined {
    if (outcome.kind === "reply") {
      this.#acked.add(token);
      this.ackedAtMs = performance.now();
    } else this.isUncertain = true;
    return undefined;
  }

  popped(outcome: Outcome, unwrap: (frame: Frame) => Frame | undefined): string | undefined {
    if (outcome.kind === "unknown") this.isUncertain = true;
    if (outcome.kind !== "reply") return undefined;
    const token = unwrap(outcome.frame);
    if (token === undefined || token.type === "_") return undefined;
    return this.#take(textOf(token)) ?? undefined;
  }

  /** Judges what is left of it, as `LRANGE` gives it. */
  readFrame(frame: Frame): string | undefined {
    const left = (frame.items ?? []).map(textOf);
    const strange = left.find((token) => !this.#issued.includes(token));
    if (strange !== undefined) return `${strange} in ${this.key}`;
    if (this.isUncertain) return undefined;
    const expected = this.#issued.slice(this.#popped).filter((token) => this.#acked.has(token));
    return left.join() === expected.join() ? undefined : `${shown(frame)} instead of [${expected.join(" ")}]`;
  }

  #take(token: string): string | undefined {
    const at = this.#issued.indexOf(token);
    if (at === -1) return `${token} was never pushed to ${this.key}`;
    if (this.isUncertain) return undefined;
    if (at < this.#popped) return `${token} came twice, or too late`;
    const skipped = this.#issued.slice(this.#popped, at).find((earlier) => this.#acked.has(earlier));
    this.#popped = at + 1;
    return skipped === undefined ? undefined : `${token} came before ${skipped}`;
  }
}
