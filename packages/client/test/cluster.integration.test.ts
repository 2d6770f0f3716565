import {
  type ClusterOptions,
  fakeLookup,
  startCluster,
  startWire,
  type Target,
  until,
} from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { type Client, type ClientOptions, commands, connect, routes } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { Load } from "./support/load.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

describe.each(KINDS)("on %s:", (kind) => {
  async function start(options: ClusterOptions = {}, clientOptions: ClientOptions = {}) {
    const cluster = use(await startCluster({ kind, ...options }));
    const client = use(await connect(cluster.url, clientOptions));
    return { cluster, client };
  }

  /** Keys of every shard. */
  const KEYS = Array.from({ length: 300 }, (_, at) => `key:${at}`);

  async function fill(client: Client): Promise<void> {
    await client.mset(Object.fromEntries(KEYS.map((key) => [key, `value of ${key}`])));
  }

  describe("commands with keys of many slots", () => {
    it("are split, and put back in the order of their arguments", async () => {
      const { client } = await start({ replicas: 0 });
      await fill(client);
      expect(await client.mget(KEYS)).toEqual(KEYS.map((key) => `value of ${key}`));
      expect(await client.mget(["nothing", KEYS[7] as string, "nothing"])).toEqual([
        null,
        "value of key:7",
        null,
      ]);
      expect(await client.mget(KEYS, { reply: "bytes" })).toEqual(
        KEYS.map((key) => Buffer.from(`value of ${key}`)),
      );
      expect(await client.exists([...KEYS, "nothing", KEYS[0] as string])).toBe(301);
      expect(await client.touch(KEYS)).toBe(300);
      expect(await client.dbsize()).toBe(300);
      expect((await client.keys("key:*")).sort()).toEqual([...KEYS].sort());
      expect(await client.del(KEYS.slice(0, 100))).toBe(100);
      expect(await client.unlink(KEYS)).toBe(200);
      expect(await client.dbsize()).toBe(0);
    });

    it("fail as a whole when one part fails, with every part's outcome", async () => {
      const { client } = await start({ replicas: 0 });
      await client.command(["CONFIG", "SET", "maxmemory", "1"]);
      const error = await client
        .mset(Object.fromEntries(KEYS.map((key) => [key, "v"])))
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "ERR_PARTIAL", delivery: "unknown", cause: { code: "OOM" } });
    });

    it("that can't be split are the server's to refuse", async () => {
      const { client } = await start({ replicas: 0 });
      await expect(client.sinter(["a", "b"])).rejects.toMatchObject({ code: "CROSSSLOT", command: "SINTER" });
      await expect(client.msetnx({ a: 1, b: 2 })).rejects.toMatchObject({ code: "CROSSSLOT" });
    });

    it("whose numkeys is wrong are refused before they are sent", async () => {
      const { client } = await start({ replicas: 0 });
      await expect(client.command(["ZUNION", "x", "a"])).rejects.toMatchObject({
        code: "ERR_USAGE_ARGUMENT",
      });
    });
  });

  describe("a pipeline", () => {
    it("goes over all nodes, and its replies come in order", async () => {
      const { client } = await start({ replicas: 0 });
      await fill(client);
      expect(await client.pipeline(KEYS.map((key) => commands.get(key)))).toEqual(
        KEYS.map((key) => `value of ${key}`),
      );
    });

    it("tells every command's outcome when some fail", async () => {
      const { client } = await start({ replicas: 0 });
      const failed = client.pipeline([commands.set("a", "text"), commands.incr("a"), commands.get("b")]);
      await expect(failed).rejects.toMatchObject({
        code: "ERR_PARTIAL",
        outcomes: [
          { status: "fulfilled", value: "OK" },
          { status: "rejected", reason: { code: "ERR", command: "INCR" } },
          { status: "fulfilled", value: null },
        ],
      });
    });
  });

  describe("a cluster that changes", () => {
    it("by a manual fail-over costs no error", async () => {
      const { cluster, client } = await start();
      const load = new Load(client, KEYS).start();
      const [shard] = await cluster.shards();
      await cluster.promote(shard?.replicas[0] as never);
      await load.progress();
      expect(await load.stop()).toMatchObject({ errors: {}, wrong: 0 });
    });

    it("by moving slots under load costs no error, also for commands of many keys", async () => {
      const { cluster, client } = await start({ replicas: 0 });
      await fill(client);
      const load = new Load(client, KEYS).start();
      const [from, to] = await cluster.primaries();
      const moved = KEYS.map((key) => slotOf(key)).filter((slot) => slot <= 5_460);
      await cluster.moveSlots([...new Set(moved)], from as never, to as never);
      const tagged = Array.from({ length: 5 }, (_, at) => `{key:1}${at}`);
      expect(await client.mget(tagged)).toEqual(new Array(5).fill(null));
      await load.progress();
      expect(await load.stop()).toMatchObject({ errors: {}, wrong: 0 });
    });

    it("by the loss of a primary is served again soon after its replica is elected", async () => {
      const { cluster, client } = await start();
      await fill(client);
      const [shard] = await cluster.shards();
      await shard?.primary.kill();
      const key = KEYS.find((name) => slotOf(name) <= 5_460) as string;
      expect(await client.get(key, { timeoutMs: 20_000 })).toBe(`value of ${key}`);
      expect(await client.set(key, "new", { timeoutMs: 20_000 })).toBe("OK");
    });

    it("by a primary that freezes: reads that wait on it go to its successor", async () => {
      const { cluster, client } = await start({}, { stallMs: 300 });
      await fill(client);
      const [shard] = await cluster.shards();
      shard?.primary.freeze();
      const key = KEYS.find((name) => slotOf(name) <= 5_460) as string;
      expect(await client.get(key, { timeoutMs: 20_000 })).toBe(`value of ${key}`);
      shard?.primary.thaw();
      expect(await client.set(key, "new", { timeoutMs: 20_000 })).toBe("OK");
      expect(await client.get(key)).toBe("new");
    });

    it("by the replacement of every node is followed through one host name", async () => {
      const cluster = use(await startCluster({ kind, primaries: 3, replicas: 0 }));
      const endpoint = use(await startWire({ to: cluster.nodes[0]?.server as Target }));
      const lookup = fakeLookup(new Map([["config.example", ["127.0.0.1"]]]));
      const client = use(await connect(`redis://config.example:${endpoint.port}`, { lookup }));
      await fill(client);
      await cluster.replaceAllNodes();
      endpoint.retarget(cluster.nodes[0]?.server as Target);
      expect(await client.mget(KEYS, { timeoutMs: 20_000 })).toEqual(KEYS.map((key) => `value of ${key}`));
    });

    it("whose nodes all announce host names is followed by them", async () => {
      const { client, cluster } = await start({ replicas: 0, hostnames: ["localhost"] });
      await fill(client);
      for (const { port, id } of cluster.nodes) {
        expect(await client.clusterMyid({ route: routes.byAddress("localhost", port) })).toBe(id);
        expect(await client.clusterMyid({ route: routes.byAddress("127.0.0.1", port) })).toBe(id);
      }
      expect(client.topology.shards.map((shard) => shard.primary.address.host)).toEqual(
        new Array(3).fill("localhost"),
      );
      expect(await client.exists(KEYS)).toBe(300);
    });

    it("and kills all its connections is used on", async () => {
      const { cluster, client } = await start({ replicas: 0 });
      await fill(client);
      for (const node of cluster.nodes)
        await node.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      expect(await client.mget(KEYS)).toEqual(KEYS.map((key) => `value of ${key}`));
    });
  });

  describe("blocking commands", () => {
    it("delay nobody else, and leave no connection behind that is still blocked", async () => {
      const { cluster, client } = await start({ replicas: 0 });
      const popped = client.blpop("queue", 10);
      const abort = new AbortController();
      const given = client.blpop("queue", 0, { signal: abort.signal });
      setTimeout(() => abort.abort(), 100);
      await expect(given).rejects.toMatchObject({ name: "AbortError" });
      expect(await client.get("queue:other")).toBeNull();
      await client.rpush("queue", "job");
      expect(await popped).toEqual(["queue", "job"]);
      const node = await cluster.primaryOf(slotOf("queue"));
      await until(async () => /blocked_clients:0\b/.test(String(await node.command("INFO", "clients"))), {
        what: "no client to be blocked",
      });
    });
  });
});
