import { fitsBody } from "./body-test.ts";
import type { ResponseTest, StatusTest } from "./rule.ts";
import { fitsValue } from "./value-test.ts";

/** A response as rules see it, with its body or before that is there. */
export interface Given {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
}

/** `undefined`: that depends on the body. */
export type FitsResponse = (given: Given) => boolean | undefined;

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` for a regular expression that is none. */
export function fitsResponse(test: ResponseTest): FitsResponse {
  const { status, header = {}, body, all = [], any, not } = test;
  const parts: FitsResponse[] = [];
  if (status !== undefined) {
    const statuses = [status].flat() as StatusTest[];
    parts.push((given) => statuses.some((each) => fitsStatus(each, given.status)));
  }
  for (const [name, each] of Object.entries(header)) {
    const fits = fitsValue(each);
    parts.push(({ headers }) => fits(headers.get(name)));
  }
  if (body !== undefined) {
    const fits = fitsBody(body);
    parts.push((given) => (given.body === undefined ? undefined : fits(given.body)));
  }
  parts.push(...all.map(fitsResponse));
  if (any !== undefined) {
    // One of them does, unless all of them don't.
    const none = conjunction(any.map(fitsResponse).map(negation));
    parts.push(negation(none));
  }
  if (not !== undefined) parts.push(negation(fitsResponse(not)));
  return conjunction(parts);
}

function conjunction(parts: readonly FitsResponse[]): FitsResponse {
  return (given) => {
    let known: boolean | undefined = true;
    for (const part of parts) {
      const fits = part(given);
      if (fits === false) return false;
      if (fits === undefined) known = undefined;
    }
    return known;
  };
}

function negation(part: FitsResponse): FitsResponse {
  return (given) => {
    const fits = part(given);
    return fits === undefined ? undefined : !fits;
  };
}

function fitsStatus(test: StatusTest, status: number): boolean {
  if (typeof test === "number") return status === test;
  if (typeof test === "string") return test[0] === String(status)[0];
  return status >= test.from && status <= test.to;
}
