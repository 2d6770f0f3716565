import { type Server, startServer, until } from "fairlead-harness";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Proxy as Running } from "../../src/server/proxy.ts";
import type { RawClient } from "../support/raw-client.ts";
import { clientOf, proxyOf } from "../support/start.ts";

describe("databases of one server", () => {
  let server: Server;
  let proxy: Running;
  let talk: RawClient;

  beforeAll(async () => {
    server = await startServer({ config: ["databases 20"] });
    proxy = await proxyOf(`
      listeners: [{ address: 127.0.0.1:0 }, { name: stateful, address: 127.0.0.1:0, mode: stateful }]
      backends: { main: { urls: ${server.url} } }
    `);
  });

  beforeEach(async () => {
    await server.command("FLUSHALL");
    talk = await clientOf(proxy);
  });

  afterAll(async () => {
    await proxy.close();
    await server.close();
  });

  it("are each session's own choice, whatever other sessions choose meanwhile", async () => {
    const talks = await Promise.all(Array.from({ length: 12 }, () => clientOf(proxy)));
    const round = async (n: number) => {
      const replies = await Promise.all(
        talks.map((each, at) =>
          each.pipeline([`SELECT ${(at + n) % 4}`, `SET k${at} ${n}`, `GET k${at}`, "DBSIZE"]),
        ),
      );
      expect(replies.map(([, , value]) => value)).toEqual(talks.map(() => String(n)));
    };
    for (let n = 0; n < 10; n++) await round(n);
    const mine = await clientOf(proxy);
    await mine.pipeline(["SET here 0", "SELECT 7", "SET here 7"]);
    expect(await talk.send("GET here")).toBe("0");
    expect(await (await clientOf(proxy)).send("GET here")).toBe("0");
  });

  it("are as many as the server has", async () => {
    expect(await talk.pipeline(["SELECT 19", "SELECT 20", "SELECT -1", "SELECT x"])).toEqual([
      "OK",
      "-ERR DB index is out of range",
      "-ERR DB index is out of range",
      "-ERR value is not an integer or out of range",
    ]);
  });

  it("are where scripts, scans, transactions and blocking commands run", async () => {
    await talk.pipeline(["SELECT 5", "MULTI", "SET k v", "EXEC"]);
    expect(await talk.say("EVAL", "return redis.call('GET', 'k')", 0)).toBe("v");
    expect(await talk.send("SCAN 0")).toEqual(["0", ["k"]]);
    expect(await talk.send("DBSIZE")).toBe(1);
    const popped = talk.send("BLPOP l 5");
    const other = await clientOf(proxy);
    await other.pipeline(["RPUSH l wrong", "SELECT 5", "RPUSH l x"]);
    expect(await popped).toEqual(["l", "x"]);
    expect(await talk.pipeline(["RESET", "GET k"])).toEqual(["RESET", null]);
  });

  it("don't change while keys are watched", async () => {
    const replies = await talk.pipeline([
      "WATCH k",
      "SELECT 2",
      "MULTI",
      "SET k v",
      "EXEC",
      "SELECT 2",
      "GET k",
    ]);
    expect(replies).toEqual([
      "OK",
      "-ERR proxy: 'select' while keys are watched",
      "OK",
      "QUEUED",
      ["OK"],
      "OK",
      null,
    ]);
  });

  it("change for stateful sessions, and back with RESET", async () => {
    const stateful = await clientOf(proxy, "stateful");
    expect(await stateful.pipeline(["SET k 0", "SELECT 3", "SET k 3", "GET k", "RESET", "GET k"])).toEqual([
      "OK",
      "OK",
      "OK",
      "3",
      "RESET",
      "0",
    ]);
    expect(await stateful.pipeline(["SELECT 3", "MULTI", "SET k 4", "RESET", "GET k"])).toEqual([
      "OK",
      "OK",
      "QUEUED",
      "RESET",
      "0",
    ]);
  });

  it("take keys from each other, and are not swapped", async () => {
    expect(await talk.pipeline(["SET k v", "COPY k k DB 1", "SET m v", "MOVE m 2", "EXISTS k m"])).toEqual([
      "OK",
      1,
      "OK",
      1,
      1,
    ]);
    expect(await talk.pipeline(["SELECT 1", "GET k", "SELECT 2", "GET m"])).toEqual(["OK", "v", "OK", "v"]);
    expect(await talk.send("SWAPDB 0 1")).toMatch(/^-NOPERM/);
  });
});

describe("a server that is alone", () => {
  it("is used again once it has restarted", async () => {
    await using server = await startServer();
    await using proxy = await proxyOf(`
      listeners: [{ address: 127.0.0.1:0, limits: { requestTimeoutMs: 500 } }]
      backends: { main: { urls: ${server.url} } }
    `);
    await using talk = await clientOf(proxy);
    await using watching = await clientOf(proxy);
    await using listening = await clientOf(proxy);
    await watching.send("WATCH k");
    await listening.send("SUBSCRIBE news");
    await server.kill();
    expect(await talk.send("SET k v")).toMatch(/^-CLUSTERDOWN proxy: no way to /);
    await server.restart();
    await until(async () => (await talk.send("SET k v")) === "OK", { what: "the server to be used again" });
    expect(await watching.pipeline(["MULTI", "SET k w", "EXEC", "GET k"])).toEqual([
      "OK",
      "QUEUED",
      null,
      "v",
    ]);
    await until(async () => (await talk.send("PUBLISH news x")) === 1, {
      what: "the subscription to be back",
    });
    expect(await listening.next()).toEqual(["message", "news", "x"]);
  });
});
