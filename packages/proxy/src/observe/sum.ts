import { add, type Meter } from "./meter.ts";
import type { Traffic } from "./traffic.ts";

/** An open session, as far as it is measured. */
export interface Live {
  readonly holds: readonly string[];
  readonly pending: number;
  readonly traffic: Traffic;
}

/** What the sessions of a listener come to; bytes with those of sessions that are over. */
export interface Sum extends Traffic {
  readonly open: number;
  /** Sessions by hold; one with two is counted twice. */
  readonly pinned: ReadonlyMap<string, number>;
  readonly pending: number;
}

const CAUSES = ["watch", "transaction", "blocked", "subscription", "session", "group"];

export function sumUp(meter: Meter, sessions: Iterable<Live>): Sum {
  let [open, pending, bufferedBytes] = [0, 0, 0];
  let { receivedBytes, sentBytes } = meter;
  const pinned = new Map(CAUSES.map((cause) => [cause, 0]));
  for (const { holds, pending: more, traffic } of sessions) {
    open++;
    pending += more;
    bufferedBytes += traffic.bufferedBytes;
    receivedBytes += traffic.receivedBytes;
    sentBytes += traffic.sentBytes;
    for (const hold of holds) add(pinned, hold);
  }
  return { open, pinned, pending, bufferedBytes, receivedBytes, sentBytes };
}
