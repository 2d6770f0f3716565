import type { Entry, Times } from "../entry.ts";
import type { Plan } from "./plan.ts";

/** Of an entry at one moment. `fresh`: good; `stale`: good, but worth loading again; `expired`: for when a load fails; `dead`: nothing. */
export type State = "fresh" | "stale" | "expired" | "dead";

export function stateOf({ staleAt, expiresAt, deadAt }: Times, now: number): State {
  if (now >= deadAt) return "dead";
  if (now >= expiresAt) return "expired";
  return now >= staleAt ? "stale" : "fresh";
}

/** The times of a value that is written at `now`; undefined if it isn't to be kept. `random`: from 0 up to 1. */
export function timesOf(plan: Plan, ttl: number, now: number, random: number): Times | undefined {
  if (ttl <= 0) return undefined;
  const share = 1 - plan.jitter * random;
  const expiresAt = now + ttl * share;
  const staleAt = Math.min(now + plan.stale * share, expiresAt);
  return {
    createdAt: now,
    staleAt: floor(staleAt),
    expiresAt: floor(expiresAt),
    deadAt: floor(expiresAt + plan.grace),
  };
}

/** An entry as a layer is to have it that keeps entries for `ttl` at most: never longer than before. */
export function shortened<E extends Entry>(entry: E, ttl: number, now: number): E {
  const end = floor(now + ttl);
  if (end >= entry.deadAt) return entry;
  const { staleAt, expiresAt } = entry;
  return { ...entry, staleAt: Math.min(staleAt, end), expiresAt: Math.min(expiresAt, end), deadAt: end };
}

function floor(time: number): number {
  return time === Infinity ? time : Math.floor(time);
}
