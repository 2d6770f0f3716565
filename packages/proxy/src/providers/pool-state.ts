/** How many of what there are in a pool. */
export interface PoolCounts {
  /** Connections that nobody uses, that are set up, and that there are, these and those in use taken together. */
  readonly idle: number;
  readonly opening: number;
  readonly total: number;
  /** In use by sessions that pin. */
  readonly pinned: number;
  /** Who waits for a connection: for one request, or to pin it. */
  readonly waiting: number;
  readonly waitingToPin: number;
}

export interface PoolLimits {
  /** Connections that may be open at present. */
  readonly limit: number;
  /** Those of them that may be pinned, as configured. */
  readonly maxPinned: number;
}

/** Whether one more may be pinned: one connection is left for requests, if there is more than one at all. */
export function mayPin({ pinned }: Pick<PoolCounts, "pinned">, { limit, maxPinned }: PoolLimits): boolean {
  return pinned < Math.min(maxPinned, Math.max(1, limit - 1));
}

/** How many connections are to be opened, so that those who wait and may have one get one; at least `minimum` in all. */
export function toOpen(counts: PoolCounts, limits: PoolLimits, minimum: number): number {
  const { idle, opening, total, pinned, waiting, waitingToPin } = counts;
  const room = Math.max(0, Math.min(limits.maxPinned, Math.max(1, limits.limit - 1)) - pinned);
  const wanted = waiting + Math.min(waitingToPin, room) - idle - opening;
  return Math.max(0, Math.min(Math.max(wanted, minimum - total), limits.limit - total));
}

/** Whether somebody waits for what only a session that has a connection to itself could give back. */
export function isPinWanted(counts: PoolCounts, limits: PoolLimits): boolean {
  const { total, pinned, waiting, waitingToPin } = counts;
  const isAllPinned = pinned > 0 && pinned >= total && total >= limits.limit;
  return (waiting > 0 && isAllPinned) || (waitingToPin > 0 && pinned > 0 && !mayPin(counts, limits));
}

/** Of two who wait, by when they came, who gets the next connection. `undefined`: nobody who may. */
export function nextWaiter(
  request: number | undefined,
  pinning: number | undefined,
  canPin: boolean,
): "request" | "pinning" | undefined {
  if (pinning === undefined || !canPin) return request === undefined ? undefined : "request";
  return request === undefined || pinning < request ? "pinning" : "request";
}

/** A connection that nobody uses, in milliseconds. */
export interface IdleTimes {
  readonly age: number;
  /** Since a request. */
  readonly unused: number;
  /** Since anything was heard. */
  readonly silent: number;
}

export interface UpkeepTimes {
  readonly idleTimeoutMs: number;
  /** `0`: never. */
  readonly maxAgeMs: number;
  readonly keepAliveMs: number;
}

/**
 * What is to be done with a connection that nobody uses.
 *
 * @param isSpare Whether there are more than are to be kept open.
 */
export function upkeep(
  times: IdleTimes,
  settings: UpkeepTimes,
  isSpare: boolean,
): "keep" | "close" | "check" {
  const { idleTimeoutMs, maxAgeMs, keepAliveMs } = settings;
  if (maxAgeMs > 0 && times.age >= maxAgeMs) return "close";
  if (isSpare && times.unused >= idleTimeoutMs) return "close";
  return keepAliveMs > 0 && times.silent >= keepAliveMs ? "check" : "keep";
}

/** How often a pool looks after its connections, in milliseconds: often enough for each of its times. */
export function lookEvery({ idleTimeoutMs, maxAgeMs, keepAliveMs }: UpkeepTimes): number {
  const times = [idleTimeoutMs, maxAgeMs, keepAliveMs].filter((ms) => ms > 0);
  return Math.max(10, Math.min(1_000, ...times.map((ms) => ms / 4)));
}
