import { type Frame, shown } from "../wire/frame.ts";

/** What became of a command, as far as its sender knows. `unrun`: it did nothing, and never will. */
export type Outcome =
  | { readonly kind: "reply"; readonly frame: Frame }
  | { readonly kind: "unrun" }
  | { readonly kind: "unknown" };

/** Takes note of an outcome, and says what is wrong with it, if anything is. */
export type Judge = (outcome: Outcome) => string | undefined;

export const UNRUN: Outcome = { kind: "unrun" };
export const UNKNOWN: Outcome = { kind: "unknown" };

/** The outcome of a command that nobody was told about, if it ran as it should. */
export function asIf(type: string, text: string): Outcome {
  return { kind: "reply", frame: { type, text, bytes: undefined, items: undefined } };
}

/** A judge of a command that changes nothing: only a reply can be wrong. `test` says whether it is. */
export function replyIs(what: string, test: (frame: Frame) => boolean): Judge {
  return (outcome) =>
    outcome.kind !== "reply" || test(outcome.frame) ? undefined : wrong(what, outcome.frame);
}

/** A judge of a reply that is a line, such as `OK`. */
export function lineIs(text: string): Judge {
  return replyIs(text, (frame) => frame.type === "+" && frame.text === text);
}

export function wrong(expected: string, frame: Frame): string {
  return `${shown(frame)} instead of ${expected}`;
}
