import type { Random } from "../../random.ts";
import type { Act, Acts } from "./act.ts";
import { BLOCKING_ACTS } from "./blocking.ts";
import { CLIENT_ACTS } from "./client.ts";
import { KEY_ACTS } from "./keys.ts";
import { LISTENING_ACTS } from "./listening.ts";
import { SCAN_ACTS } from "./scanning.ts";
import { TRANSACTION_ACTS } from "./transactions.ts";
import { VANISHING_ACTS } from "./vanishing.ts";

/** All that a session may do. */
export const ALL_ACTS: Acts = [
  ...KEY_ACTS,
  ...CLIENT_ACTS,
  ...TRANSACTION_ACTS,
  ...BLOCKING_ACTS,
  ...LISTENING_ACTS,
  ...SCAN_ACTS,
  ...VANISHING_ACTS,
];

/** Those whose replies nothing holds up but the proxy and one shard. */
export const QUICK_ACTS: Acts = [
  ...KEY_ACTS.filter(([times]) => times >= 1),
  ...CLIENT_ACTS,
  ...TRANSACTION_ACTS,
];

/** Draws acts as often as they are to be done. */
export function drawing(acts: Acts): (random: Random) => Act {
  const sum = acts.reduce((all, [times]) => all + times, 0);
  return (random) => {
    let left = random() * sum;
    for (const [times, act] of acts) {
      left -= times;
      if (left < 0) return act;
    }
    return acts[0]![1];
  };
}
