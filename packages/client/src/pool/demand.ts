/** How many connections a pool has, by what they do, and how many are wanted. */
export interface PoolCounts {
  readonly idle: number;
  readonly leased: number;
  readonly opening: number;
  readonly waiting: number;
}

export interface PoolLimits {
  readonly min: number;
  readonly max: number;
  readonly maxWaiters: number;
}

/** Handshakes of one pool at once: a node that comes back is not stormed. */
const MAX_OPENING = 32;

/** How many connections to begin to open now: for those who wait, and to have at least the minimum. */
export function toOpen({ idle, leased, opening, waiting }: PoolCounts, { min, max }: PoolLimits): number {
  const total = idle + leased + opening;
  const wanted = Math.max(waiting - idle - opening, min - total);
  return Math.max(0, Math.min(wanted, max - total, MAX_OPENING - opening));
}

/** Whether an idle connection may end: there are more than the minimum. */
export function mayEnd({ idle, leased }: PoolCounts, { min }: PoolLimits): boolean {
  return idle + leased > min;
}

/** Whether as many wait as may, those not counted for whom there is room. */
export function isFull({ leased, waiting }: PoolCounts, { max, maxWaiters }: PoolLimits): boolean {
  return waiting - (max - leased) >= maxWaiters;
}
