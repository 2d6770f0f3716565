import type { Runtime } from "./runtime.ts";

const BASE_MS = 20;

/**
 * Milliseconds to wait before attempt `attempt`, which counts from 1: full jitter under a ceiling that doubles from
 * 20 ms up to `maxMs`, so that many clients that lost one server don't come back as one.
 */
export function backoffMs(attempt: number, maxMs: number, runtime: Runtime): number {
  const ceiling = Math.min(BASE_MS * 2 ** Math.min(attempt, 30), maxMs);
  return runtime.random() * ceiling;
}
