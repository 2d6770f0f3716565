import { add, type Meter } from "./meter.ts";

/** An open session, as far as it is measured. */
export interface Live {
  readonly holds: readonly string[];
  readonly pending: number;
  readonly bufferedBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** What the sessions of a listener come to; bytes with those of sessions that are over. */
export interface Sum {
  readonly open: number;
  /** Sessions by hold; one with two is counted twice. */
  readonly pinned: ReadonlyMap<string, number>;
  readonly pending: number;
  readonly bufferedBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

const CAUSES = ["watch", "transaction", "blocked", "subscription", "session"];

export function sumUp(meter: Meter, sessions: Iterable<Live>): Sum {
  let [open, pending, bufferedBytes] = [0, 0, 0];
  let { receivedBytes, sentBytes } = meter;
  const pinned = new Map(CAUSES.map((cause) => [cause, 0]));
  for (const session of sessions) {
    open++;
    pending += session.pending;
    bufferedBytes += session.bufferedBytes;
    receivedBytes += session.receivedBytes;
    sentBytes += session.sentBytes;
    for (const hold of session.holds) add(pinned, hold);
  }
  return { open, pinned, pending, bufferedBytes, receivedBytes, sentBytes };
}
