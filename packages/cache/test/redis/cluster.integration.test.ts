import { type Cluster, type ClusterNode, startCluster } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RedisLayer, redis } from "../../src/index.ts";
import { CLIENTS, openClient } from "./support/clients.ts";
import { disposer } from "./support/disposer.ts";
import { keyOf, marks, stored, texts } from "./support/entries.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const context = { timeoutMs: 20_000 };
/** The slots of these are moved. */
const PREFIXES = ["{a}:", "{b}:"];
const ids = Array.from({ length: 100 }, (_, id) => id);

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ kind: KINDS.at(-1)!, primaries: 3, replicas: 1 });
}, 60_000);
afterAll(() => cluster?.close());

async function moveOf(text: string): Promise<{ slot: number; from: ClusterNode; to: ClusterNode }> {
  const primaries = await cluster.primaries();
  const slot = Number(await primaries[0]!.command("CLUSTER", "KEYSLOT", text));
  const from = await cluster.primaryOf(slot);
  return { slot, from, to: primaries.find((node) => node !== from)! };
}

describe.each(CLIENTS)("a layer over %s", (clientName) => {
  async function open(prefix: string): Promise<RedisLayer> {
    const { client } = use(await openClient(clientName, cluster.url, true));
    return use(redis({ client, prefix }));
  }
  const fill = async (layer: RedisLayer): Promise<void> => {
    const items = ids.map((id) => ({ key: keyOf(id), stored: stored(`v${id}`) }));
    expect(new Set(await layer.write(items, context))).toEqual(new Set(["stored"]));
  };

  it("reads, writes and removes while the keys' slot moves, and after", async () => {
    const layer = await open(`${PREFIXES[0]}${clientName}:`);
    await fill(layer);
    const keys = ids.map(keyOf);
    const { slot, from, to } = await moveOf(PREFIXES[0]!);
    let rounds = 0;
    const onProgress = async (): Promise<void> => {
      rounds++;
      const found = await layer.read(keys, context);
      expect(texts(found)).toEqual(ids.map((id) => `v${id}`));
      const seen = marks(found);
      const items = ids.map((id, at) => ({
        key: keyOf(id),
        stored: stored(`v${id}`),
        unless: seen[at] ?? 0,
      }));
      expect(new Set(await layer.write(items, context))).toEqual(new Set(["stored"]));
    };
    await cluster.moveSlots([slot], from, to, { batch: 20, onProgress });
    expect(rounds).toBeGreaterThan(2);
    expect(await layer.remove(keys, context)).toEqual(ids.map(() => true));
    expect(texts(await layer.read(keys, context))).toEqual(ids.map(() => "miss"));
    await cluster.moveSlots([slot], to, from);
    expect(texts(await layer.read(keys, context))).toEqual(ids.map(() => "miss"));
  });

  it("removes many keys after a move of which the client has not heard", async () => {
    const layer = await open(`${PREFIXES[1]}${clientName}:`);
    await fill(layer);
    const { slot, from, to } = await moveOf(PREFIXES[1]!);
    await cluster.moveSlots([slot], from, to);
    expect(await layer.remove(ids.map(keyOf), context)).toEqual(ids.map(() => true));
    await cluster.moveSlots([slot], to, from);
  });

  it("clears all keys while their slots move to and fro", async () => {
    const layer = await open(`${PREFIXES[0]}${clientName}:`);
    await fill(layer);
    const { slot, from, to } = await moveOf(PREFIXES[0]!);
    let clearing: Promise<unknown> | undefined;
    const onProgress = ({ movedKeys }: { readonly movedKeys: number }): void => {
      if (movedKeys >= 40) clearing ??= layer.clear({ scope: [] }, context);
    };
    await cluster.moveSlots([slot], from, to, { batch: 5, onProgress });
    await cluster.moveSlots([slot], to, from, { batch: 5 });
    expect(await clearing).toEqual(expect.any(Number));
    expect(texts(await layer.read(ids.map(keyOf), context))).toEqual(ids.map(() => "miss"));
  });

  it("remembers removals over a failover, and its marks grow", async () => {
    const layer = await open(`{f}${clientName}:`);
    await layer.write([{ key: keyOf(1), stored: stored("x") }], context);
    await layer.remove([keyOf(1)], context);
    const [before] = marks(await layer.read([keyOf(1)], context));
    const { slot } = await moveOf("{f}:");
    const { replicas } = await cluster.shardOf(slot);
    await cluster.promote(replicas[0]!);
    const seen = await layer.read([keyOf(1)], context);
    expect(marks(seen)).toEqual([before]);
    const old = { key: keyOf(1), stored: stored("old"), unless: 0 };
    expect(await layer.write([old], context)).toEqual(["refused"]);
    await layer.remove([keyOf(1)], context);
    const [after] = marks(await layer.read([keyOf(1)], context));
    expect(after).toBeGreaterThan(before!);
    await cluster.waitForStable();
  });
});
