import { setMaxListeners } from "node:events";
import { LONGEST_TIMER_MS } from "../duration.ts";
import { CacheError, CacheUsageError } from "../errors.ts";
import type { Plan } from "../freshness/plan.ts";
import type { CallOptions } from "./options.ts";

/** What ends a wait before its end. */
export interface Bounds<T> {
  readonly signal: AbortSignal | undefined;
  /** In ms, `Infinity` for no limit. After `soft`, what `instead` gives is taken if it gives anything. */
  readonly soft: number;
  readonly hard: number;
  /** When the call began that `hard` is for, by `performance.now()`. */
  readonly from: number;
  readonly instead: () => T | undefined;
  /** Until then it is not known what there is `instead`. */
  readonly looking: () => Promise<unknown> | undefined;
  /** Called once when nobody waits any more before the end. `goOn`: the work is worth finishing. */
  readonly leave: (goOn: boolean) => void;
  /** Called once if this call began the work, and that takes longer than `hard`. */
  readonly overdue: (() => void) | undefined;
}

/** Whether a call may be over before the load is. */
export function isBounded({ softTimeout, hardTimeout }: Plan, call: CallOptions | undefined): boolean {
  return call?.signal !== undefined || softTimeout !== Infinity || hardTimeout !== Infinity;
}

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` without a `ttl`; the reason of a signal that is aborted already */
export function checkCall({ ttl }: Plan, call: CallOptions | undefined): void {
  if (ttl === undefined) {
    throw new CacheUsageError(
      "ERR_CACHE_OPTION",
      "a value that is loaded needs a `ttl`, by the call or the defaults",
    );
  }
  call?.signal?.throwIfAborted();
}

/** Waits for what comes before a load, and ends by itself, as long as the call has time. */
export function inTime<T>(work: Promise<T>, plan: Plan, call: CallOptions | undefined): Promise<T> {
  if (!isBounded(plan, call)) return work;
  const nothing = (): undefined => undefined;
  return bounded(work, {
    signal: call?.signal,
    ...{ soft: Infinity, hard: plan.hardTimeout, from: performance.now() },
    ...{ instead: nothing, looking: nothing, leave: nothing, overdue: undefined },
  });
}

/**
 * Waits within bounds.
 * @throws the signal's reason; {@link CacheError} `ERR_CACHE_TIMEOUT` after `hard`, if there is nothing `instead`.
 */
export function bounded<T>(
  landing: Promise<T>,
  { signal, soft, hard, from, instead, looking, leave, overdue }: Bounds<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let softly: NodeJS.Timeout | undefined;
    let hardly: NodeJS.Timeout | undefined;
    let waits = true;
    const end = (): void => {
      waits = false;
      clearTimeout(softly);
      clearTimeout(hardly);
      signal?.removeEventListener("abort", abort);
    };
    const abort = (): void => {
      end();
      leave(false);
      reject(signal!.reason as Error);
    };
    const takeInstead = (): boolean => {
      const other = waits ? instead() : undefined;
      if (other === undefined) return false;
      resolve(other);
      if (hardly === undefined || overdue === undefined) {
        end();
        leave(true);
      } else {
        // The work goes on, but for no longer than that.
        waits = false;
        hardly.unref();
        signal?.removeEventListener("abort", abort);
      }
      return true;
    };
    const tooSlow = (): void => {
      if (takeInstead()) return;
      const again = (): void => {
        if (waits) softly = setTimeout(takeInstead, soft);
      };
      // What a look fails with is the landing's to tell.
      void looking()?.then(again, () => undefined);
    };
    const late = (): void => {
      const other = waits ? instead() : undefined;
      end();
      overdue?.();
      leave(false);
      if (other !== undefined) resolve(other);
      else reject(new CacheError("ERR_CACHE_TIMEOUT", "load", `The value was not loaded within ${hard} ms`));
    };
    if (soft <= LONGEST_TIMER_MS) softly = setTimeout(tooSlow, soft);
    if (hard <= LONGEST_TIMER_MS) hardly = setTimeout(late, hard - (performance.now() - from));
    // One signal may be that of many calls: Node takes more than ten listeners for a leak.
    if (signal !== undefined) setMaxListeners(0, signal);
    signal?.addEventListener("abort", abort, { once: true });
    landing.then(
      (result) => {
        end();
        resolve(result);
      },
      (error: Error) => {
        end();
        reject(error);
      },
    );
    if (signal?.aborted === true) abort();
  });
}
