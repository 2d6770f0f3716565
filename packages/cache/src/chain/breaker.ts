import { type Duration, milliseconds } from "../duration.ts";
import { CacheUsageError } from "../errors.ts";

/** When a layer is no longer asked, and for how long. */
export interface BreakerOptions {
  /** Failures in a row. Default 5. */
  readonly failures?: number;
  /** Share of calls that fail, of at least `minCalls` in the last `window`. Default 0.5. */
  readonly share?: number;
  /** Default 20. */
  readonly minCalls?: number;
  /** Default `10s`. */
  readonly window?: Duration;
  /** How long until it is tried again; twice as long after each try that fails. Default `1s`. */
  readonly pause?: Duration;
  /** Default `30s`. */
  readonly maxPause?: Duration;
}

/** The same with defaults, in ms. */
export interface BreakerRules {
  readonly failures: number;
  readonly share: number;
  readonly minCalls: number;
  readonly window: number;
  readonly pause: number;
  readonly maxPause: number;
}

/** Closed: the layer is asked, and its failures counted. Open: it isn't, until a try `at` that time succeeds. */
export type Breaker =
  | {
      readonly kind: "closed";
      readonly inRow: number;
      readonly since: number;
      readonly calls: number;
      readonly failed: number;
    }
  | { readonly kind: "open"; readonly at: number; readonly pause: number };

export const CLOSED: Breaker = { kind: "closed", inRow: 0, since: 0, calls: 0, failed: 0 };

/** A call has ended: the breaker after that. Of an open one calls that began before say nothing. */
export function counted(breaker: Breaker, failed: boolean, now: number, rules: BreakerRules): Breaker {
  if (breaker.kind === "open") return breaker;
  const fresh = now - breaker.since >= rules.window;
  const calls = fresh ? 1 : breaker.calls + 1;
  const failures = (fresh ? 0 : breaker.failed) + (failed ? 1 : 0);
  const inRow = failed ? breaker.inRow + 1 : 0;
  const trips =
    failed && (inRow >= rules.failures || (calls >= rules.minCalls && failures >= rules.share * calls));
  if (trips) return { kind: "open", at: now + rules.pause, pause: rules.pause };
  return { kind: "closed", inRow, since: fresh ? now : breaker.since, calls, failed: failures };
}

/** A try of an open one has ended. */
export function tried(breaker: Breaker, failed: boolean, now: number, rules: BreakerRules): Breaker {
  if (breaker.kind === "closed" || !failed) return CLOSED;
  const pause = Math.min(breaker.pause * 2, rules.maxPause);
  return { kind: "open", at: now + pause, pause };
}

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` */
export function rulesOf(options: BreakerOptions): BreakerRules {
  const {
    failures = 5,
    share = 0.5,
    minCalls = 20,
    window = "10s",
    pause = "1s",
    maxPause = "30s",
  } = options;
  if (!(failures >= 1) || !(share > 0) || !(minCalls >= 1)) {
    throw new CacheUsageError("ERR_CACHE_OPTION", "a breaker's failures, share and minCalls must be above 0");
  }
  return {
    ...{ failures, share, minCalls },
    window: milliseconds(window, "breaker.window"),
    pause: milliseconds(pause, "breaker.pause"),
    maxPause: milliseconds(maxPause, "breaker.maxPause"),
  };
}
