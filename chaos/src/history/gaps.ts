import { isAcknowledged, type Operation } from "./operation.ts";

/** A stretch of time, in the history's milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The longest stretch of `window` in which no instant of `instants` lies. Order does not matter. */
export function longestGap(instants: readonly number[], window: Stretch): Stretch {
  const inside = instants.filter((at) => at > window.fromMs && at < window.toMs).sort((a, b) => a - b);
  let longest: Stretch = { fromMs: window.fromMs, toMs: window.fromMs };
  let fromMs = window.fromMs;
  for (const toMs of [...inside, window.toMs]) {
    if (toMs - fromMs > longest.toMs - longest.fromMs) longest = { fromMs, toMs };
    fromMs = toMs;
  }
  return longest;
}

/** For each shard, the longest stretch of `window` without a successful call. */
export function outages(operations: readonly Operation[], window: Stretch): Map<number, Stretch> {
  const instants = new Map<number, number[]>();
  for (const operation of operations) {
    const list = instants.get(operation.shard) ?? [];
    instants.set(operation.shard, list);
    if (isAcknowledged(operation)) list.push(operation.endMs);
  }
  return new Map([...instants].map(([shard, list]) => [shard, longestGap(list, window)]));
}

/** Length of a stretch in milliseconds. */
export function lengthMs(stretch: Stretch): number {
  return stretch.toMs - stretch.fromMs;
}

/** Milliseconds from `sinceMs` to the shard's first success after it, `undefined` if there was none. */
export function backAfterMs(
  operations: readonly Operation[],
  shard: number,
  sinceMs: number,
): number | undefined {
  const ends = operations
    .filter((operation) => operation.shard === shard && isAcknowledged(operation))
    .map((operation) => operation.endMs - sinceMs)
    .filter((delay) => delay >= 0);
  return ends.length === 0 ? undefined : ends.reduce((least, delay) => Math.min(least, delay));
}
