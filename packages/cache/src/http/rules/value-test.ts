import { CacheUsageError } from "../../errors.ts";
import type { JsonScalar, JsonTest, ValueTest } from "./rule.ts";

/** Whether a value fits; `null` is one that is not there. */
export type FitsValue = (value: string | null) => boolean;

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` for a regular expression that is none. */
export function fitsValue(test: ValueTest): FitsValue {
  if (typeof test === "function") return test;
  if (typeof test === "string") return (value) => value === test;
  if (typeof test === "boolean") return (value) => (value !== null) === test;
  const { eq, exists, in: among, contains, startsWith, regex } = test;
  const tests: FitsValue[] = [];
  if (eq !== undefined) tests.push((value) => value === eq);
  if (exists !== undefined) tests.push((value) => (value !== null) === exists);
  if (among !== undefined) tests.push((value) => value !== null && among.includes(value));
  if (contains !== undefined) tests.push((value) => value?.includes(contains) ?? false);
  if (startsWith !== undefined) tests.push((value) => value?.startsWith(startsWith) ?? false);
  if (regex !== undefined) {
    const expression = regexOf(regex);
    tests.push((value) => value !== null && expression.test(value));
  }
  return (value) => tests.every((fits) => fits(value));
}

/** Whether a part of a JSON document fits; `undefined` is one that is not there. */
export function fitsJson(test: JsonTest): (value: unknown) => boolean {
  if (typeof test !== "object" || test === null) return (value) => value === test;
  const { eq, exists, in: among } = test;
  return (value) => {
    if (eq !== undefined && value !== eq) return false;
    if (exists !== undefined && (value !== undefined) !== exists) return false;
    return among === undefined || among.includes(value as JsonScalar);
  };
}

/** One that keeps no place between texts, whatever its flags. */
export function regexOf(given: string | RegExp): RegExp {
  try {
    return typeof given === "string"
      ? new RegExp(given, "u")
      : new RegExp(given.source, given.flags.replace(/[gy]/g, ""));
  } catch (error) {
    throw new CacheUsageError("ERR_CACHE_OPTION", `${given} is no regular expression`, { cause: error });
  }
}
