import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./fault.ts";
import { service } from "./recovery.ts";

const SILENT_MS = 3_000;

export const halfOpen: Fault = {
  name: "half-open",
  about: "one primary's connections fall silent without closing, for 3 s",
  wired: true,
  async inject(field) {
    const wire = field.shards[field.target]!.primary.wire!;
    const struckAtMs = performance.now();
    wire.halfOpen();
    await sleep(SILENT_MS);
    const restoredAtMs = performance.now();
    await wire.restore();
    await service(field, field.target, restoredAtMs);
    return { shard: field.target, struckAtMs };
  },
};
