import { setImmediate as turn } from "node:timers/promises";
import { type Cluster, type ClusterNode, startCluster, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type Client,
  type ClientOptions,
  connect,
  defineFunction,
  defineScript,
  type Key,
  routes,
} from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

/** Counts how often each call ran, by the call's own number. */
const count = defineScript<{ keys: [counts: Key]; args: [call: number]; reply: number }>({
  lua: "return redis.call('HINCRBY', KEYS[1], ARGV[1], 1)",
});
const readPair = defineScript<{ keys: [Key, Key]; args: []; reply: (string | null)[] }>({
  lua: "return {redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])}",
  readOnly: true,
});

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ kind: KINDS.at(-1) ?? "redis", primaries: 3, replicas: 1 });
}, 60_000);
afterAll(() => cluster?.close());

async function open(options: ClientOptions = {}): Promise<Client> {
  const client = use(await connect(cluster.url, { topologyCheckMs: 300, timeoutMs: 20_000, ...options }));
  const known = () => client.topology.shards.every(({ replicas }) => replicas.length === 1);
  await until(known, { what: "the replicas to be known", timeoutMs: 20_000 });
  return client;
}

async function stat(node: ClusterNode, name: string): Promise<number> {
  const found = new RegExp(`${name}:(?:calls|count)=(\\d+)`);
  return Number(found.exec(String(await node.command("INFO", "everything")))?.[1] ?? 0);
}

const forget = async (): Promise<void> => {
  for (const node of cluster.nodes) if (node.state === "running") await node.command("SCRIPT", "FLUSH");
};

/** Callers that go on until stopped, and what became of their calls. */
class Callers {
  readonly confirmed: number[] = [];
  readonly unknown: number[] = [];
  private next = 0;
  private stopped = false;
  private readonly running: Promise<void>[];

  constructor(client: Client, key: string) {
    this.running = Array.from({ length: 20 }, () => this.run(client, key));
  }

