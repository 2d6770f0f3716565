import { startCluster, startServer, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { connect, type Message, type Subscription } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

async function take(subscription: Subscription, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const message of subscription) if (messages.push(message) === count) break;
  return messages;
}

describe("a subscription", () => {
  it("gets the messages of its channels, in order, and ends with its loop", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const subscription = client.subscribe(["a", "b"]);
    await subscription.ready;
    for (const [channel, payload] of [
      ["a", "1"],
      ["b", "2"],
      ["other", "3"],
      ["a", "4"],
    ] as const) {
      await client.publish(channel, payload);
    }
    expect(await take(subscription, 3)).toEqual([
      { channel: "a", payload: "1" },
      { channel: "b", payload: "2" },
      { channel: "a", payload: "4" },
    ]);
    const left = async () =>
      Object.values(await client.pubsubNumsub(["a"])).every((listeners) => listeners === 0);
    await until(left, { what: "the channel to be left" });
  });

  it("shares its channel with others, and takes no reply's place", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const [one, two] = [client.subscribe("a"), client.subscribe("a")];
    await Promise.all([one.ready, two.ready]);
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, at) => client.publish("a", String(at))),
    );
    expect(replies).toEqual(new Array(100).fill(1));
    const payloads = Array.from({ length: 100 }, (_, at) => String(at));
    expect((await take(one, 100)).map(({ payload }) => payload)).toEqual(payloads);
    expect((await take(two, 100)).map(({ payload }) => payload)).toEqual(payloads);
  });

  it("is made again after its connection was lost, without duplicates", async () => {
    const cluster = use(await startCluster({ replicas: 0 }));
    const client = use(await connect(cluster.url));
    const subscription = client.subscribe("news");
    await subscription.ready;
    const got: string[] = [];
    const reading = (async () => {
      for await (const { payload } of subscription) got.push(payload);
    })();
    for (const node of cluster.nodes) await node.command("CLIENT", "KILL", "TYPE", "pubsub");
    let sent = 0;
    await until(
      async () => {
        await client.publish("news", String(sent++));
        return got.length > 3;
      },
      { what: "messages to come again" },
    );
    expect(new Set(got).size).toBe(got.length);
    await subscription.close();
    await reading;
  });

  it("drops the oldest messages of a reader that is too slow, and counts them", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const subscription = client.subscribe("a");
    await subscription.ready;
    await Promise.all(Array.from({ length: 10_050 }, (_, at) => client.publish("a", String(at))));
    await until(() => subscription.dropped === 50, { what: "50 messages to be dropped" });
    expect(await take(subscription, 1)).toEqual([{ channel: "a", payload: "50" }]);
  });
});
