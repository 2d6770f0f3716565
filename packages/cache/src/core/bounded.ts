import { setMaxListeners } from "node:events";
import { LONGEST_TIMER_MS } from "../duration.ts";
import { CacheError } from "../errors.ts";
import type { Plan } from "../freshness/plan.ts";
import type { CallOptions } from "./options.ts";

/** What ends a wait before its end. */
export interface Bounds<T> {
  readonly signal: AbortSignal | undefined;
  /** In ms, `Infinity` for no limit. After `soft`, what `instead` gives is taken if it gives anything. */
  readonly soft: number;
  readonly hard: number;
  readonly instead: () => T | undefined;
  /** Called once when nobody waits any more before the end. `goOn`: the work is worth finishing. */
  readonly leave: (goOn: boolean) => void;
}

/** Whether it may be over before the load is. */
export function isBounded({ softTimeout, hardTimeout }: Plan, call: CallOptions | undefined): boolean {
  return call?.signal !== undefined || softTimeout !== Infinity || hardTimeout !== Infinity;
}

/**
 * Waits within bounds.
 * @throws the signal's reason; {@link CacheError} `ERR_CACHE_TIMEOUT` after `hard`, if there is nothing `instead`.
 */
export function bounded<T>(
  landing: Promise<T>,
  { signal, soft, hard, instead, leave }: Bounds<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timers: NodeJS.Timeout[] = [];
    const end = (): void => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const abort = (): void => {
      end();
      leave(false);
      reject(signal!.reason as Error);
    };
    const takeInstead = (): boolean => {
      const other = instead();
      if (other === undefined) return false;
      end();
      leave(true);
      resolve(other);
      return true;
    };
    const late = (): void => {
      if (takeInstead()) return;
      end();
      leave(false);
      reject(new CacheError("ERR_CACHE_TIMEOUT", "load", `The value was not loaded within ${hard} ms`));
    };
    if (soft <= LONGEST_TIMER_MS) timers.push(setTimeout(takeInstead, soft));
    if (hard <= LONGEST_TIMER_MS) timers.push(setTimeout(late, hard));
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
