import {
  bytes,
  type Fake,
  type FakeHandler,
  type FakeRequest,
  handshake,
  OK,
  startFake,
  until,
} from "fairlead-harness";
import { ErrorReply } from "fairlead-resp";
import { afterEach, describe, expect, it } from "vitest";
import type { Proxy as Running } from "../../src/server/proxy.ts";
import { clientOf, proxyOf } from "../support/start.ts";

const INFO: Record<string, unknown[]> = {
  "mod.get": ["mod.get", 2, ["readonly"], 1, 1, 1, ["@read"]],
  "mod.wait": ["mod.wait", 2, ["write", "blocking"], 1, 1, 1, ["@write"]],
  "mod.select": ["mod.select", 2, ["fast"], 0, 0, 0, ["@connection"]],
  "mod.any": ["mod.any", -2, ["movablekeys"], 0, 0, 0, []],
  "client|glow": ["client|glow", 2, ["fast"], 0, 0, 0, ["@connection"]],
};

/** Knows commands that the table doesn't, and holds replies to MOD.WAIT back. */
function server(held: FakeRequest[]): FakeHandler {
  let inside = false;
  return (request) => {
    const { name, args } = request;
    if (name === "MULTI" || name === "EXEC" || name === "DISCARD") inside = name === "MULTI";
    else if (inside) return bytes("+QUEUED\r\n");
    switch (name) {
      case "COMMAND":
        return [(INFO[args[2]!] as never) ?? null];
      case "MOD.WAIT":
        held.push(request);
        return undefined;
      case "INFO":
        return "redis_version:7.0.15\r\n";
      case "EXEC":
        return ["value of k", 1];
      case "MULTI":
        return OK;
      case "MOD.GET":
        return `value of ${args[1]}`;
      case "GET":
      case "SET":
        return `${name} ${args[1]}`;
      default:
        return handshake(request) ?? new ErrorReply(`ERR unknown command '${args[0]}'`);
    }
  };
}

describe("commands that the table doesn't know", () => {
  let fake: Fake;
  let proxy: Running;
  const held: FakeRequest[] = [];

  const start = async (mode = "hybrid", more = "") => {
    held.length = 0;
    fake = await startFake(server(held));
    proxy = await proxyOf(`
      listeners: [{ address: 127.0.0.1:0, mode: ${mode}${more} }]
      backends: { main: { urls: ${fake.url}, mode: standalone } }
    `);
    return clientOf(proxy);
  };
  const asked = (name: string) =>
    fake.requests.filter((request) => request.name === name).map(({ args }) => args);

  afterEach(async () => {
    await proxy.close();
    await fake.close();
  });

  it("are asked for once, and sent on in their order", async () => {
    await using talk = await start();
    expect(await talk.pipeline(["SET a 1", "MOD.GET k", "mod.get l", "GET b"])).toEqual([
      "SET a",
      "value of k",
      "value of l",
      "GET b",
    ]);
    await using other = await clientOf(proxy);
    expect(await other.send("MOD.GET m")).toBe("value of m");
    expect(asked("COMMAND")).toEqual([["COMMAND", "INFO", "mod.get"]]);
    const names = fake.requests.map(({ name }) => name);
    expect(names.indexOf("COMMAND")).toBeGreaterThan(names.indexOf("SET"));
    expect(names.indexOf("GET")).toBeGreaterThan(names.indexOf("MOD.GET"));
  });

  it("have a connection alone if they block", async () => {
    await using talk = await start();
    const waits = talk.send("MOD.WAIT k");
    await until(() => held.length === 1, { what: "it to wait" });
    await using other = await clientOf(proxy);
    expect(await other.send("GET a")).toBe("GET a");
    expect(held[0]?.connection).not.toBe(fake.requests.findLast(({ name }) => name === "GET")?.connection);
    await held[0]?.connection.send("done");
    expect(await waits).toBe("done");
  });

  it("are refused if a connection would remember them, or their keys can't be told", async () => {
    await using talk = await start();
    expect(await talk.send("MOD.SELECT 1")).toBe(
      "-NOPERM this proxy does not allow 'mod.select': its connections are shared by many clients",
    );
    expect(await talk.send("MOD.ANY k")).toMatch(/^-NOPERM .* where its keys are$/);
    expect(await talk.send("CLIENT GLOW")).toMatch(/^-NOPERM this proxy does not allow 'client glow'/);
    expect([...asked("MOD.SELECT"), ...asked("MOD.ANY")]).toEqual([]);
    expect(asked("CLIENT").some(([, sub]) => sub === "GLOW")).toBe(false);
  });

  it("get the server's own error if it doesn't know them either, and are asked for no more", async () => {
    await using talk = await start();
    expect(await talk.pipeline(["NONSENSE k", "NONSENSE k"])).toEqual(
      Array(2).fill("-ERR unknown command 'NONSENSE'"),
    );
    expect(await talk.send("CLIENT NONSENSE")).toBeDefined();
    expect(asked("COMMAND")).toEqual([
      ["COMMAND", "INFO", "nonsense"],
      ["COMMAND", "INFO", "client|nonsense"],
    ]);
  });

  it("may be part of a transaction", async () => {
    await using talk = await start();
    expect(await talk.pipeline(["MULTI", "MOD.GET k", "INCR n", "EXEC"])).toEqual([
      "OK",
      "QUEUED",
      "QUEUED",
      ["value of k", 1],
    ]);
    const names = fake.requests.map(({ name }) => name);
    expect(names.slice(names.indexOf("MULTI")).slice(0, 4)).toEqual(["MULTI", "MOD.GET", "INCR", "EXEC"]);
    const replies = await talk.pipeline(["MULTI", "MOD.SELECT 1", "EXEC"]);
    expect(replies[1]).toMatch(/^-NOPERM/);
    expect(replies[2]).toMatch(/^-EXECABORT/);
  });

  it("work in stateful sessions, whose first request they may be", async () => {
    await using talk = await start("stateful");
    expect(await talk.pipeline(["MOD.SELECT 1", "GET a", "MOD.GET k"])).toEqual([
      expect.stringMatching(/^-NOPERM/),
      "GET a",
      "value of k",
    ]);
  });

  it("are refused unasked if the configuration denies them", async () => {
    await using talk = await start("hybrid", ", deny: [MOD.GET]");
    expect(await talk.send("MOD.GET k")).toBe(
      "-NOPERM this proxy does not allow 'mod.get': the configuration denies it",
    );
    expect(asked("COMMAND")).toEqual([]);
  });
});
