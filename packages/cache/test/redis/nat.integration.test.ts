import { type Cluster, startCluster } from "fairlead-harness";
import { Cluster as IoCluster } from "ioredis";
import { createCluster } from "redis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { type AnyClient, redis } from "../../src/index.ts";
import { openClient } from "./support/clients.ts";
import { keyOf, stored } from "./support/entries.ts";
import { KINDS } from "./support/servers.ts";

const context = { timeoutMs: 5_000 };
const NOWHERE = "nowhere.invalid";

const rootOf = (url: string): string => url.replace(NOWHERE, "127.0.0.1");

interface Mapped {
  readonly client: AnyClient;
  end(): void;
}

/** Both know where nodes are that call themselves something which can't be reached. */
const MAPPED: Readonly<Record<string, (cluster: Cluster) => Promise<Mapped>>> = {
  async ioredis({ url }) {
    const natMap = (address: string): { host: string; port: number } => ({
      host: "127.0.0.1",
      port: Number(address.split(":")[1]),
    });
    const client = new IoCluster([rootOf(url)], { natMap });
    await client.ping();
    return { client, end: () => client.disconnect() };
  },
  async "node-redis"({ url }) {
    const client = createCluster({
      rootNodes: [{ url: rootOf(url) }],
      nodeAddressMap: (address) => ({ host: "127.0.0.1", port: Number(address.split(":")[1]) }),
    });
    client.on("error", () => undefined);
    await client.connect();
    return { client, end: () => client.destroy() };
  },
};

describe.each(Object.keys(MAPPED))("nodes behind other addresses, over %s", (name) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ kind: KINDS.at(-1)!, primaries: 3, replicas: 0, hostnames: [NOWHERE] });
  });
  afterAll(() => cluster.close());

  it("are cleared, and the one with the channel is heard", async () => {
    const { client, end } = await MAPPED[name]!(cluster);
    onTestFinished(end);
    // Each is sent to the channel's node from another one, unless it begins there.
    const layers = Array.from({ length: 30 }, () => redis({ client }));
    onTestFinished(async () => {
      for (const layer of layers) await layer.close();
    });
    const missed = layers.map(({ bus }) => {
      const each = vi.fn();
      bus.listen(() => undefined, each);
      return each;
    });
    const keys = Array.from({ length: 20 }, (_, id) => keyOf(id));
    const items = keys.map((key) => ({ key, stored: stored("v") }));
    expect(await layers[0]!.write(items, context)).toEqual(keys.map(() => "stored"));
    expect(await layers[0]!.clear({ scope: [] }, context)).toBe(keys.length);
    await vi.waitFor(
      () => {
        for (const each of missed) expect(each).toHaveBeenCalled();
      },
      { timeout: 5_000 },
    );
  });
});

it.each(["ioredis", "node-redis"] as const)(
  "nodes with a name that nobody uses are cleared, over %s",
  async (name) => {
    const config = ["cluster-preferred-endpoint-type ip"];
    const cluster = await startCluster({ primaries: 3, replicas: 0, hostnames: [NOWHERE], config });
    onTestFinished(() => cluster.close());
    const opened = await openClient(name, rootOf(cluster.url), true);
    onTestFinished(opened.close);
    const layer = redis({ client: opened.client });
    const items = Array.from({ length: 20 }, (_, id) => ({ key: keyOf(id), stored: stored("v") }));
    expect(await layer.write(items, context)).toEqual(items.map(() => "stored"));
    expect(await layer.clear({ scope: [] }, context)).toBe(items.length);
  },
);
