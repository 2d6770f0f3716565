import type { Entry, Times } from "../entry.ts";
import type { Fetched, FetchStatus } from "../fetched.ts";

/** What a flight leads to: the same for all who waited. */
export interface Arrival {
  readonly value: unknown;
  readonly status: Exclude<FetchStatus, "collapsed">;
  readonly source: string;
  readonly stored: boolean;
  readonly degraded: boolean;
  readonly times: Times;
  readonly error?: unknown;
  /** Its loader wants it to be nobody else's: whoever waited has to ask again. */
  readonly alone: boolean;
}

export function readArrival(
  entry: Entry,
  status: "hit" | "stale" | "grace",
  source: string,
  degraded: boolean,
): Arrival {
  const { value } = entry;
  return { value, status, source, stored: false, degraded, times: entry, alone: false };
}

export function fetchedOf<V>(arrival: Arrival, joined: boolean): Fetched<V> {
  const { value, source, stored, degraded, times, error } = arrival;
  const status = joined && arrival.source === "load" ? "collapsed" : arrival.status;
  const { createdAt, staleAt, expiresAt, deadAt } = times;
  return {
    ...{ value: value as V, status, source, stored, degraded },
    ...(error === undefined ? {} : { error }),
    times: { createdAt, staleAt, expiresAt, deadAt },
  };
}
