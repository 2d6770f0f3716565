import { LONGEST_TIMER_MS } from "../duration.ts";
import { TimedOut } from "./failure.ts";

/** What it comes to, or {@link TimedOut} when `timeoutMs` have passed before. Never rejects: what it fails with is given. */
export function within<T>(work: Promise<T>, timeoutMs: number): Promise<T | Error> {
  return new Promise((resolve) => {
    const late = (): void => resolve(new TimedOut(`nothing came within ${timeoutMs} ms`));
    const timer = timeoutMs > LONGEST_TIMER_MS ? undefined : setTimeout(late, timeoutMs);
    const settle = (outcome: T | Error): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    work.then(settle, (error: unknown) => settle(asError(error)));
  });
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
