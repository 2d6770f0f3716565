/** How a provider is doing, as of what it did last. A value. */
export type Health =
  | { readonly state: "up" }
  /** It has failed so many times in a row, and is passed over until then. */
  | { readonly state: "down"; readonly failures: number; readonly until: number }
  /** One request shows whether it is well again. Should nobody hear of that one by then, there will be another. */
  | { readonly state: "probing"; readonly failures: number; readonly until: number };

export const UP: Health = { state: "up" };

/** So long a request waits at most for a provider that is down. */
export const MOMENT_MS = 2_000;

/** Times are doubled so often at most. */
const MAX_DOUBLINGS = 4;

/** Whether it may be asked now. */
export function mayAsk(health: Health, now: number): boolean {
  return health.state === "up" || now >= health.until;
}

/** Whether it has failed once only, and can be asked again in a moment. */
export function isBrief(health: Health, now: number): boolean {
  return health.state !== "up" && health.failures === 1 && health.until - now <= MOMENT_MS;
}

/** It is asked: of one that was down, that is the probe, and nobody else asks it meanwhile. */
export function asked(health: Health, now: number, coolDownMs: number): Health {
  if (health.state === "up" || now < health.until) return health;
  const { failures } = health;
  return { state: "probing", failures, until: now + pause(failures, coolDownMs) };
}

/** It replied, whatever that was. */
export function succeeded(): Health {
  return UP;
}

/** It failed. What fails while it is passed over began before, and is the same failure. */
export function failed(health: Health, now: number, coolDownMs: number): Health {
  if (health.state === "down") return health;
  const failures = health.state === "up" ? 1 : health.failures + 1;
  return { state: "down", failures, until: now + pause(failures, coolDownMs) };
}

function pause(failures: number, coolDownMs: number): number {
  return coolDownMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS);
}
