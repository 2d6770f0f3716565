import { Cluster, Redis } from "iovalkey";
import type { Peer } from "../peer.ts";
import { entry, type Target } from "../target.ts";
import { type Driver, ioredisPeer, type Setting } from "./ioredis-family.ts";

export function open(target: Target): Promise<Peer> {
  return openWith(target, { enableAutoPipelining: false });
}

export function openWith(target: Target, setting: Setting): Promise<Peer> {
  const options = { ...setting, lazyConnect: true };
  const driver =
    target.mode === "cluster"
      ? new Cluster([entry(target)], options)
      : new Redis({ ...entry(target), ...options });
  return ioredisPeer(driver as unknown as Driver, target, setting);
}
