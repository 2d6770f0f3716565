import { type Body, DEFAULT_BODY_BYTES, fitsBody } from "./body-test.ts";
import { type Captures, pathPattern } from "./path-pattern.ts";
import type { RequestTest } from "./rule.ts";
import { fitsValue } from "./value-test.ts";

/** A request as rules see it. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Body;
}

/** What the path's names stand for if a request fits, undefined if it doesn't. */
export type FitsRequest = (asked: Asked) => Captures | undefined;

const NO_CAPTURES: Captures = {};

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` for a pattern or a regular expression that is none. */
export function fitsRequest(test: RequestTest): FitsRequest {
  const parts: FitsRequest[] = [
    ...methodTests(test),
    ...pathTests(test),
    ...Object.entries(test.header ?? {}).map(([name, each]) => {
      const fits = fitsValue(each);
      return ifTrue(({ headers }) => fits(headers.get(name)));
    }),
    ...Object.entries(test.query ?? {}).map(([name, each]) => {
      const fits = fitsValue(each);
      return ifTrue(({ url }) => {
        const values = url.searchParams.getAll(name);
        return values.length === 0 ? fits(null) : values.some(fits);
      });
    }),
    ...bodyTests(test),
    ...combined(test),
  ];
  return (asked) => {
    let captures = NO_CAPTURES;
    for (const part of parts) {
      const found = part(asked);
      if (found === undefined) return undefined;
      if (found !== NO_CAPTURES) captures = { ...captures, ...found };
    }
    return captures;
  };
}

/** How much of a body has to be read to tell; 0 for nothing. */
export function bodyBytesOf({ body, all = [], any = [], not }: RequestTest): number {
  const own = body === undefined ? 0 : (body.maxBytes ?? DEFAULT_BODY_BYTES);
  return Math.max(own, ...all.map(bodyBytesOf), ...any.map(bodyBytesOf), not ? bodyBytesOf(not) : 0);
}

function methodTests({ method }: RequestTest): FitsRequest[] {
  if (method === undefined) return [];
  const names = new Set([method].flat().map((each) => each.toUpperCase()));
  // What GET is answered with, HEAD is answered with too.
  if (names.has("GET")) names.add("HEAD");
  return [ifTrue((asked) => names.has(asked.method))];
}

function pathTests({ path }: RequestTest): FitsRequest[] {
  if (path === undefined) return [];
  const patterns = [path].flat().map(pathPattern);
  return [({ url }) => firstOf(patterns, (pattern) => pattern(url.pathname))];
}

function bodyTests({ body }: RequestTest): FitsRequest[] {
  if (body === undefined) return [];
  const fits = fitsBody(body);
  return [ifTrue((asked) => fits(asked.body))];
}

function combined({ all = [], any, not }: RequestTest): FitsRequest[] {
  const tests = all.map(fitsRequest);
  if (any !== undefined) {
    const alternatives = any.map(fitsRequest);
    tests.push((asked) => firstOf(alternatives, (fits) => fits(asked)));
  }
  if (not !== undefined) {
    const fits = fitsRequest(not);
    tests.push(ifTrue((asked) => fits(asked) === undefined));
  }
  return tests;
}

function firstOf<T>(all: readonly T[], look: (each: T) => Captures | undefined): Captures | undefined {
  for (const each of all) {
    const found = look(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ifTrue(fits: (asked: Asked) => boolean): FitsRequest {
  return (asked) => (fits(asked) ? NO_CAPTURES : undefined);
}
