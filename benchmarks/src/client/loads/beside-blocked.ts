import { KEYS, keyName } from "../../data.ts";
import { inTurn, loops } from "../../drives.ts";
import type { Drive } from "../../phase.ts";
import type { Peer } from "../peer.ts";

const BLOCKED = 1_000;
const LOOPS = 10;

/** GETs while 1000 BLPOPs of the same client wait. */
export async function besideBlocked(peer: Peer): Promise<Drive> {
  await peer.block?.(BLOCKED);
  const keys = Array.from({ length: KEYS }, (_, index) => keyName(index));
  return loops(
    LOOPS,
    inTurn(keys, (key) => peer.get(key)),
  );
}
