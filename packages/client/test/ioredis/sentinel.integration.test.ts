import { GROUP_NAME, startSentinelGroup } from "fairlead-harness";
import { expect, it } from "vitest";
import { Redis } from "../../src/ioredis.ts";

it("finds its primary through Sentinels, and follows a fail-over", async () => {
  await using group = await startSentinelGroup({ kind: "redis" });
  const redis = new Redis({
    sentinels: group.sentinels.map(({ host, port }) => ({ host, port })),
    name: GROUP_NAME,
    maxRetriesPerRequest: null,
  });
  try {
    expect(await redis.set("k", "v")).toBe("OK");
    await (await group.primary()).kill();
    expect(await redis.set("k", "w")).toBe("OK");
    expect(await redis.get("k")).toBe("w");
  } finally {
    redis.disconnect();
  }
});
