import type { Runtime } from "./runtime.ts";

/** Fulfils after `ms` milliseconds. @throws `signal.reason` at once when aborted. */
export function pause(ms: number, runtime: Runtime, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = runtime.after(ms, () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
