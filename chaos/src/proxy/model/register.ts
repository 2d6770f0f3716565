import type { Frame } from "../wire/frame.ts";
import { difference, isPayload, type Payload, payload } from "../wire/payload.ts";
import { Entry } from "./holding.ts";
import { type Outcome, wrong } from "./outcome.ts";

/** A key that is set and read by one session alone. */
export class Register extends Entry {
  #value: Payload | undefined = undefined;
  /** Written, or deleted, as far as anybody knows; or not; or not yet. */
  readonly #floating: (Payload | undefined)[] = [];
  #count = 0;

  get reading(): readonly string[] {
    return ["GET", this.key];
  }

  /** Whether it surely has a value. */
  get isThere(): boolean {
    return this.#value !== undefined && !this.isUncertain;
  }

  /** A value unlike all before. */
  next(sizeBytes = 0): Payload {
    return payload(`${this.key}#${++this.#count}`, sizeBytes);
  }

  /** `value`: undefined for a deletion. */
  wrote(value: Payload | undefined, outcome: Outcome): void {
    if (outcome.kind === "unknown") {
      this.#floating.push(value);
      this.isUncertain = true;
    }
    if (outcome.kind !== "reply") return;
    this.#value = value;
    this.ackedAtMs = performance.now();
  }

  set(value: Payload, outcome: Outcome): string | undefined {
    this.wrote(value, outcome);
    if (outcome.kind !== "reply") return undefined;
    const { frame } = outcome;
    return frame.type === "+" && frame.text === "OK" ? undefined : wrong("OK", frame);
  }

  /** How many keys a deletion may say it removed: the least and the most. */
  deletable(): readonly [least: number, most: number] {
    const all = [this.#value, ...this.#floating].map((value) => (value === undefined ? 0 : 1));
    return [Math.min(...all), Math.max(...all)];
  }

  read(outcome: Outcome): string | undefined {
    return outcome.kind === "reply" ? this.readFrame(outcome.frame) : undefined;
  }

  readFrame(frame: Frame): string | undefined {
    if ([this.#value, ...this.#floating].some((value) => isValue(frame, value))) return undefined;
    const expected = this.#value;
    if (expected === undefined || frame.bytes === undefined) return wrong(expected?.marker ?? "null", frame);
    return difference(frame, expected);
  }
}

function isValue(frame: Frame, value: Payload | undefined): boolean {
  return value === undefined ? frame.type === "_" : isPayload(frame, value);
}
