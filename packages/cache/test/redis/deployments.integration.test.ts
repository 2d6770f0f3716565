import { once } from "node:events";
import { GROUP_NAME, startSentinelGroup, startServer, until } from "fairlead-harness";
import { Cluster as IoCluster, Redis as IoRedis } from "ioredis";
import { createSentinel } from "redis";
import { afterEach, describe, expect, it } from "vitest";
import { type AnyClient, type RedisLayer, redis } from "../../src/index.ts";
import { disposer } from "./support/disposer.ts";
import { keyOf, stored, texts } from "./support/entries.ts";
import { startPlace } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const context = { timeoutMs: 2_000 };

async function works(layer: RedisLayer): Promise<void> {
  const hit = async () => {
    await layer.write([{ key: keyOf("w"), stored: stored("works") }], context);
    return texts(await layer.read([keyOf("w")], context))[0] === "works";
  };
  await until(hit, { what: "the layer to work", timeoutMs: 20_000 });
}

describe("behind Sentinels", () => {
  const clients = {
    fairlead: undefined,
    ioredis: async (port: number): Promise<AnyClient> => {
      const client = new IoRedis({ sentinels: [{ host: "127.0.0.1", port }], name: GROUP_NAME });
      client.on("error", () => undefined);
      use({ close: async () => client.disconnect() });
      return client;
    },
    "node-redis": async (port: number): Promise<AnyClient> => {
      const client = createSentinel({ name: GROUP_NAME, sentinelRootNodes: [{ host: "127.0.0.1", port }] });
      client.on("error", () => undefined);
      await client.connect();
      use({ close: async () => client.destroy() });
      return client;
    },
  };

  it.each(Object.keys(clients) as (keyof typeof clients)[])(
    "%s follows the primary, entries and bus",
    async (name) => {
      const group = use(await startSentinelGroup({ replicas: 1, sentinels: 3 }));
      const make = clients[name];
      const port = Number(new URL(group.url.replace(/^redis\+sentinel/, "http").replace(/,[^/]*/, "")).port);
      const layer = use(redis(make === undefined ? { url: group.url } : { client: await make(port) }));
      await works(layer);
      const heard: string[] = [];
      const stop = layer.bus.listen(
        (text) => heard.push(text),
        () => heard.push("missed"),
      );
      await until(() => heard.includes("missed"), { what: "the bus to stand" });
      await group.failover();
      await works(layer);
      const again = async () => {
        await layer.bus.publish("again", context);
        return heard.includes("again");
      };
      await until(again, { what: "the bus to be heard again", timeoutMs: 20_000 });
      // A subscriber that stays at the old primary hears what that one is told as a replica, until it is cut off there.
      const gaps = () => heard.filter((text) => text === "missed").length;
      await until(() => gaps() > 1, { what: "the gap to be told", timeoutMs: 20_000 });
      stop();
    },
  );
});

describe("an ioredis with a keyPrefix of its own", () => {
  it.each(["redis", "cluster"])("keeps all keys behind it, and clears them, on %s", async (kind) => {
    const place = use(await startPlace(kind));
    const keyPrefix = "app[1]:";
    const client = place.isCluster
      ? new IoCluster([place.url], { keyPrefix })
      : new IoRedis(place.url, { keyPrefix });
    use({ close: async () => client.disconnect() });
    if (client.status !== "ready") await once(client, "ready");
    const layer = use(redis({ client }));
    const items = Array.from({ length: 50 }, (_, id) => ({ key: keyOf(id), stored: stored("x") }));
    await layer.write(items, context);
    const name = `${keyPrefix}cache:thing:0:id=1`;
    expect(await place.command(name, "EXISTS", name)).toBe(1);
    expect(await layer.clear({ scope: [] }, context)).toBe(50);
    expect(texts(await layer.read([keyOf(1)], context))).toEqual(["miss"]);
  });
});

describe("a script", () => {
  it("goes in full to a server that knows no EVALSHA of it, and never twice", async () => {
    const server = use(await startServer());
    const client = new IoRedis(server.url);
    use({ close: async () => client.disconnect() });
    const layer = use(redis({ client }));
    await layer.tags.invalidate(["a"], 1_000, context);
    const calls = async (command: string) =>
      Number(
        new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(
          String(await server.command("INFO", "commandstats")),
        )?.[1] ?? 0,
      );
    expect([await calls("evalsha"), await calls("eval")]).toEqual([1, 1]);
    await layer.tags.invalidate(["a"], 1_000, context);
    expect([await calls("evalsha"), await calls("eval")]).toEqual([2, 1]);
  });
});
