import { type Call, Phase } from "./call.ts";

/**
 * Fails every call whose deadline has passed, and returns the earliest deadline of the rest, `Infinity` if there
 * is none. The calls stay where they are: a reply that still comes needs its place.
 */
export function failOverdue(calls: Iterable<Call>, now: number, address: string, obstacle?: Error): number {
  let next = Number.POSITIVE_INFINITY;
  for (const call of calls) {
    if (call.phase === Phase.SETTLED) continue;
    if (call.deadline <= now) call.fail("ERR_TIMEOUT", address, obstacle ?? call.obstacle);
    else if (call.deadline < next) next = call.deadline;
  }
  return next;
}
