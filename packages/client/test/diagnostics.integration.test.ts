import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type Cluster, type Server, startCluster, startServer, startWire, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type ChannelEvents,
  type ClientState,
  commands,
  connect,
  routes,
  type TopologyChange,
} from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { observe, stopObserving } from "./support/observe.ts";

const { use, dispose } = disposer();
let server: Server;
let cluster: Cluster;

beforeAll(async () => {
  [server, cluster] = await Promise.all([startServer(), startCluster({ replicas: 1 })]);
});
afterAll(async () => {
  await Promise.all([server.close(), cluster.close()]);
});
afterEach(async () => {
  stopObserving();
  await dispose();
});

const address = () => `${server.host}:${server.port}`;

/** A client whose connections go through a wire. */
async function wired() {
  const wire = use(await startWire({ to: server }));
  const url = `redis://${wire.host}:${wire.port}`;
  const client = use(await connect(url, { maxBackoffMs: 50, timeoutMs: 3_000 }));
  return { wire, client, address: `${wire.host}:${wire.port}` };
}

describe("fairlead:command", () => {
  it("tells each command once, with its times in order", async () => {
    const client = use(await connect(server.url, { database: 2 }));
    const events = observe("fairlead:command");
    await client.set("k", "v");
    expect(events).toMatchObject([
      {
        command: "SET",
        address: address(),
        database: 2,
        slot: -1,
        attempts: 1,
        outcome: "ok",
        code: undefined,
        queuedAt: undefined,
        batch: undefined,
      },
    ]);
    const { startedAt, writtenAt, settledAt } = events[0] as (typeof events)[0];
    expect(startedAt).toBeLessThanOrEqual(writtenAt as number);
    expect(writtenAt).toBeLessThanOrEqual(settledAt as number);
  });

  it("tells the server's refusals, the deadline and aborts apart, and what is known of each", async () => {
    const { client, wire } = await wired();
    const events = observe("fairlead:command");
    await client.set("text", "v");
    await expect(client.incr("text")).rejects.toThrow();
    wire.halfOpen();
    const abort = new AbortController();
    const calls = [
      client.incr("n", { timeoutMs: 50 }),
      client.get("k", { signal: abort.signal }),
      client.get("k", { signal: AbortSignal.abort() }),
    ];
    const outcomes = Promise.allSettled(calls);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await outcomes;
    expect(events.slice(1).map(({ outcome, code, delivery }) => [outcome, code, delivery])).toEqual([
      ["error", "ERR", undefined],
      ["error", "AbortError", "unsent"],
      ["error", "AbortError", "unknown"],
      ["error", "ERR_TIMEOUT", "unknown"],
    ]);
    client.destroy();
    await expect(client.get("k")).rejects.toThrow();
    expect(events.at(-1)).toMatchObject({ code: "ERR_CLOSED", delivery: "unsent", attempts: 0 });
  });

  it("tells what the commands of a pipeline have in common", async () => {
    const client = use(await connect(server.url));
    const events = observe("fairlead:command");
    await client.pipeline([commands.set("a", "1"), commands.get("a")]);
    expect(events.map(({ command }) => command)).toEqual(["SET", "GET"]);
    expect(events[0]?.batch).toEqual({ size: 2 });
    expect(events[1]?.batch).toBe(events[0]?.batch);
  });

  it("has the slot and the node of a command to a cluster, and one event for a call to many nodes", async () => {
    const client = use(await connect(cluster.url));
    const events = observe("fairlead:command");
    await client.set("k", "v");
    await client.mget(["a", "b", "c"]);
    await client.dbsize();
    const owner = (await cluster.shardOf(slotOf("k"))).primary;
    expect(events).toMatchObject([
      { command: "SET", slot: slotOf("k"), address: owner.address },
      { command: "MGET", address: undefined, outcome: "ok", attempts: 0 },
      { command: "DBSIZE", address: undefined, outcome: "ok" },
    ]);
  });

  it("begins in the caller's own async context, with the object that is complete later", async () => {
    const client = use(await connect(server.url));
    const storage = new AsyncLocalStorage<string>();
    const contexts: unknown[] = [];
    const started: unknown[] = [];
    const listener = (message: unknown): void => {
      contexts.push(storage.getStore());
      started.push(message);
    };
    subscribe("fairlead:command:start", listener);
    try {
      await storage.run("nobody listens to the end", () => client.get("k"));
      const events = observe("fairlead:command");
      await Promise.all(["one", "two"].map((name) => storage.run(name, () => client.get("k"))));
      expect(contexts).toEqual(["one", "two"]);
      expect(started).toEqual(events);
      expect(started[0]).toBe(events[0]);
    } finally {
      unsubscribe("fairlead:command:start", listener);
    }
  });
});

