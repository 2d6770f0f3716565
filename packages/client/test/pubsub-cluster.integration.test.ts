import { type Cluster, startCluster, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Client, connect, type Gap, type Subscription } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { Sequence } from "./support/sequence.ts";

const { use, dispose } = disposer();
afterEach(dispose);

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ replicas: 1, wires: true });
});
afterAll(() => cluster.close());

describe.each([2, 3] as const)("a subscription in a cluster, over RESP%i", (protocol) => {
  const open = async (): Promise<Client> =>
    use(await connect(cluster.urls, { protocol, stallMs: 300, keepAliveMs: 300, connectTimeoutMs: 500 }));

  it("follows a slot that moves and comes back, without a duplicate, and with a gap wherever a number is missing", async () => {
    const client = await open();
    const channels = ["{moving}a", "{moving}b", "staying"];
    const subscription = client.ssubscribe(channels);
    await subscription.ready;
    const sequences = channels.map((channel) => new Sequence(channel, (n) => client.spublish(channel, n)));
    const reading = Sequence.read(subscription, sequences);
    const slot = slotOf("{moving}a");
    const from = await cluster.primaryOf(slot);
    const to = (await cluster.primaries()).find((node) => node !== from);
    if (to === undefined) throw new Error("no other primary");
    for (const [source, target] of [
      [from, to],
      [to, from],
    ] as const) {
      await Promise.all(sequences.map((sequence) => sequence.progress()));
      await cluster.moveSlots([slot], source, target);
      await Promise.all(sequences.map((sequence) => sequence.heardAnew()));
    }
    const all = await Promise.all(sequences.map((sequence) => sequence.stop()));
    await subscription.close();
    await reading;
    for (const sequence of sequences) sequence.check();
    expect(all.every((count) => count > 20)).toBe(true);
    expect(sequences.map(({ reasons }) => [...reasons])).toEqual([["moved"], ["moved"], []]);
  });

  it("follows a failover that was asked for, and one by the death of a primary", async () => {
    const client = await open();
    const channel = "failing";
    const subscriptions = [client.ssubscribe(channel), client.subscribe(channel), client.psubscribe("fail*")];
    await Promise.all(subscriptions.map(({ ready }) => ready));
    const sharded = new Sequence(channel, (n) => client.spublish(channel, n, { timeoutMs: 10_000 }));
    const { primary, replicas } = await cluster.shardOf(slotOf(channel));
    // At one node, for their order; one that stays.
    const speaker = (await cluster.primaries()).find((node) => node !== primary) as typeof primary;
    const classic = new Sequence(channel, (n) => speaker.command("PUBLISH", channel, n));
    const pattern = new Sequence("fail*", () => Promise.resolve());
    const [shard, plain, wild] = subscriptions as [Subscription, Subscription, Subscription];
    const reading = [
      Sequence.read(shard, [sharded]),
      Sequence.read(plain, [classic]),
      Sequence.read(wild, [pattern]),
    ];
    await cluster.promote(replicas[0] as typeof primary);
    await Promise.all([sharded.heardAnew(), classic.heardAnew()]);
    const { primary: promoted } = await cluster.shardOf(slotOf(channel));
    // The one before goes on hearing as a replica: the subscription may stay there for a while.
    await until(
      async () => ((await promoted.command("PUBSUB", "SHARDCHANNELS")) as unknown[]).includes(channel),
      {
        what: "the subscription to be at the promoted node",
      },
    );
    await promoted.kill();
    await Promise.all([sharded.heardAnew(), classic.heardAnew()]);
    await Promise.all([sharded.stop(), classic.stop(), pattern.stop()]);
    await promoted.restart();
    await cluster.waitForStable();
    await Promise.all(subscriptions.map((one) => one.close()));
    await Promise.all(reading);
    for (const sequence of [sharded, classic]) sequence.check();
    expect(new Set(pattern.heard).size).toBe(pattern.heard.length);
    expect(sharded.reasons).toContain("reconnected");
  });

  it("moves to another node when its own goes silent", async () => {
    const client = await open();
    const subscription = client.subscribe("silence");
    await subscription.ready;
    const homes = await Promise.all(
      cluster.nodes.map(async (node) => (await node.command("PUBSUB", "CHANNELS", "silence")) as string[]),
    );
    const home = cluster.nodes[homes.findIndex((channels) => channels.length === 1)];
    const other = cluster.nodes.find((node) => node !== home);
    home?.wire?.halfOpen();
    const reading = (async () => {
      for await (const item of subscription) if (item.kind === "gap") return item;
      return undefined;
    })();
    const gap = (await reading) as Gap;
    expect(gap.channels).toEqual(["silence"]);
    const again = client.subscribe("silence");
    await again.ready;
    await other?.command("PUBLISH", "silence", "x");
    await home?.wire?.restore();
    for await (const item of again) {
      expect(item).toEqual({ kind: "message", channel: "silence", payload: "x" });
      break;
    }
  });
});

