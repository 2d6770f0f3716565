/** A process that served for so many milliseconds is started again at once. */
const LASTED_MS = 10_000;
const FIRST_MS = 100;
const MOST_MS = 30_000;

/**
 * Milliseconds until a process is started again that has ended after `livedMs`, the last of `failures` others in a row that
 * did not last: 0, or from 100 doubling to 30 000.
 */
export function restartDelayMs(livedMs: number, failures: number): number {
  return livedMs >= LASTED_MS ? 0 : Math.min(FIRST_MS * 2 ** failures, MOST_MS);
}
