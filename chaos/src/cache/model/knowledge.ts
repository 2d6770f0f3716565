import type { Disturbance, Removal } from "./history.ts";

/** When nothing is broken: how long another process may go on serving from its memory what was removed here. */
export const HEARS_MS = 1_000;
/**
 * After something was broken and is whole again: how long until subscriptions stand, layers that were away have been told what they
 * missed, and other processes have heard. A layer is tried again after 1 s, 2 s, 4 s.
 */
export const SETTLES_MS = 5_000;

/**
 * From when on no read may begin in `process` that gives a value from before `removal`. In the process that removed: at once, even
 * if a layer could not be told. Elsewhere: when it must have heard.
 */
export function knownAt(removal: Removal, process: number, { struckMs, healedMs }: Disturbance): number {
  if (removal.process === process) return removal.toMs;
  const heardMs = removal.toMs + HEARS_MS;
  const isCalm = heardMs < struckMs || removal.fromMs > healedMs + SETTLES_MS;
  if (removal.ok && isCalm) return heardMs;
  return Math.max(removal.toMs, healedMs) + SETTLES_MS;
}
