import { Cluster as IoCluster, Redis as IoRedis } from "ioredis";
import { expect, it, onTestFinished, vi } from "vitest";
import { redis } from "../../src/index.ts";
import { keyOf, stored, texts } from "./support/entries.ts";
import { startPlace } from "./support/servers.ts";

const context = { timeoutMs: 5_000 };

it.each(["redis", "cluster"])(
  "a client that makes pipelines by itself does all of it, on %s",
  async (name) => {
    const place = await startPlace(name);
    const options = { enableAutoPipelining: true };
    const client = place.isCluster ? new IoCluster([place.url], options) : new IoRedis(place.url, options);
    const layer = redis({ client });
    onTestFinished(async () => {
      await layer.close();
      client.disconnect();
      await place.close();
    });
    const heard = vi.fn();
    const missed = vi.fn();
    layer.bus.listen(heard, missed);
    const keys = [1, 2, 3, 4, 5, 6].map(keyOf);
    const items = keys.map((key) => ({ key, stored: stored("v") }));
    expect(await layer.write(items, context)).toEqual(keys.map(() => "stored"));
    expect(texts(await layer.read(keys, context))).toEqual(keys.map(() => "v"));
    expect(texts(await layer.read([keys[0]!], context))).toEqual(["v"]);
    expect(await layer.tags.invalidate(["a"], 60_000, context)).toEqual([expect.any(Number)]);
    await vi.waitFor(() => expect(missed).toHaveBeenCalled(), { timeout: 5_000 });
    expect(await layer.bus.publish("news", context)).toBeUndefined();
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith("news"), { timeout: 5_000 });
    expect(await layer.clear({ scope: [] }, context)).toBe(keys.length);
  },
);
