import { Cluster as IoCluster } from "ioredis";
import { expect, it, onTestFinished, vi } from "vitest";
import { redis } from "../../src/index.ts";
import { startPlace } from "./support/servers.ts";

const context = { timeoutMs: 5_000 };

it.each(["keyPrefix", "redisOptions"])(
  "the bus of a cluster is heard where the client has a prefix of its own, by %s",
  async (by) => {
    const place = await startPlace("cluster");
    const keyPrefix = "app:";
    const client = new IoCluster(
      [place.url],
      by === "keyPrefix" ? { keyPrefix } : { redisOptions: { keyPrefix } },
    );
    await client.ping();
    const [layer, other] = [redis({ client }), redis({ client })];
    onTestFinished(async () => {
      await Promise.all([layer.close(), other.close()]);
      client.disconnect();
      await place.close();
    });
    const heard = vi.fn();
    const missed = vi.fn();
    layer.bus.listen(heard, missed);
    await vi.waitFor(() => expect(missed).toHaveBeenCalled(), { timeout: 5_000 });
    expect(await other.bus.publish("news", context)).toBeUndefined();
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith("news"), { timeout: 5_000 });
  },
);
