import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./fault.ts";
import { election, service } from "./recovery.ts";

const BETWEEN_MS = 500;

export const frozenPrimary: Fault = {
  name: "frozen-primary",
  about: "one primary frozen (SIGSTOP) until its replica is elected, then thawed",
  async inject(field) {
    const { primary } = field.shards[field.target]!;
    const struckAtMs = performance.now();
    primary.freeze();
    try {
      const electedAtMs = await election(field, primary);
      await service(field, field.target, electedAtMs);
      await sleep(BETWEEN_MS);
      return { shard: field.target, struckAtMs, electedAtMs };
    } finally {
      primary.thaw();
      await sleep(BETWEEN_MS);
    }
  },
};
