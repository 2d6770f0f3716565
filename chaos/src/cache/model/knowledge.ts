import type { Disturbance, Removal } from "./history.ts";

/** When nothing is broken: how long another process may go on serving from its memory what was removed here. */
export const HEARS_MS = 1_000;
const LEAST_MS = 3_000;
const MARGIN_MS = 2_000;

/**
 * After something was broken and is whole again: how long until subscriptions stand, layers that were away have been told what they
 * missed, and other processes have heard. A layer is tried again after 1 s, 2 s, 4 s and so on: after an outage, that takes as long
 * again at most.
 */
export function settlesMs({ struckMs, healedMs }: Disturbance): number {
  return Math.max(LEAST_MS, healedMs - struckMs + MARGIN_MS);
}

/**
 * From when on no read may begin in `process` that gives a value from before `removal`. In the process that removed: at once, even
 * if a layer could not be told. Elsewhere: when it must have heard.
 */
export function knownAt(removal: Removal, process: number, disturbance: Disturbance): number {
  if (removal.process === process) return removal.toMs;
  const { struckMs, healedMs } = disturbance;
  const settledMs = healedMs + settlesMs(disturbance);
  const heardMs = removal.toMs + HEARS_MS;
  const isCalm = heardMs < struckMs || removal.fromMs > settledMs;
  if (removal.ok && isCalm) return heardMs;
  return Math.max(settledMs, removal.toMs + LEAST_MS);
}
