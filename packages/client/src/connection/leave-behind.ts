import { Call, NEVER, Phase } from "./call.ts";
import type { RingQueue } from "./ring-queue.ts";

const NO_ARGS: readonly never[] = [];
const NOBODY = { fulfil: () => undefined, reject: () => undefined };

/**
 * Takes those calls off a connection that need not wait for the reply that comes now: they can be sent again elsewhere, and
 * places for their replies stay. What has to stay must not be overtaken by what its sender sends later. What has the same
 * sender as that reply comes behind it anyway, and may be as large: it gets connections of its own, or all would make way for
 * it again and again.
 */
export function leaveBehind(inFlight: RingQueue<Call>, waiting: RingQueue<Call>): Call[] {
  const left: Call[] = [];
  const [first, ...behind] = inFlight.drain();
  if (first !== undefined) inFlight.push(first);
  const sender = first?.passage?.sender;
  for (const call of behind) {
    const isOwn = sender !== undefined && call.passage?.sender === sender;
    const leaves = call.phase !== Phase.SETTLED && call.bundle === undefined && call.repeatable;
    if (leaves && isOwn) call.blocking = true;
    if (leaves) left.push(call);
    else if (call.phase !== Phase.SETTLED) stays(call);
    inFlight.push(leaves ? placeOf(call) : call);
  }
  return left.concat(waiting.drain().filter((call) => call.phase !== Phase.SETTLED));
}

function stays({ passage, order, slot }: Call): void {
  if (passage !== undefined) passage.stray(() => undefined);
  else order?.stray(slot, () => undefined);
}

function placeOf({ spec, mode }: Call): Call {
  const place = new Call(spec, NO_ARGS, mode, NEVER, false, NOBODY);
  place.phase = Phase.SETTLED;
  return place;
}
