import type { LookupFunction } from "node:net";

/** What the client takes from its surroundings, so that tests can choose it. */
export interface Runtime {
  /** Whole milliseconds on a clock that never goes back: numbers that the engine need not box. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Calls `fn` once, `ms` milliseconds from now. */
  after(ms: number, fn: () => void): Cancel;
  /** Name resolution, as `net.connect` takes it; `undefined` for the system's. */
  readonly lookup: LookupFunction | undefined;
}

/** Takes back what it was returned for. Harmless when that has already happened. */
export type Cancel = () => void;

/** The real clock, randomness and timers. */
export function systemRuntime(lookup: LookupFunction | undefined): Runtime {
  return {
    now: () => Math.floor(performance.now()),
    random: () => Math.random(),
    after(ms, fn) {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    lookup,
  };
}
