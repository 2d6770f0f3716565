import { startServer, until } from "fairlead-harness";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { connect, type Gap, type Message, type Subscription } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

type Item<T extends string | Buffer> = Message<T> | Gap<T>;

async function take<T extends string | Buffer>(
  subscription: Subscription<T>,
  count: number,
): Promise<Item<T>[]> {
  const items: Item<T>[] = [];
  for await (const item of subscription) if (items.push(item) === count) break;
  return items;
}

const message = <T>(channel: T, payload: T) => ({ kind: "message", channel, payload });

describe.each([2, 3] as const)("a subscription over RESP%i", (protocol) => {
  it("gets the messages of its channels, in order, and ends with its loop", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { protocol }));
    const subscription = client.subscribe(["a", "b", "a"]);
    await subscription.ready;
    expect(subscription.channels).toEqual(["a", "b"]);
    for (const [channel, payload] of ["a1", "b2", "o3", "a4"].map((text) => [...text])) {
      await client.publish(channel ?? "", payload ?? "");
    }
    expect(await take(subscription, 3)).toEqual([message("a", "1"), message("b", "2"), message("a", "4")]);
    const left = async () =>
      Object.values(await client.pubsubNumsub(["a"])).every((listeners) => listeners === 0);
    await until(left, { what: "the channel to be left" });
  });

  it("shares its channel with others, and takes no reply's place", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { protocol }));
    const [one, two] = [client.subscribe("a"), client.subscribe("a")];
    await Promise.all([one.ready, two.ready]);
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, at) => client.publish("a", String(at))),
    );
    expect(replies).toEqual(new Array(100).fill(1));
    const messages = Array.from({ length: 100 }, (_, at) => message("a", String(at)));
    expect(await take(one, 100)).toEqual(messages);
    expect(await take(two, 100)).toEqual(messages);
  });

  it("listens to patterns and to sharded channels of any slots, on the same connection", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { protocol }));
    const subscriptions = [client.subscribe("news"), client.psubscribe("n*"), client.ssubscribe(["x", "y"])];
    await Promise.all(subscriptions.map(({ ready }) => ready));
    expect(await server.command("CLIENT", "LIST", "TYPE", "pubsub")).toMatch(/^[^\n]*\n?$/);
    await client.publish("news", "1");
    await client.spublish("x", "2");
    await client.spublish("y", "3");
    const [plain, pattern, shard] = subscriptions as [Subscription, Subscription, Subscription];
    expect(await take(plain, 1)).toEqual([message("news", "1")]);
    expect(await take(pattern, 1)).toEqual([{ ...message("news", "1"), pattern: "n*" }]);
    expect(await take(shard, 2)).toEqual([message("x", "2"), message("y", "3")]);
  });

  it("tells channels apart by their bytes, and gives text to one reader and bytes to another", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { protocol }));
    const text = client.subscribe(["plain", "höhe"]);
    await text.ready;
    const channels = [Buffer.from([0xff, 0]), Buffer.from([0xfe, 0]), Buffer.from("höhe")];
    const bytes = client.subscribe(channels, { reply: "bytes" });
    const patterns = client.psubscribe(Buffer.from([0xff, 0x2a]), { reply: "bytes" });
    await Promise.all([bytes.ready, patterns.ready]);
    const payload = Buffer.from([0x80, 0, 0xc3]);
    for (const channel of channels) await client.publish(channel, payload);
    await client.publish("plain", "ü");
    expect(await take(bytes, 3)).toEqual(channels.map((channel) => message(channel, payload)));
    expect(await take(patterns, 1)).toEqual([
      { ...message(channels[0], payload), pattern: Buffer.from([0xff, 0x2a]) },
    ]);
    expect(await take(text, 2)).toEqual([message("höhe", payload.toString()), message("plain", "ü")]);
  });

  it("is made again after its connection was lost, and says in its place that messages may be missing", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { protocol }));
    const subscription = client.subscribe(["a", "b"]);
    await subscription.ready;
    await client.publish("a", "before");
    await server.command("CLIENT", "KILL", "TYPE", "pubsub");
    const back = async () => Object.values(await client.pubsubNumsub(["b"]))[0] === 1;
    await until(back, { what: "the channels to be subscribed again" });
    await client.publish("b", "after");
    expect(await take(subscription, 3)).toEqual([
      message("a", "before"),
      { kind: "gap", reason: "reconnected", channels: ["a", "b"] },
      message("b", "after"),
    ]);
  });

  it("stays right while thousands of channels come and go, among ordinary commands", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { protocol }));
    const names = Array.from({ length: 2_000 }, (_, at) => `churn:${at}`);
    const kept: Subscription[] = [];
    for (let round = 0; round < 5; round++) {
      const all = names.map((name) => client.subscribe(name));
      const sharded = names.slice(0, 200).map((name) => client.ssubscribe(name));
      const half = all.filter((_, at) => at % 2 === 0);
      await Promise.all(half.map((one) => one.close()));
      expect(await Promise.all(["1", "2", "3"].map((value) => client.echo(value)))).toEqual(["1", "2", "3"]);
      if (round === 4) kept.push(...all.filter((_, at) => at % 2 === 1));
      else await Promise.all(all.map((one) => one.close()));
      await Promise.all(sharded.map((one) => one.close()));
    }
    await Promise.all(kept.map(({ ready }) => ready));
    const counts = Object.values(await client.pubsubNumsub(names));
    expect(counts).toEqual(names.map((_, at) => at % 2));
    expect(await client.pubsubShardchannels()).toEqual([]);
    expect(await client.publish("churn:1", "x")).toBe(1);
    expect(await take(kept[0] as Subscription, 1)).toEqual([message("churn:1", "x")]);
  });
});

