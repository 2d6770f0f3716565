import { GROUP_NAME, type SentinelGroup, type Server, startSentinelGroup, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Client, type ClientOptions, connect, routes } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const portOf = (client: Client): number | undefined => client.topology.shards[0]?.primary.address.port;
const replicaCount = (client: Client): number | undefined => client.topology.shards[0]?.replicas.length;

/** Increments, one after the other, as fast as it gets answers. */
class Counter {
  confirmed = 0;
  unknown = 0;
  unsent = 0;
  private stopped = false;
  private readonly running: Promise<void>;
  private readonly client: Client;
  private readonly key: string;

  constructor(client: Client, key: string) {
    this.client = client;
    this.key = key;
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  async moveOn(): Promise<void> {
    const target = this.confirmed + 20;
    await until(() => this.confirmed >= target, { what: "writes to go on", timeoutMs: 30_000 });
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.client.incr(this.key, { timeoutMs: 20_000 });
        this.confirmed++;
      } catch (error) {
        if ((error as { code?: string }).code === "ERR_CLOSED") return;
        if ((error as { delivery?: string }).delivery === "unknown") this.unknown++;
        else this.unsent++;
      }
    }
  }
}

describe.each(KINDS)("behind Sentinels, on %s", (kind) => {
  let group: SentinelGroup;

  beforeAll(async () => {
    group = await startSentinelGroup({ kind, wires: true });
  }, 60_000);

  afterAll(() => group?.close());

  const open = async (options: ClientOptions = {}, url = group.url): Promise<Client> =>
    use(await connect(url, { stallMs: 300, ...options }));

  it("a client finds primary and replicas", async () => {
    const client = await open();
    expect(portOf(client)).toBe((await group.primary()).port);
    await until(() => replicaCount(client) === 2, { what: "the replicas to be found" });
    expect(await client.set("k", "v")).toBe("OK");
    expect(await client.get("k")).toBe("v");
    expect(await client.command(["ROLE"], { route: routes.allNodes })).toHaveProperty("size", 3);
  });

  it("a client that is told nothing but the address of a Sentinel finds out what that is", async () => {
    const client = await open({}, `redis://127.0.0.1:${group.sentinels[0]?.port}`);
    expect(portOf(client)).toBe((await group.primary()).port);
  });

  it("reads go to the replicas from the first one on, where they are preferred", async () => {
    const client = await open({ readFrom: "replica" });
    expect(replicaCount(client)).toBe(2);
    const calls = await Promise.all([1, 2, 3, 4].map(() => client.get("nothing")));
    expect(calls).toEqual([null, null, null, null]);
  });

  it("a name that no Sentinel knows is said at once", async () => {
    const started = performance.now();
    const connecting = connect(group.url.replace(GROUP_NAME, "other"));
    await expect(connecting).rejects.toMatchObject({
      code: "ERR_CONNECT_SENTINEL",
      message: expect.stringContaining("other"),
    });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("writers go on soon after a primary died, and no write is repeated silently", async () => {
    const client = await open({ topologyCheckMs: 3_600_000 });
    const counter = new Counter(client, "hits");
    await counter.moveOn();
    const before = await group.primary();
    await before.kill();
    await group.waitForOther(before);
    const switchedAt = performance.now();
    await counter.moveOn();
    expect(performance.now() - switchedAt).toBeLessThan(1_500);
    await counter.stop();
    expect(portOf(client)).toBe((await group.primary()).port);
    expect(counter.unsent).toBe(0);
    expect(Number(await client.get("hits"))).toBeLessThanOrEqual(counter.confirmed + counter.unknown);
    // Back, and for a while in the belief that it is the primary still.
    await before.restart();
    const other = await open();
    expect(portOf(other)).toBe((await group.primary()).port);
  }, 60_000);
});

describe("a failover that Sentinels were told to do, while the old primary serves on,", () => {
  it("is followed at once by whoever hears of it, though most Sentinels are cut off", async () => {
    const group = use(await startSentinelGroup({ wires: true }));
    const client = use(await connect(group.url, { topologyCheckMs: 3_600_000 }));
    const counter = new Counter(client, "hits");
    await counter.moveOn();
    const before = await group.primary();
    for (const wire of group.wires.slice(0, 2)) wire.halfOpen();
    await group.sentinels[2]?.command("SENTINEL", "FAILOVER", GROUP_NAME);
    const last = group.sentinels[2] as Server;
    const switched = async () =>
      !String(await last.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", GROUP_NAME)).includes(
        String(before.port),
      );
    await until(switched, { what: "the Sentinel to switch", timeoutMs: 20_000 });
    await until(() => portOf(client) !== before.port, { what: "the client to follow", timeoutMs: 5_000 });
    expect(String(await before.command("ROLE"))).toMatch(/^master/);
    await counter.moveOn();
    await counter.stop();
    expect(counter).toMatchObject({ unsent: 0, unknown: 0 });
    await Promise.all(group.wires.map((wire) => wire.restore()));
  }, 60_000);

  it("is followed by asking now and then where nothing may be heard", async () => {
    const sentinelUsers = ["watcher on >s3cret &* +@all -subscribe"];
    const group = use(await startSentinelGroup({ sentinels: 1, replicas: 1, sentinelUsers }));
    const sentinel = { credentials: { username: "watcher", password: "s3cret" } };
    const client = use(await connect(group.url, { sentinel, topologyCheckMs: 300 }));
    const before = await group.primary();
    expect(portOf(client)).toBe(before.port);
    await group.failover();
    await until(() => portOf(client) !== before.port, { what: "the client to follow", timeoutMs: 5_000 });
    expect(await client.set("k", "v")).toBe("OK");
  }, 60_000);

  it("is followed after all Sentinels were away, while the servers went on serving", async () => {
    const group = use(await startSentinelGroup({ sentinels: 1, replicas: 1 }));
    const client = use(await connect(group.url, { topologyCheckMs: 300 }));
    const before = await group.primary();
    await group.sentinels[0]?.kill();
    await before.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    for (let n = 0; n < 20; n++) expect(await client.set("k", String(n), { idempotent: true })).toBe("OK");
    // What the replica does not have when it takes over is gone, whoever follows it.
    const replica = group.servers.find((server) => server !== before);
    const hasAll = async () => (await replica?.command("GET", "k")) === "19";
    await until(hasAll, { what: "the replica to have every write", timeoutMs: 20_000 });
    await group.sentinels[0]?.restart();
    await group.waitForStable();
    await group.failover();
    await until(() => portOf(client) !== before.port, { what: "the client to follow", timeoutMs: 10_000 });
    expect(await client.get("k")).toBe("19");
  }, 60_000);
});

it("a client logs in to Sentinels and servers as different users, over TLS", async () => {
  const group = use(
    await startSentinelGroup({
      sentinels: 1,
      replicas: 1,
      tls: true,
      users: ["app on >for-servers ~* &* +@all"],
      sentinelUsers: ["default off", "watcher on >for-sentinels &* +@all"],
    }),
  );
  const options = {
    credentials: { username: "app", password: "for-servers" },
    sentinel: { name: GROUP_NAME, credentials: { username: "watcher", password: "for-sentinels" } },
    tls: { ca: group.tls?.ca as string },
    readFrom: "replica",
  } as const;
  const client = use(await connect(group.url, options));
  expect(await client.set("k", "v")).toBe("OK");
  expect(replicaCount(client)).toBe(1);
  expect(await client.aclWhoami()).toBe("app");
  const wrong = { ...options.sentinel, credentials: { username: "watcher", password: "wrong" } };
  const refused = connect(group.url, { ...options, sentinel: wrong });
  await expect(refused).rejects.toMatchObject({ code: "ERR_CONNECT_REFUSED", cause: { code: "WRONGPASS" } });
}, 60_000);
