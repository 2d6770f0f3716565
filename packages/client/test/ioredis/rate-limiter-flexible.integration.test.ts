import { startCluster, startServer } from "fairlead-harness";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { afterAll, describe, expect, it } from "vitest";
import { Cluster, Redis } from "../../src/ioredis.ts";

const server = await startServer();
const cluster = await startCluster({ primaries: 3 });
const clients = [
  ["one server", new Redis(server.url)],
  ["a cluster", new Cluster([cluster.url])],
] as const;
afterAll(async () => {
  for (const [, client] of clients) await client.quit();
  await Promise.all([server.close(), cluster.close()]);
});

describe.each(clients)("rate-limiter-flexible on %s", (_place, storeClient) => {
  it("counts points and refuses what is over the limit", async () => {
    const limiter = new RateLimiterRedis({ storeClient, keyPrefix: "few", points: 3, duration: 30 });
    const users = ["ann", "ben", "cid", "dot"];
    for (const user of users) {
      expect(await limiter.consume(user, 2)).toMatchObject({ consumedPoints: 2, isFirstInDuration: true });
      expect(await limiter.consume(user)).toMatchObject({ consumedPoints: 3, remainingPoints: 0 });
      const refused = limiter.consume(user);
      await expect(refused).rejects.toMatchObject({ consumedPoints: 4, remainingPoints: 0 });
      expect(await limiter.get(user)).toMatchObject({ consumedPoints: 4 });
    }
  });

  it("blocks, rewards, sets and deletes", async () => {
    const limiter = new RateLimiterRedis({ storeClient, keyPrefix: "more", points: 5, duration: 30 });
    expect(await limiter.get("ann")).toBeNull();
    await limiter.penalty("ann", 4);
    expect(await limiter.reward("ann", 3)).toMatchObject({ consumedPoints: 1 });
    expect(await limiter.set("ann", 5, 10)).toMatchObject({ consumedPoints: 5 });
    await limiter.block("ben", 20);
    await expect(limiter.consume("ben")).rejects.toMatchObject({ remainingPoints: 0 });
    expect(await limiter.delete("ann")).toBe(true);
    expect(await limiter.delete("ann")).toBe(false);
  });

  it("counts without an end", async () => {
    const limiter = new RateLimiterRedis({ storeClient, keyPrefix: "ever", points: 2, duration: 0 });
    await limiter.consume("ann");
    expect(await limiter.consume("ann")).toMatchObject({ consumedPoints: 2, msBeforeNext: -1 });
  });
});

it("rate-limiter-flexible falls back to its insurance while the server is away", async () => {
  const storeClient = new Redis({ host: "127.0.0.1", port: 1, lazyConnect: true, enableOfflineQueue: false });
  const insuranceLimiter = new RateLimiterMemory({ points: 1, duration: 30 });
  const limiter = new RateLimiterRedis({
    storeClient,
    points: 9,
    duration: 30,
    insuranceLimiter,
    rejectIfRedisNotReady: true,
  });
  expect(await limiter.consume("ann")).toMatchObject({ remainingPoints: 0 });
  storeClient.disconnect();
});
