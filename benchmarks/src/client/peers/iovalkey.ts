import { Cluster, Redis } from "iovalkey";
import type { Peer } from "../peer.ts";
import { entry, type Target } from "../target.ts";
import { autoPipelining, type Driver, ioredisPeer } from "./ioredis-family.ts";

export function open(target: Target): Promise<Peer> {
  const options = { enableAutoPipelining: autoPipelining(target), lazyConnect: true };
  const driver =
    target.mode === "cluster"
      ? new Cluster([entry(target)], options)
      : new Redis({ ...entry(target), ...options });
  return ioredisPeer(driver as unknown as Driver, target);
}
