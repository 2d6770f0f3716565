import { type Server, startServer, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { hashPassword } from "../src/config/password.ts";
import { type Lane, Upstream } from "../src/resp/upstream.ts";
import type { Proxy as RunningProxy } from "../src/server/proxy.ts";
import { RawClient } from "./support/raw-client.ts";
import { proxyOf } from "./support/start.ts";

let server: Server;
let proxy: RunningProxy;

beforeAll(async () => {
  server = await startServer();
  proxy = await proxyOf(`
listeners:
  - { name: open, address: "127.0.0.1:0", auth: none }
  - { name: ruled, address: "127.0.0.1:0" }
users:
  - { name: any, password: "plain:x" }
  - { name: slow, password: "${hashPassword("x")}" }
  - { name: stateful, password: "plain:x", mode: stateful }
  - { name: frugal, password: "plain:x", mode: per-command }
backends: { main: { urls: "${server.url}" } }`);
});

afterEach(() => vi.restoreAllMocks());

afterAll(async () => {
  await proxy?.close();
  await server?.close();
});

const openAt = (name: string): Promise<RawClient> => RawClient.open(proxy.addresses.get(name));

describe("a session that logs in as another user", () => {
  it.each(["stateful", "frugal"])(
    "is of the listener's mode again after one of the user %s",
    async (user) => {
      await using client = await openAt("ruled");
      await client.pipeline([`AUTH ${user} x`, "GET k", "AUTH any x"]);
      expect(await client.pipeline(["GET k", "CLIENT INFO"])).toEqual([
        null,
        expect.stringMatching(/ holds=\n/),
      ]);
      expect(await client.pipeline(["WATCH k", "CLIENT INFO", "UNWATCH", "CLIENT INFO"])).toEqual([
        "OK",
        expect.stringMatching(/ holds=watch\n/),
        "OK",
        expect.stringMatching(/ holds=\n/),
      ]);
    },
  );
});

describe("a session that ends while it logs in", () => {
  it("leaves each lane as often as it has entered it", async () => {
    const sessions = new Map<Lane, number>();
    const { enter, leave } = Upstream.prototype;
    const count = (lane: Lane, change: number): void => {
      sessions.set(lane, (sessions.get(lane) ?? 0) + change);
    };
    vi.spyOn(Upstream.prototype, "enter").mockImplementation(function (this: Upstream, ...who) {
      const lane = enter.apply(this, who);
      count(lane, 1);
      return lane;
    });
    vi.spyOn(Upstream.prototype, "leave").mockImplementation(function (this: Upstream, lane) {
      count(lane, -1);
      leave.call(this, lane);
    });
    const client = await openAt("ruled");
    client.socket.write("HELLO 3 AUTH slow x\r\n");
    client.socket.end();
    await client.ended;
    await using next = await openAt("ruled");
    // Passwords are checked in turn: by then the first one is.
    for (let round = 0; round < 3; round++) expect(await next.send("AUTH slow wrong")).toMatch(/^-WRONGPASS/);
    await next.close();
    await until(() => [...sessions.values()].every((each) => each === 0), { what: "no lane has a session" });
  });
});

describe("a session that listens", () => {
  it("hears in the protocol that it has changed to", async () => {
    await using client = await openAt("open");
    await using other = await openAt("open");
    await client.send("HELLO 3");
    client.socket.write("SUBSCRIBE news\r\n");
    await client.pipeline(["PING", "HELLO 2"]);
    await other.send("PUBLISH news hello");
    expect(await client.next()).toEqual(["message", "news", "hello"]);
  });
});

describe("a session that tracks what it reads", () => {
  it("goes on to in another database, and is told that what it has read before is not watched any more", async () => {
    await using client = await openAt("open");
    await using other = await openAt("open");
    await client.pipeline(["HELLO 3", "CLIENT TRACKING ON", "GET k", "SELECT 1", "GET k"]);
    await other.pipeline(["SELECT 1", "SET k 1"]);
    await until(() => client.pushes.length > 1, { what: "the key is invalidated" });
    expect(client.pushes).toEqual([
      ["invalidate", null],
      ["invalidate", ["k"]],
    ]);
  });

  it("goes on to when it asks what it talks to", async () => {
    await using client = await openAt("open");
    await using other = await openAt("open");
    await client.pipeline(["HELLO 3", "CLIENT TRACKING ON", "GET k", "HELLO"]);
    await other.send("SET k 2");
    await until(() => client.pushes.length > 0, { what: "the key is invalidated" });
    expect(client.pushes).toEqual([["invalidate", ["k"]]]);
  });

  it("does not when it goes back to the protocol that has no pushes", async () => {
    await using client = await openAt("open");
    await client.pipeline(["HELLO 3", "CLIENT TRACKING ON", "HELLO 2"]);
    expect(await client.send("CLIENT INFO")).toMatch(/ holds=\n/);
  });
});
