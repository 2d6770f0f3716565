import {
  bytes,
  type Fake,
  type FakeConnection,
  type FakeReply,
  type FakeRequest,
  handshake,
  OK,
  startFake,
} from "fairlead-harness";
import { ErrorReply } from "fairlead-resp";
import { afterEach, describe, expect, it } from "vitest";
import { connect, type Subscription } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

/** Something said to a subscriber, in the connection's protocol. */
function told(connection: FakeConnection, kind: string, channel: string, last: string): FakeReply {
  const type = connection.protocol === 3 ? ">" : "*";
  return bytes(`${type}3\r\n+${kind}\r\n+${channel}\r\n+${last}\r\n`);
}

async function confirm({ name, args, connection }: FakeRequest): Promise<void> {
  for (const channel of args.slice(1))
    await connection.send(told(connection, name.toLowerCase(), channel, "1"));
}

async function first(subscription: Subscription, count: number): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of subscription) if (items.push(item) === count) break;
  return items;
}

describe("a subscriber's connection that goes silent", () => {
  it.each([2, 3] as const)(
    "is found by PING and replaced, and the reader told, over RESP%i",
    async (protocol) => {
      let silent: FakeConnection | undefined;
      const subscribed = async (request: FakeRequest): Promise<FakeReply> => {
        await confirm(request);
        if (silent !== undefined) return told(request.connection, "message", "a", "after");
        silent = request.connection;
        return undefined;
      };
      const answer = (request: FakeRequest): FakeReply | Promise<FakeReply> => {
        if (request.connection === silent) return undefined;
        if (request.name === "PING") return "PONG";
        if (request.name === "SUBSCRIBE") return subscribed(request);
        return request.args[1]?.toUpperCase() === "LIST" ? "" : handshake(request);
      };
      const fake = use(await startFake(answer));
      const settings = { protocol, mode: "standalone", stallMs: 50, keepAliveMs: 50 } as const;
      const client = use(await connect(fake.url, settings));
      expect(await first(client.subscribe("a"), 2)).toEqual([
        { kind: "gap", reason: "reconnected", channels: ["a"] },
        { kind: "message", channel: "a", payload: "after" },
      ]);
    },
  );
});

describe("a sharded subscription", () => {
  const SLOT = slotOf("a");

  /** A scripted cluster of two, of which the first owns all slots. */
  async function scripted(
    answer: (node: number, request: FakeRequest, fakes: readonly Fake[]) => FakeReply | Promise<FakeReply>,
  ): Promise<readonly Fake[]> {
    const fakes: Fake[] = [];
    const start = (node: number): Promise<Fake> =>
      startFake((request) => {
        if (request.name === "HELLO") return { ...(handshake(request) as object), mode: "cluster" };
        if (request.name === "CLUSTER") {
          const isSlots = request.args[1]?.toUpperCase() === "SLOTS";
          return isSlots ? [[0, 16_383, ["127.0.0.1", fakes[0]?.port ?? 0, "self"]]] : "";
        }
        return handshake(request) ?? answer(node, request, fakes);
      });
    fakes.push(use(await start(0)), use(await start(1)));
    return fakes;
  }

  it("goes where ASK leads, and says ASKING there", async () => {
    const fakes = await scripted(async (node, request, all) => {
      if (request.name === "ASKING") return OK;
      if (request.name !== "SSUBSCRIBE") return "PONG";
      if (node === 0) return new ErrorReply(`ASK ${SLOT} 127.0.0.1:${all[1]?.port}`);
      await confirm(request);
      return told(request.connection, "smessage", "a", "1");
    });
    const client = use(await connect(fakes[0]?.url as string));
    expect(await first(client.ssubscribe("a"), 1)).toEqual([{ kind: "message", channel: "a", payload: "1" }]);
    const names = fakes[1]?.requests.map(({ name }) => name) ?? [];
    expect(names.slice(names.indexOf("ASKING")).slice(0, 2)).toEqual(["ASKING", "SSUBSCRIBE"]);
  });

  it("takes no message from a node that it has left, and none twice", async () => {
    let left: FakeConnection | undefined;
    const fakes = await scripted(async (node, request, all) => {
      const { connection } = request;
      if (request.name !== "SSUBSCRIBE") return "PONG";
      if (left !== undefined && node === 0) return new ErrorReply(`MOVED ${SLOT} 127.0.0.1:${all[1]?.port}`);
      await confirm(request);
      if (node === 0) {
        left = connection;
        await connection.send(told(connection, "smessage", "a", "1"));
        return told(connection, "sunsubscribe", "a", "0");
      }
      await left?.send(told(left, "smessage", "a", "2"));
      await left?.send(told(left, "smessage", "a", "3"));
      await connection.send(told(connection, "smessage", "a", "2"));
      return told(connection, "smessage", "a", "3");
    });
    const client = use(await connect(fakes[0]?.url as string));
    expect(await first(client.ssubscribe("a"), 4)).toEqual([
      { kind: "message", channel: "a", payload: "1" },
      { kind: "gap", reason: "moved", channels: ["a"] },
      { kind: "message", channel: "a", payload: "2" },
      { kind: "message", channel: "a", payload: "3" },
    ]);
  });

  it("waits out a cluster that is down, and a topology that is wrong, without asking in a rage", async () => {
    let refusals = 0;
    const fakes = await scripted(async (_node, request) => {
      if (request.name !== "SSUBSCRIBE") return "PONG";
      if (++refusals <= 3) return new ErrorReply("CLUSTERDOWN Hash slot not served");
      await confirm(request);
      return undefined;
    });
    const client = use(await connect(fakes[0]?.url as string));
    await client.ssubscribe("a").ready;
    expect(refusals).toBe(4);
  });
});
