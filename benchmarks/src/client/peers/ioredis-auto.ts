import type { Peer } from "../peer.ts";
import type { Target } from "../target.ts";
import { openWith } from "./ioredis.ts";

export function open(target: Target): Promise<Peer> {
  return openWith(target, { enableAutoPipelining: true });
}