  async progress(): Promise<void> {
    const target = this.confirmed.length + 200;
    await until(() => this.confirmed.length >= target, { what: "calls to succeed", timeoutMs: 20_000 });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  private async run(client: Client, key: string): Promise<void> {
    while (!this.stopped) {
      const call = this.next++;
      try {
        expect(await client.send(count([key], [call]))).toBe(1);
        this.confirmed.push(call);
      } catch (error) {
        if ((error as { delivery?: string }).delivery !== "unknown") throw error;
        this.unknown.push(call);
      }
      await turn();
    }
  }
}

describe("a script in a cluster", () => {
  it("goes to where its keys are, and is refused for keys of several slots", async () => {
    const client = await open();
    const keys = Array.from({ length: 30 }, (_, n) => `key ${n}`);
    expect(await Promise.all(keys.map((key) => client.send(count([key], [1]))))).toEqual(keys.map(() => 1));
    await expect(client.send(readPair(["a", "b"]))).rejects.toMatchObject({ code: "CROSSSLOT" });
  });

  it("runs never twice through flushes, an ordered failover, a moving slot and the death of a primary", async () => {
    const client = await open();
    const key = "counts";
    const slot = slotOf(key);
    const callers = new Callers(client, key);
    await callers.progress();
    await forget();
    await callers.progress();

    const [replica] = (await cluster.shardOf(slot)).replicas as [ClusterNode];
    await cluster.promote(replica);
    await callers.progress();
    expect(await stat(replica, "errorstat_NOSCRIPT")).toBeGreaterThan(0);

    const from = await cluster.primaryOf(slot);
    const to = (await cluster.primaries()).find((node) => node !== from) as ClusterNode;
    for (const [source, target] of [
      [from, to],
      [to, from],
    ] as const) {
      await forget();
      await cluster.moveSlots([slot], source, target);
      await callers.progress();
    }
    expect(callers.unknown).toEqual([]);
    const ran = await client.hgetall(key);
    for (const call of callers.confirmed.slice(0, -20)) expect(ran[call]).toBe("1");

    await cluster.waitForStable();
    const { primary } = await cluster.shardOf(slot);
    await primary.kill();
    await callers.progress();
    await callers.stop();
    const twice = Object.entries(await client.hgetall(key)).filter(([, times]) => times !== "1");
    expect(twice).toEqual([]);
    await primary.restart();
    await cluster.waitForStable();
  });

  it("is sent in full to a node that is taking its slot over, which asks for ASKING again", async () => {
    const client = await open();
    const key = "asked for";
    const slot = slotOf(key);
    const from = await cluster.primaryOf(slot);
    const to = (await cluster.primaries()).find((node) => node !== from) as ClusterNode;
    await client.send(count([key], [1]));
    let ran = 1;
    const onProgress = async ({ movedKeys }: { readonly movedKeys: number }): Promise<void> => {
      await forget();
      const before = await stat(to, "cmdstat_eval");
      expect(await client.send(count([key], [1]))).toBe(++ran);
      expect((await stat(to, "cmdstat_eval")) - before).toBe(movedKeys > 0 ? 1 : 0);
    };
    await cluster.moveSlots([slot], from, to, { onProgress });
    await cluster.moveSlots([slot], to, from);
    expect(ran).toBeGreaterThan(2);
  });

  it("that is read-only reads from a replica, which need not know it", async () => {
    const keys: [string, string] = ["{pair}a", "{pair}b"];
    const client = await open({ readFrom: "preferReplica" });
    const slot = slotOf(keys[0]);
    const { primary, replicas } = await cluster.shardOf(slot);
    const [replica] = replicas as [ClusterNode];
    await client.set(keys[0], "1");
    const read = readPair(keys, [], { route: routes.replica });
    await until(async () => (await client.send(read))[0] === "1", { what: "the value to arrive" });
    await forget();
    const nodes = [primary, replica];
    const before = await Promise.all(nodes.map((node) => stat(node, "cmdstat_eval_ro")));
    expect(await client.send(readPair(keys))).toEqual(["1", null]);
    expect(await client.send(readPair(keys))).toEqual(["1", null]);
    const after = await Promise.all(nodes.map((node) => stat(node, "cmdstat_eval_ro")));
    expect(after.map((calls, at) => calls - (before[at] as number))).toEqual([0, 1]);
  });

  it("that may write takes no route to a replica", async () => {
    const client = await open({ readFrom: "preferReplica" });
    expect(await client.send(count(["w"], [1]))).toBe(1);
    await expect(client.send(count(["w"], [1], { route: routes.replica }))).rejects.toMatchObject({
      code: "ERR_USAGE_ROUTE",
    });
  });

  it("can be run on every primary, each of which is sent it if need be", async () => {
    const client = await open();
    await forget();
    const size = defineScript<{ keys: []; args: []; reply: number }>({
      lua: "return 41 + 1",
      readOnly: true,
    });
    const replies = await client.send(size([], [], { route: routes.allPrimaries }));
    expect([...replies.values()]).toEqual([42, 42, 42]);
  });
});

describe("a function in a cluster", () => {
  it("is loaded on all primaries by one call, again without harm, and reaches their replicas", async () => {
    const client = await open();
    const library = `#!lua name=lib
      redis.register_function{function_name='peek', flags={'no-writes'},
        callback=function(keys) return redis.call('GET', keys[1]) end}`;
    for (let n = 0; n < 2; n++) expect(await client.functionLoad(library, { replace: true })).toBe("lib");
    const peek = defineFunction<{ keys: [Key]; args: []; reply: string | null }>({
      name: "peek",
      readOnly: true,
    });
    const keys = Array.from({ length: 20 }, (_, n) => `key of a function ${n}`);
    for (const key of keys) await client.set(key, key);
    expect(await client.pipeline(keys.map((key) => peek([key])))).toEqual(keys);
    const atReplicas = () =>
      Promise.all(keys.map((key) => client.send(peek([key], [], { route: routes.replica }))));
    const arrived = () =>
      atReplicas().then(
        (values) => values.every((value, n) => value === keys[n]),
        () => false,
      );
    await until(arrived, { what: "the library to arrive at the replicas" });
  });
});
