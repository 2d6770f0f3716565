import type { Settings } from "../options.ts";

const LOOK_EVERY_MS = 5;

/** Fulfils when `pending()` is 0, or the time that a call may take has passed. */
export async function whenIdle(pending: () => number, settings: Settings): Promise<void> {
  const { runtime, timeoutMs } = settings;
  const deadline = runtime.now() + timeoutMs;
  // What was called in this turn may reach its connection in a microtask.
  await Promise.resolve();
  while (pending() > 0 && runtime.now() < deadline) {
    await new Promise<void>((resolve) => void runtime.after(LOOK_EVERY_MS, resolve));
  }
}
