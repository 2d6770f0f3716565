import type { Peer } from "../peer.ts";
import type { Target } from "../target.ts";
import { openWith } from "./node-redis.ts";

/** node-redis without its default timeout of 5 s, which costs an `AbortSignal.timeout()` for each command. */
export function open(target: Target): Promise<Peer> {
  return openWith(target, { commandOptions: { timeout: undefined } });
}
