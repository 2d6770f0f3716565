import { CacheUsageError } from "./errors.ts";

type Unit = "ms" | "s" | "m" | "h" | "d";

/** Milliseconds, or a number with its unit: `500`, `"1.5s"`, `"5m"`, `"2h"`, `"7d"`. */
export type Duration = number | `${number}${Unit}`;

/** What a timer of Node takes, in ms, some 24.8 days: one that is set for longer ends at once. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1;

const UNITS: Readonly<Record<Unit, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SHAPE = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/**
 * In milliseconds.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION`, naming `option`, if it is none, or less than 0.
 */
export function milliseconds(duration: Duration, option: string): number {
  if (typeof duration === "number" && duration >= 0) return duration;
  const match = typeof duration === "string" ? SHAPE.exec(duration) : null;
  if (match === null) {
    throw new CacheUsageError("ERR_CACHE_OPTION", `${option} is no duration: ${JSON.stringify(duration)}`);
  }
  return Number(match[1]) * UNITS[match[2] as Unit];
}
