import { setTimeout as sleep } from "node:timers/promises";

export interface UntilOptions {
  /** What is waited for, as it reads after "waited 5000 ms for": `"the replica to sync"`. */
  readonly what: string | (() => string);
  /** Default 10 000. */
  readonly timeoutMs?: number;
  /** Between two attempts. Default 20. */
  readonly intervalMs?: number;
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Tries `condition` until it gives something truthy, and resolves with that. A condition that throws isn't
 * met yet.
 * @throws {Error} when `timeoutMs` have passed, naming `what`; its `cause` is what the condition threw last.
 * A condition that doesn't settle in time counts as not met.
 */
export async function until<T>(condition: () => T | Promise<T>, options: UntilOptions): Promise<T> {
  const { timeoutMs = 10_000, intervalMs = 20 } = options;
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  for (let left = timeoutMs; left > 0; left = deadline - performance.now()) {
    const outcome = await attempt(condition, left);
    if ("error" in outcome) cause = outcome.error;
    else if (outcome.value) return outcome.value;
    await sleep(Math.min(intervalMs, Math.max(0, deadline - performance.now())));
  }
  const what = typeof options.what === "string" ? options.what : options.what();
  throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause });
}

async function attempt<T>(condition: () => T | Promise<T>, timeoutMs: number): Promise<Outcome<T>> {
  const timer = new AbortController();
  const late = sleep(
    timeoutMs,
    { error: new Error("the condition didn't settle") },
    { signal: timer.signal },
  );
  late.catch(() => {});
  try {
    const value = (async () => ({ value: await condition() }))();
    return await Promise.race([value, late]);
  } catch (error) {
    return { error };
  } finally {
    timer.abort();
  }
}
