import type { Arg } from "./command.ts";
import { findOption, wordOf } from "./words.ts";

const SECONDS = 1_000;
const HEX = /^[+-]?0x/i;

/** Where a blocking command says how long it blocks: which argument, counted from the end if negative, and its unit. */
const POSITIONS: ReadonlyMap<string, readonly [position: number, unitMs: number]> = new Map([
  ["BLPOP", [-1, SECONDS]],
  ["BRPOP", [-1, SECONDS]],
  ["BRPOPLPUSH", [-1, SECONDS]],
  ["BLMOVE", [-1, SECONDS]],
  ["BZPOPMIN", [-1, SECONDS]],
  ["BZPOPMAX", [-1, SECONDS]],
  ["BLMPOP", [0, SECONDS]],
  ["BZMPOP", [0, SECONDS]],
  ["WAIT", [-1, 1]],
  ["WAITAOF", [-1, 1]],
]);

/** Values of the options of XREAD and XREADGROUP. No option comes behind the streams. */
const STREAM_OPTIONS = { GROUP: 2, COUNT: 1, STREAMS: Number.POSITIVE_INFINITY };

/** How long the server may hold the reply back, in milliseconds: `Infinity` for a block without end, 0 for none. */
export function blockTimeMs(name: string, args: readonly Arg[]): number {
  const position = POSITIONS.get(name);
  if (position !== undefined) return duration(args.at(position[0]), position[1]);
  // XREAD and XREADGROUP block only if they say so.
  const block = findOption("BLOCK", args, 0, STREAM_OPTIONS);
  return block === -1 ? 0 : duration(args[block + 1], 1);
}

function duration(value: Arg | undefined, unitMs: number): number {
  const text = wordOf(value);
  const time = Number(text);
  // What the server reads as a number, and JavaScript doesn't: it may be any.
  if (HEX.test(text)) return Number.POSITIVE_INFINITY;
  // The server refuses what is no duration.
  if (text === "" || !(time >= 0 && Number.isFinite(time))) return 0;
  return time === 0 ? Number.POSITIVE_INFINITY : time * unitMs;
}