describe("a subscription", () => {
  it("drops the oldest messages of a reader that is too slow, counts them, and leaves a gap in their place", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const subscription = client.subscribe("a", { maxBuffered: 100 });
    await subscription.ready;
    await Promise.all(Array.from({ length: 150 }, (_, at) => client.publish("a", String(at))));
    await until(() => subscription.dropped === 50, { what: "50 messages to be dropped" });
    expect(await take(subscription, 2)).toEqual([
      { kind: "gap", reason: "dropped", channels: ["a"] },
      message("a", "50"),
    ]);
  });

  it("ends with the reason of its signal, ready or not", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const abort = new AbortController();
    const subscription = client.subscribe("a", { signal: abort.signal });
    await subscription.ready;
    const reading = take(subscription, 1);
    const reason = new Error("enough");
    abort.abort(reason);
    await expect(reading).rejects.toBe(reason);
    const late = client.subscribe("a", { signal: abort.signal });
    await expect(late.ready).rejects.toBe(reason);
    await expect(take(late, 1)).rejects.toBe(reason);
    expect(await take(subscription, 1)).toEqual([]);
  });

  it("that the server refuses ends with the refusal, and takes no other along", async () => {
    const server = use(await startServer({ users: ["app on >secret ~* &ok* +@all"] }));
    const client = use(await connect(server.url, { credentials: { username: "app", password: "secret" } }));
    const good = client.subscribe("ok");
    const refused = client.subscribe(["ok:2", "no"]);
    await expect(refused.ready).rejects.toMatchObject({ code: "NOPERM", command: "SUBSCRIBE" });
    await expect(take(refused, 1)).rejects.toMatchObject({ code: "NOPERM" });
    await good.ready;
    await client.publish("ok", "1");
    expect(await take(good, 1)).toEqual([message("ok", "1")]);
    await expect(client.ssubscribe("no").ready).rejects.toMatchObject({ code: "NOPERM" });
    await expect(client.psubscribe("no*").ready).rejects.toMatchObject({ code: "NOPERM" });
  });

  it("waits out an outage: `ready` names the deadline, and the messages come once the server is there", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url, { timeoutMs: 200 }));
    await server.kill();
    const subscription = client.subscribe("a");
    await expect(subscription.ready).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
    client.subscribe("nobody looks at this one's ready");
    await server.restart();
    const reading = take(subscription, 1);
    await until(async () => (await server.command("PUBLISH", "a", "1")) === 1, { what: "the subscription" });
    expect(await reading).toEqual([message("a", "1")]);
  });

  it("ends with its client: loops end, `ready` says so, and no other begins", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const one = client.subscribe("a");
    await one.ready;
    const reading = take(one, 1);
    const unready = client.subscribe("b");
    await client.close();
    expect(await reading).toEqual([]);
    await expect(unready.ready).rejects.toMatchObject({ code: "ERR_CLOSED" });
    for (const listen of ["subscribe", "psubscribe", "ssubscribe"] as const) {
      expect(() => client[listen]("a")).toThrow(expect.objectContaining({ code: "ERR_CLOSED" }));
    }
  });

  it("leaves at the server exactly what is listened to, whatever came and went", async () => {
    const server = use(await startServer());
    const step = fc.record({
      kind: fc.constantFrom("subscribe", "ssubscribe"),
      at: fc.nat(3),
      wait: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await using client = await connect(server.url);
        const open = new Map<string, Subscription>();
        for (const { kind, at, wait } of steps) {
          const key = `${kind} ${at}`;
          const known = open.get(key);
          if (known === undefined) open.set(key, client[kind](`property:${at}`));
          else void known.close();
          if (known !== undefined) open.delete(key);
          if (wait) await client.ping();
        }
        await Promise.all([...open.values()].map(({ ready }) => ready));
        const names = [0, 1, 2, 3].map((at) => `property:${at}`);
        const expected = (kind: string) => names.map((_, at) => (open.has(`${kind} ${at}`) ? 1 : 0));
        const counted = async () => [
          ...Object.values(await client.pubsubNumsub(names)),
          ...Object.values(await client.pubsubShardnumsub(names)),
        ];
        const wanted = [...expected("subscribe"), ...expected("ssubscribe")].join();
        await until(async () => (await counted()).join() === wanted, { what: `subscriptions ${wanted}` });
      }),
      { numRuns: 30 },
    );
  });

  it("goes by its own methods: as a raw command it is refused, and takes no reply's place", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    for (const name of ["subscribe", "PSUBSCRIBE", "sunsubscribe"]) {
      await expect(client.command([name, "a"])).rejects.toMatchObject({ code: "ERR_USAGE_ARGUMENT" });
    }
    expect(await client.ping()).toBe("PONG");
  });

  it("is refused before anything is sent if it can't be", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const wrong = [[], [1], undefined] as unknown as string[];
    for (const channels of wrong) {
      expect(() => client.subscribe(channels)).toThrow(
        expect.objectContaining({ code: "ERR_USAGE_ARGUMENT" }),
      );
    }
    expect(() => client.subscribe("a", { maxBuffered: 0 })).toThrow(
      expect.objectContaining({ code: "ERR_USAGE_OPTION" }),
    );
  });
});
