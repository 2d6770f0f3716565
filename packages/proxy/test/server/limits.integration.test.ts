import { type Server, startServer, until } from "fairlead-harness";
import { encodeCommand } from "fairlead-resp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hashPassword } from "../../src/config/password.ts";
import { startProxy } from "../../src/server/proxy.ts";
import { disposer } from "../support/disposer.ts";
import { addressOf, configOf } from "./proxies.ts";
import { RawClient, textOf } from "./raw-client.ts";

const { use, dispose } = disposer();
let server: Server;

beforeAll(async () => {
  server = await startServer();
});
afterEach(dispose);
afterAll(() => server.close());

const start = async (limits: string, rest = "") =>
  use(
    await startProxy(
      configOf(`
listeners: [{ name: main, address: "127.0.0.1:0", allow: [MONITOR] }]
backends: { back: { urls: "${server.url}" } }
limits: { ${limits} }
${rest}`),
    ),
  );
const USERS = 'users: [{ name: a, password: "plain:a" }]';
const words = (...args: string[]): Buffer => encodeCommand(args) as Buffer;

describe("limits", () => {
  it("turn away whoever is too many, in the server's words", async () => {
    const proxy = await start("maxSessions: 2");
    const first = use(await RawClient.open(addressOf(proxy)));
    const second = use(await RawClient.open(addressOf(proxy)));
    await Promise.all([first.text("PING"), second.text("PING")]);
    const third = use(await RawClient.open(addressOf(proxy)));
    expect(await third.text("PING")).toBe("ERR max number of clients reached");
    await third.closed;
    await first.close();
    await until(async () => (await use(await RawClient.open(addressOf(proxy))).text("PING")) === "PONG", {
      what: "room again",
    });
  });

  it("turn away whoever comes too fast", async () => {
    const proxy = await start("connectsPerSecond: 5");
    const clients = await Promise.all(Array.from({ length: 12 }, () => RawClient.open(addressOf(proxy))));
    const texts = await Promise.all(clients.map((client) => use(client).text("PING")));
    expect(texts.filter((text) => text === "PONG").length).toBeGreaterThanOrEqual(5);
    expect(texts.filter((text) => text === "PONG").length).toBeLessThanOrEqual(10);
    await until(async () => (await use(await RawClient.open(addressOf(proxy))).text("PING")) === "PONG", {
      what: "the next second",
    });
  });

  it("end sessions that don't log in, and those that are idle, but for those that listen, monitor or are blocked", async () => {
    const strict = await start("authTimeoutMs: 100", USERS);
    const silent = use(await RawClient.open(addressOf(strict)));
    const slow = use(await RawClient.open(addressOf(strict)));
    const known = use(await RawClient.open(addressOf(strict)));
    const drip = setInterval(() => slow.socket.write("*1\r\n"[Math.floor(Math.random() * 4)] ?? ""), 20);
    expect(await known.text("AUTH", "a", "a")).toBe("OK");
    await Promise.all([silent.closed, slow.closed]);
    clearInterval(drip);
    expect(await known.text("PING")).toBe("PONG");

    const proxy = await start("idleTimeoutMs: 100");
    const monitor = use(await RawClient.open(addressOf(proxy)));
    expect(await monitor.text("MONITOR")).toBe("OK");
    const idle = use(await RawClient.open(addressOf(proxy)));
    const subscribed = use(await RawClient.open(addressOf(proxy)));
    const blocked = use(await RawClient.open(addressOf(proxy)));
    await subscribed.text("SUBSCRIBE", "news");
    const popped = blocked.send("BLPOP", "list", "0");
    await idle.closed;
    expect(await monitor.text("PING")).toContain('"PING"');
    await server.command("RPUSH", "list", "x");
    expect(await popped).toEqual(["list", "x"]);
    expect(await subscribed.text("PING")).toBe("pong,");
  });

  it("refuse arguments, requests and lines that are too large, in the server's words, and end the session", async () => {
    const proxy = await start("maxBulkBytes: 100, maxQueryBytes: 100000, maxArguments: 5");
    const cases: [string | Buffer, string][] = [
      [words("SET", "k", "v".repeat(101)), "ERR Protocol error: invalid bulk length"],
      [words("MGET", "1", "2", "3", "4", "5"), "ERR Protocol error: invalid multibulk length"],
      ["x".repeat(70_000), "ERR Protocol error: too big inline request"],
      ["\r\n".repeat(10) + "x".repeat(100_001), "ERR Protocol error: too big inline request"],
      ["*x\r\n", "ERR Protocol error: invalid multibulk length"],
      ["*1\r\n+PING\r\n", "ERR Protocol error: expected '$', got '+'"],
    ];
    for (const [bytes, text] of cases) {
      const client = use(await RawClient.open(addressOf(proxy)));
      const replies = [client.reply(), client.reply()];
      client.socket.write(words("PING"));
      client.socket.write(bytes);
      expect((await Promise.all(replies)).map(textOf)).toEqual(["PONG", text]);
      await client.closed;
    }
    const client = use(await RawClient.open(addressOf(proxy)));
    expect(await client.text("SET", "k", "v".repeat(100))).toBe("OK");
  });

  it("allow strangers ten arguments of 16 KiB, and users what they may from their first command on", async () => {
    const proxy = await start("maxSessions: 10", USERS);
    for (const bytes of [words("AUTH", "x".repeat(16_385)), words("HELLO", ..."12345678901"), "*11\r\n"]) {
      const client = use(await RawClient.open(addressOf(proxy)));
      const reply = client.reply();
      client.socket.write(bytes);
      expect(textOf(await reply)).toContain("Protocol error");
      await client.closed;
    }
    const user = use(await RawClient.open(addressOf(proxy)));
    expect(await user.text("AUTH", "a", "a")).toBe("OK");
    expect(await user.text("SET", "big", "v".repeat(100_000))).toBe("OK");
    expect(await user.text("MGET", ...Array.from({ length: 100 }, (_, at) => String(at)))).toHaveLength(99);
  });

  it("let users with hashed passwords in while others guess", async () => {
    const proxy = await start(
      "maxSessions: 1000",
      `users: [{ name: a, password: "${hashPassword("right")}" }]`,
    );
    const guess = async (): Promise<string> => {
      const client = await RawClient.open(addressOf(proxy));
      const text = await client.text("AUTH", "a", "wrong");
      await client.close();
      return text;
    };
    const before = use(await RawClient.open(addressOf(proxy)));
    expect(await before.text("AUTH", "a", "right")).toBe("OK");
    const guesses = Promise.all(Array.from({ length: 6 }, guess));
    const from = performance.now();
    const user = use(await RawClient.open(addressOf(proxy)));
    expect(await user.text("AUTH", "a", "right")).toBe("OK");
    expect(await user.text("SET", "k", "v")).toBe("OK");
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(new Set(await guesses)).toEqual(
      new Set(["WRONGPASS invalid username-password pair or user is disabled."]),
    );
  });
});
