import { KEYS, keyName } from "../../data.ts";
import { batches, inTurn } from "../../drives.ts";
import { expectReply } from "../../expect.ts";
import type { Drive } from "../../phase.ts";
import type { Peer } from "../peer.ts";

const BURST = 200_000;

/** GETs all at once: what fails, and what memory it takes. The warm-up is bursts of 1000. */
export async function burst(peer: Peer): Promise<Drive> {
  const keys = Array.from({ length: KEYS }, (_, index) => keyName(index));
  const get = inTurn(keys, (key) => peer.get(key));
  const warmUp = batches(1_000, get);
  return async (phase) => {
    if (phase.isWarmUp) return warmUp(phase);
    const outcomes = await Promise.allSettled(Array.from({ length: BURST }, get));
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") phase.fail(outcome.reason);
      else phase.operations++;
    }
    expectReply("outcomes", phase.operations + phase.failures, BURST);
  };
}
