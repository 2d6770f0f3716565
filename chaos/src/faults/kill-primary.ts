import type { Fault } from "./fault.ts";
import { election, service } from "./recovery.ts";

export const killPrimary: Fault = {
  name: "kill-primary",
  about: "one primary killed (SIGKILL), its replica elected",
  async inject(field) {
    const { primary } = field.shards[field.target]!;
    const struckAtMs = performance.now();
    await primary.kill();
    const electedAtMs = await election(field, primary);
    await service(field, field.target, electedAtMs);
    return { shard: field.target, struckAtMs, electedAtMs };
  },
};
