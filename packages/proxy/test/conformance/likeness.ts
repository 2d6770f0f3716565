import { elementsOf } from "./frames.ts";

/** When replies to one line of a script are alike. */
const LIKENESSES = {
  /** Byte for byte. */
  same: (frames: readonly Buffer[]): string[] => frames.map((frame) => frame.toString("latin1")),
  /** The elements of each in any order. */
  unordered: (frames: readonly Buffer[]): string[] => frames.map(sorted),
  /** Several, in any order. */
  shuffled: (frames: readonly Buffer[]): string[] => frames.map((frame) => frame.toString("latin1")).sort(),
  /** But for numbers, and lengths. */
  digits: (frames: readonly Buffer[]): string[] =>
    frames.map((frame) => frame.toString("latin1").replace(/-?\d+/g, "N")),
  /** But for integers: ids, times. */
  integers: (frames: readonly Buffer[]): string[] =>
    frames.map((frame) => frame.toString("latin1").replace(/:-?\d+\r/g, ":N\r")),
  /** Of one type, with as many elements of these types. */
  shape: (frames: readonly Buffer[]): string[] => frames.map(shapeOf),
  /** Of one type. */
  type: (frames: readonly Buffer[]): string[] => frames.map((frame) => frame.toString("latin1", 0, 1)),
} as const;

export type Likeness = keyof typeof LIKENESSES;

export function isLikeness(word: string): word is Likeness {
  return Object.hasOwn(LIKENESSES, word);
}

/** Replies as they are compared. */
export function comparable(frames: readonly Buffer[], likeness: Likeness): string {
  return LIKENESSES[likeness](frames).join("");
}

function sorted(frame: Buffer): string {
  const elements = elementsOf(frame);
  if (elements === undefined) return frame.toString("latin1");
  return [headOf(frame), ...elements.map((element) => sorted(element)).sort()].join("");
}

function shapeOf(frame: Buffer): string {
  const elements = elementsOf(frame);
  const head = elements === undefined ? frame.toString("latin1", 0, 1) : headOf(frame);
  return [head, ...(elements ?? []).map(shapeOf)].join("");
}

function headOf(frame: Buffer): string {
  return frame.toString("latin1", 0, frame.indexOf("\n") + 1);
}