describe("ten thousand subscriptions, sharded and not", () => {
  it("all come back after a failover and after a resharding, without a duplicate, and with gaps reported", async () => {
    const client = use(await connect(cluster.urls));
    let publisher = use(await connect(cluster.urls));
    const names = Array.from({ length: 5_000 }, (_, at) => `many:${at}`);
    const counts = new Map<string, number>();
    const gaps = new Map<string, number>();
    const subscriptions = names.flatMap((name) => [client.subscribe(name), client.ssubscribe(name)]);
    const reading = subscriptions.map(async (subscription, at) => {
      const key = (name: string, payload = ""): string => `${at % 2} ${name} ${payload}`;
      for await (const item of subscription) {
        if (item.kind === "message") {
          const { channel, payload } = item;
          counts.set(key(channel, payload), (counts.get(key(channel, payload)) ?? 0) + 1);
        } else {
          for (const channel of item.channels) gaps.set(key(channel), (gaps.get(key(channel)) ?? 0) + 1);
        }
      }
    });
    await Promise.all(subscriptions.map(({ ready }) => ready));
    const allHear = async (round: string): Promise<void> => {
      const heard = async (): Promise<boolean> => {
        const missing = names.filter(
          (name) => !counts.has(`0 ${name} ${round}`) || !counts.has(`1 ${name} ${round}`),
        );
        return missing.length === 0;
      };
      await Promise.all(
        names.flatMap((name) => [publisher.publish(name, round), publisher.spublish(name, round)]),
      );
      await until(heard, { what: `all channels to be heard in round ${round}`, timeoutMs: 5_000 });
    };
    await allHear("first");

    const [first, second] = await cluster.shards();
    if (first === undefined || second === undefined) throw new Error("too few shards");
    const slots = slotsOf(second.slots).slice(0, 100);
    await cluster.moveSlots(slots, second.primary, first.primary);
    const moved = names.filter((name) => slots.includes(slotOf(name)));
    await until(() => moved.every((name) => gaps.has(`1 ${name} `)), {
      what: "the moved channels to be back",
    });
    expect([...gaps.keys()].sort()).toEqual(moved.map((name) => `1 ${name} `).sort());
    await allHear("resharded");

    gaps.clear();
    const { primary, replicas } = first;
    const lost = names.filter(
      (name) => slotsOf(first.slots).includes(slotOf(name)) || slots.includes(slotOf(name)),
    );
    await cluster.promote(replicas[0] as typeof primary);
    await primary.kill();
    await until(() => lost.every((name) => gaps.has(`1 ${name} `)), { what: "the lost channels to be back" });
    await until(() => areAllAtOneNode(names), { what: "every channel to be subscribed at one node" });
    publisher = use(await connect(cluster.urls));
    await allHear("failed over");

    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    expect(counts.size).toBe(3 * subscriptions.length);
    await Promise.all(subscriptions.map((one) => one.close()));
    await Promise.all(reading);
    await primary.restart();
    await cluster.waitForStable();
  });
});

/** Whether the nodes that run have each channel once, and each sharded channel too. */
async function areAllAtOneNode(names: readonly string[]): Promise<boolean> {
  const running = cluster.nodes.filter(({ state }) => state === "running");
  for (const what of ["NUMSUB", "SHARDNUMSUB"]) {
    const replies = await Promise.all(running.map((node) => node.command("PUBSUB", what, ...names)));
    const counts = (replies as (string | number)[][]).map((reply) => reply.filter((_, at) => at % 2 === 1));
    const once = (at: number): boolean => counts.reduce((sum, one) => sum + Number(one[at]), 0) === 1;
    if (!names.every((_, at) => once(at))) return false;
  }
  return true;
}

function slotsOf(ranges: readonly (readonly [number, number])[]): number[] {
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
}
