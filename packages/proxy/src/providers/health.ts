/** How a provider is doing, as of what it did last. A value. */
export type Health =
  | { readonly state: "up" }
  /** It has failed so many times in a row, and is passed over until then; from `needFrom` on not by who has nobody else to ask. */
  | { readonly state: "down"; readonly failures: number; readonly until: number; readonly needFrom: number }
  /** One request shows whether it is well again. Should nobody hear of that one by then, there will be another. */
  | { readonly state: "probing"; readonly failures: number; readonly until: number; readonly since: number };

export const UP: Health = { state: "up" };

/** So long a request waits at most for a provider that is down. */
export const MOMENT_MS = 2_000;

/** Times are doubled so often at most. */
const MAX_DOUBLINGS = 4;

/** Whether it may be asked now. */
export function mayAsk(health: Health, now: number): boolean {
  return health.state === "up" || now >= health.until;
}

/** Whether it may be asked by who has nobody else to ask. */
export function mayAskAtNeed(health: Health, now: number): boolean {
  return mayAsk(health, now) || (health.state === "down" && now >= health.needFrom);
}

/** Whether it may be asked again in a moment: it has failed once only, or is just being asked. */
export function isBrief(health: Health, now: number): boolean {
  if (health.state === "up") return false;
  const isProbe = health.state === "probing" && now - health.since < MOMENT_MS;
  return isProbe || (health.failures === 1 && health.until - now <= MOMENT_MS);
}

/** It is asked: of one that was down, that is the probe, and nobody else asks it meanwhile. */
export function asked(health: Health, now: number, coolDownMs: number): Health {
  if (!mayAskAtNeed(health, now) || health.state === "up") return health;
  const { failures } = health;
  return { state: "probing", failures, until: now + pause(failures, coolDownMs), since: now };
}

/** It replied, whatever that was. */
export function succeeded(): Health {
  return UP;
}

/**
 * It failed. What fails while it is passed over began before, and is the same failure. `isQuick`: that showed at once, so whoever has nobody
 * else may try again before long.
 */
export function failed(health: Health, now: number, coolDownMs: number, isQuick: boolean): Health {
  if (health.state === "down") return health;
  const failures = health.state === "up" ? 1 : health.failures + 1;
  const until = now + pause(failures, coolDownMs);
  return { state: "down", failures, until, needFrom: isQuick ? now + coolDownMs : until };
}

function pause(failures: number, coolDownMs: number): number {
  return coolDownMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS);
}
