import type { Peer } from "../peer.ts";
import type { Target } from "../target.ts";
import { open as openBlocking } from "./fairlead.ts";

/** Our own client without the blocking pops, for what they cost the commands beside them. */
export async function open(target: Target): Promise<Peer> {
  return { ...(await openBlocking(target)), block: () => Promise.resolve() };
}
