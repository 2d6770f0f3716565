import { z } from "zod";
import type { Duration } from "../../duration.ts";
import { pathPattern } from "../rules/path-pattern.ts";
import { regexOf } from "../rules/value-test.ts";

const DURATION = /^\d+(\.\d+)?(ms|s|m|h|d)$/;
const NO_DURATION = 'must be a number of milliseconds or a text such as "30s"';
const LIFETIME = /^(\d+(\.\d+)?(ms|s|m|h|d)|forever)$/;
const NO_LIFETIME = 'must be a number of milliseconds, a text such as "30s", or "forever"';

/** A text that isn't empty. */
export const text: z.ZodType<string> = z.string().min(1);

/** A number of bytes. */
export const bytes: z.ZodType<number> = z.int().min(0);

export const duration: z.ZodType<Duration> = z.union(
  [z.number().min(0), z.string().regex(DURATION, NO_DURATION)],
  NO_DURATION,
) as z.ZodType<Duration>;

export const lifetime: z.ZodType<Duration | "forever"> = z.union(
  [z.number().min(0), z.string().regex(LIFETIME, NO_LIFETIME)],
  NO_LIFETIME,
) as z.ZodType<Duration | "forever">;

/** A regular expression. */
export const regex: z.ZodType<string> = parsed((given) => regexOf(given), "is no regular expression");

/** A pattern of paths. */
export const pattern: z.ZodType<string> = parsed((given) => pathPattern(given), "is no pattern of paths");

export const credentials: z.ZodType<("authorization" | "cookie")[]> = z.array(
  z.enum(["authorization", "cookie"]),
);

/** One, or a list of them. */
export function oneOrMore<T>(one: z.ZodType<T>, message: string): z.ZodType<T | T[]> {
  return z.union([one, z.array(one)], message);
}

function parsed(parse: (text: string) => unknown, message: string): z.ZodType<string> {
  return z.string().refine((given) => {
    try {
      parse(given);
      return true;
    } catch {
      return false;
    }
  }, message);
}
