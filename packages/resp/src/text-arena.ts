import { isAscii } from "node:buffer";
import { CR, LF, type RawBuffer, textOf } from "./bytes.ts";
import type { Frame } from "./frame.ts";
import { DecodeMode } from "./reply.ts";
import { STRING } from "./type-byte.ts";

/** Slices keep their arena alive, so arenas stay small; larger ones would not be faster. */
const MAX_BYTES = 16 * 1024;
/** With fewer strings to come an arena costs more than it saves. */
const MIN_FOLLOWING = 3;
/** What goes between two strings of an aggregate, roughly. */
const BETWEEN_BYTES = 8;

/**
 * Makes the strings of one aggregate cheap: one native call turns a stretch of its bytes into text, of which every string
 * is a slice. Only where bytes and characters have the same places: for ASCII, and for `LATIN1`.
 */
export class TextArena {
  private text = "";
  /** The stretch of bytes that `text` stands for, or that isn't to be tried again if it is empty. */
  private start = 0;
  private end = 0;

  /** Forgets the bytes: others are coming, or another reply, which must not keep this one's memory alive. */
  reset(): void {
    this.text = "";
    this.end = 0;
  }

  /** Whether the next string, which ends at `to`, needs `fill` before `read`. */
  needsFill(to: number): boolean {
    return to > this.end;
  }

  /** Covers the string from `from` to `to` and, by its size, some of the `following` ones, which end before `end`. */
  fill(bytes: Buffer, from: number, to: number, following: number, end: number, mode: number): void {
    const guess = to + following * (to - from + BETWEEN_BYTES);
    const limit = Math.min(end, Math.max(to, Math.min(guess, from + MAX_BYTES)));
    this.start = from;
    this.text = "";
    if (following < MIN_FOLLOWING || limit === to) {
      this.end = to;
      return;
    }
    this.end = limit;
    const plain = (mode & DecodeMode.LATIN1) !== 0 || isAscii(bytes.subarray(from, limit));
    if (plain) this.text = (bytes as RawBuffer).latin1Slice(from, limit);
  }

  /** The text from `from` to `to`. */
  read(bytes: Buffer, from: number, to: number, mode: number): string {
    return this.text === ""
      ? textOf(bytes, from, to, mode)
      : this.text.slice(from - this.start, to - this.start);
  }

  /**
   * Reads strings that stand from `pos` on, whole and well formed, into `frame`: all but its last element, only those that
   * are covered already, none of more than `maxBytes`. Gives where it stopped, which may be at once.
   */
  readRun(bytes: Buffer, pos: number, frame: Frame, maxBytes: number): number {
    const { text, start, end } = this;
    let next = pos;
    while (text !== "" && frame.left > 1 && next < end && bytes[next] === STRING) {
      let at = next + 1;
      let length = 0;
      for (let digit = bytes[at]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++at]! - 0x30) {
        length = length * 10 + digit;
      }
      const from = at + 2;
      const to = from + length;
      const whole =
        at > next + 1 && to + 2 <= end && length <= maxBytes && isCrlf(bytes, at) && isCrlf(bytes, to);
      if (!whole) break;
      frame.items.push(text.slice(from - start, to - start));
      frame.left--;
      next = to + 2;
    }
    return next;
  }
}

function isCrlf(bytes: Buffer, at: number): boolean {
  return bytes[at] === CR && bytes[at + 1] === LF;
}
