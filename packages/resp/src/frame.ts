import type { Reply } from "./reply.ts";
import { MAP, PUSH, STRING } from "./type-byte.ts";

/** Elements to come, of an aggregate that doesn't say. */
export const STREAMED = -1;

/** An aggregate whose elements are still coming. */
export interface Frame {
  /** Its type byte. */
  readonly type: number;
  /** Elements to come; below 0 in a streamed one, which says itself when it ends. */
  left: number;
  readonly items: Reply[];
  /** The one around it. */
  readonly outer: Frame | undefined;
  readonly depth: number;
}

/** Whether a streamed aggregate may end here. Anything but a piece that got into a string was counted. */
export function isWhole({ type, left, items }: Frame): boolean {
  return type === STRING ? left === STREAMED : type !== MAP || items.length % 2 === 0;
}

/** Values yet to come in `frame` and those around it. Streamed ones don't say: their guess is as many as have come. */
export function following(innermost: Frame | undefined): number {
  let sum = -1;
  for (let frame = innermost; frame !== undefined; frame = frame.outer) sum += Math.abs(frame.left);
  return sum;
}

export function isInPush(innermost: Frame | undefined): boolean {
  let frame = innermost;
  while (frame !== undefined && frame.type !== PUSH) frame = frame.outer;
  return frame !== undefined;
}