it("no event has an argument, a value, a password or a channel in it", async () => {
  const password = "p4ssw0rd-hidden";
  const secured = use(await startServer({ password }));
  const names = [
    "fairlead:command:start",
    "fairlead:command",
    "fairlead:connect",
    "fairlead:topology",
    "fairlead:redirect",
    "fairlead:retry",
    "fairlead:pubsub-gap",
  ] as const;
  const all = names.map((name) => observe<keyof ChannelEvents>(name));
  const client = use(await connect(secured.url, { credentials: { password } }));
  const onCluster = use(await connect(cluster.url));
  for (const each of [client, onCluster]) {
    await each.set("key-hidden", "value-hidden");
    await each.get("key-hidden");
    await each.command(["NOSUCHTHING", "argument-hidden"]).catch(() => undefined);
    await each.eval("return redis.error_reply('script-hidden said so')").catch(() => undefined);
    await each.incr("key-hidden").catch(() => undefined);
    const subscription = each.subscribe("channel-hidden");
    await subscription.ready;
    await subscription.close();
  }
  const wrong = { credentials: { password: "wrong-hidden" } };
  await expect(connect(secured.url.replace(/\/\/.*@/, "//"), wrong)).rejects.toThrow();
  expect(all.flat().length).toBeGreaterThan(20);
  const text = JSON.stringify(all, (_, value: unknown) =>
    value instanceof Error ? [String(value), value.stack, value.cause, { ...value }] : value,
  );
  expect(text).not.toContain("hidden");
});

describe("fairlead:connect", () => {
  it("follows each connection by its number from the attempt to its end", async () => {
    const events = observe("fairlead:connect");
    const { wire, client, address } = await wired();
    wire.cut();
    await until(() => events.filter(({ kind }) => kind === "connected").length >= 2, { what: "another" });
    await client.ping();
    await client.close();
    // Whether it is still the primary may have been asked over a connection of its own.
    const numbers = [...new Set(events.map(({ connection }) => connection))];
    const [first] = numbers;
    const kindsOf = (number?: number) =>
      events.filter(({ connection }) => connection === number).map(({ kind }) => kind);
    expect(kindsOf(first)).toEqual(["attempt", "connected", "lost"]);
    for (const other of numbers.slice(1)) expect(kindsOf(other)).toEqual(["attempt", "connected", "closed"]);
    expect(new Set(events.map((event) => event.address))).toEqual(new Set([address]));
    expect(events.find(({ kind }) => kind === "lost")?.error).toMatchObject({ code: "ERR_CONNECT_LOST" });
  });

  it("tells why an attempt failed", async () => {
    const events = observe("fairlead:connect");
    const wire = use(await startWire({ to: server }));
    wire.refuse();
    const failing = connect(`redis://${wire.host}:${wire.port}`, { connectTimeoutMs: 200 });
    await expect(failing).rejects.toThrow();
    expect(events.map(({ kind }) => kind).slice(0, 2)).toEqual(["attempt", "failed"]);
    expect(events[1]?.error).toMatchObject({ code: "ERR_CONNECT_FAILED" });
  });
});

