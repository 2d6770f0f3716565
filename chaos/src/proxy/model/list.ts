import { type Frame, shown, textOf } from "../wire/frame.ts";
import { Entry } from "./holding.ts";
import { type Outcome, wrong } from "./outcome.ts";

/** A list that one session alone pushes to and pops from. */
export class List extends Entry {
  #tokens: string[] = [];
  #count = 0;

  get reading(): readonly string[] {
    return ["LRANGE", this.key, "0", "-1"];
  }

  get length(): number {
    return this.#tokens.length;
  }

  /** A token unlike all before. */
  next(): string {
    return `${this.key}#${++this.#count}`;
  }

  pushed(token: string, outcome: Outcome): string | undefined {
    if (outcome.kind === "unknown") this.isUncertain = true;
    if (outcome.kind !== "reply") return undefined;
    this.#tokens.push(token);
    const { frame } = outcome;
    const length = this.#tokens.length;
    if (!this.isUncertain && Number(textOf(frame)) !== length) return wrong(String(length), frame);
    this.ackedAtMs = performance.now();
    return undefined;
  }

  /** The token at its head came, or null. `unwrap` finds it in the reply. */
  popped(outcome: Outcome, unwrap: (frame: Frame) => Frame | undefined): string | undefined {
    if (outcome.kind === "unknown") this.isUncertain = true;
    if (outcome.kind !== "reply") return undefined;
    const expected = this.#tokens.shift();
    const token = unwrap(outcome.frame);
    if (this.isUncertain)
      return this.#isOwn(token) ? undefined : wrong(`a token of ${this.key}`, outcome.frame);
    const got = token === undefined || token.type === "_" ? undefined : textOf(token);
    if (got !== expected) return wrong(expected ?? "null", outcome.frame);
    this.ackedAtMs = performance.now();
    return undefined;
  }

  read(outcome: Outcome): string | undefined {
    return outcome.kind === "reply" ? this.readFrame(outcome.frame) : undefined;
  }

  /** Judges all of it, as `LRANGE` gives it. */
  readFrame(frame: Frame): string | undefined {
    if (frame.type !== "*" || frame.items === undefined) return wrong("a list", frame);
    if (this.isUncertain) {
      const strange = frame.items.find((item) => !this.#isOwn(item));
      return strange === undefined ? undefined : `${shown(strange)} in ${this.key}`;
    }
    const got = frame.items.map(textOf);
    const same = got.length === this.#tokens.length && got.every((token, at) => token === this.#tokens[at]);
    return same ? undefined : `[${got.join(" ")}] instead of [${this.#tokens.join(" ")}]`;
  }

  #isOwn(token: Frame | undefined): boolean {
    return token === undefined || token.type === "_" || textOf(token).startsWith(`${this.key}#`);
  }
}
