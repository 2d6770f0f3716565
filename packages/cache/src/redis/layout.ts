import type { CacheError } from "../errors.ts";
import type { Found, Stored } from "../layer.ts";
import type { Told } from "./asker.ts";
import type { Request } from "./redis-like.ts";

/** How an entry, or the mark of a removal, lies in one key. Pure: it says what to send, and what answers mean. */
export interface Layout {
  /** Whether it understands strings of answers as text of one character for each byte. */
  readonly latin1: boolean;
  /** What reads `keys`. `joined`: one command may have several of them. */
  read(keys: readonly string[], joined: boolean): readonly Request[];
  /**
   * What the answers to that mean for each key: an error as it is; `undefined` for something that is no entry. `count`: how many
   * keys there were.
   */
  found(answers: readonly Told[], count: number, now: number): readonly (Found | CacheError | undefined)[];
  /**
   * What writes it. Its answer is 1, or 0 if it is refused.
   * @throws {RangeError} for an entry that can't be kept.
   */
  write(key: string, stored: Stored, unless: number | undefined, now: number): Request;
  /** What leases it. Its answer is the mark that stands there then, 0 for none. */
  lease(key: string): Request;
  /** What removes it. Its answer is 1 if there was an entry, else 0. `ownOnly`: leaves alone what is no entry and no mark. */
  remove(key: string, ownOnly: boolean): Request;
}

/** What ms of life a server is given; "" for ever. */
export function lifeOf(deadAt: number, now: number): number | "" {
  return deadAt === Number.POSITIVE_INFINITY ? "" : Math.max(1, Math.ceil(deadAt - now));
}

/** The whole number that these digits are, `NaN` if they are something else. */
export function numberIn(bytes: Uint8Array, from = 0, to: number = bytes.length): number {
  if (to <= from || to - from > 16) return Number.NaN;
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}