it("fairlead:retry tells of a command that was under way when its connection was lost", async () => {
  const { wire, client, address } = await wired();
  const [retries, settled] = [observe("fairlead:retry"), observe("fairlead:command")];
  wire.halfOpen();
  const reply = client.get("k");
  await until(() => client.stats().inFlight === 1, { what: "the command to be written" });
  wire.refuse();
  wire.cut();
  await until(() => client.stats().queued === 1, { what: "the command to wait" });
  await wire.restore();
  await reply;
  expect(retries).toEqual([{ command: "GET", attempt: 1, waitMs: 0, reason: "ERR_CONNECT_LOST" }]);
  expect(settled).toMatchObject([{ attempts: 2, outcome: "ok", address, queuedAt: expect.any(Number) }]);
});

describe("on a cluster whose slots move", () => {
  it("fairlead:redirect tells of ASK and MOVED, fairlead:topology and the client's event of the new owner", async () => {
    const client = use(await connect(cluster.url));
    // A call that waits for a connection when the topology is looked at goes where it belongs: it would be asked on twice.
    await client.ping({ route: routes.allPrimaries });
    const redirects = observe("fairlead:redirect");
    const changes = observe("fairlead:topology");
    const heard: TopologyChange[] = [];
    client.on("topology", (change) => void heard.push(change));
    const slot = slotOf("moving");
    const from = (await cluster.shardOf(slot)).primary;
    const to = (await cluster.shardOf((slot + 8_192) % 16_384)).primary;
    await cluster.moveSlots([slot], from, to, { onProgress: () => client.get("moving") });
    await client.get("moving");
    const move = { command: "GET", slot, from: from.address, to: to.address };
    expect(redirects).toEqual([
      { kind: "ASK", ...move },
      { kind: "MOVED", ...move },
    ]);
    await until(() => heard.length > 0, { what: "the topology to be looked at" });
    expect(heard[0]).toMatchObject({ movedSlots: 1, added: [], removed: [], promoted: [] });
    expect(heard[0]?.after).toBe(client.topology);
    expect(changes).toEqual(heard);
  });
});

describe("the state of a client", () => {
  it("is down while its one server is out of reach, and ready again", async () => {
    const { wire, client, address } = await wired();
    const states: ClientState[] = [];
    client.on("state", (state) => void states.push(state));
    expect(client.state).toEqual({ kind: "ready", unreachable: [] });
    expect(client.stats()).toEqual({ connections: 1, queued: 0, inFlight: 0, reconnects: 0 });
    wire.refuse();
    wire.cut();
    await until(() => client.state.kind === "down", { what: "the loss to be noticed" });
    expect(client.stats()).toMatchObject({ connections: 0 });
    await wire.restore();
    await until(() => client.state.kind === "ready", { what: "the server to be reached" });
    expect(client.stats()).toMatchObject({ connections: 1, reconnects: 1 });
    await client.close();
    expect(client.state.kind).toBe("closed");
    await until(() => states.length === 3, { what: "the last to be heard" });
    expect(states).toEqual([
      { kind: "down", unreachable: [address] },
      { kind: "ready", unreachable: [] },
      { kind: "closed", unreachable: [] },
    ]);
  });

  it("is degraded while a node is dead, and not once a replica has its place and it is back", async () => {
    const client = use(await connect(cluster.url, { maxBackoffMs: 50 }));
    const kinds: string[] = [];
    client.on("state", ({ kind }) => void kinds.push(kind));
    const changes: TopologyChange[] = [];
    client.on("topology", (change) => void changes.push(change));
    const { primary, replicas } = await cluster.shardOf(slotOf("k"));
    await client.set("k", "v");
    await primary.kill();
    await until(() => client.state.unreachable.includes(primary.address), { what: "the loss" });
    await cluster.waitForStable();
    await client.set("k", "v", { timeoutMs: 20_000, idempotent: true });
    await until(() => changes.some(({ promoted }) => promoted.includes(String(replicas[0]?.address))), {
      what: "the replica's promotion to be told",
    });
    await primary.restart();
    await until(() => client.state.kind === "ready", { what: "the client to be ready", timeoutMs: 20_000 });
    expect(kinds[0]).toBe("degraded");
    expect(kinds).not.toContain("down");
  });
});
