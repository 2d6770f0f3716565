import { type Server, startServer, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../../src/admin/ask.ts";
import type { SlowView } from "../../src/admin/source.ts";
import { disposer } from "../support/disposer.ts";
import { startWatched, type Watched } from "../support/watched.ts";

const { use, dispose } = disposer();
let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterEach(dispose);
afterAll(() => server.close());

const start = (rest = "", to: string = server.url): Promise<Watched> => startWatched(to, use, rest);

describe("logins", () => {
  it("that are refused are counted and logged, and no password is", async () => {
    const { client, metric, lines } = await start(
      'users: [{ name: app, password: "plain:opensesame" }, { name: default, password: "plain:opensesame" }]',
    );
    const session = await client();
    for (const login of ["app closesesame", "closesesame closesesame", "closesesame"]) {
      expect(await session.send(`AUTH ${login}`)).toMatch(/^-WRONGPASS/);
    }
    expect(await session.send("AUTH app opensesame")).toBe("OK");
    expect(await metric("fairlead_proxy_auth_failures_total")).toEqual(['{listener="main"} 3']);
    const refused = lines.filter(({ msg }) => msg === "login refused");
    expect(refused.map(({ user }) => user)).toEqual(["app", undefined, "default"]);
    expect(JSON.stringify(lines)).not.toMatch(/sesame/);
  });
});

describe("the log", () => {
  it("says where it can be asked, which sessions ended for a reason, and which are pinned for long", async () => {
    const { client, lines } = await start("log: { longPinMs: 1 }");
    const told = (message: string): boolean => lines.some(({ msg }) => String(msg).startsWith(message));
    const watching = await client();
    await watching.send("WATCH k");
    await until(() => told("session pinned for long"), { what: "a long pin" });
    expect(lines.find(({ msg }) => msg === "session pinned for long")).toMatchObject({
      level: "warn",
      listener: "main",
      session: 1,
      holds: ["watch"],
    });
    const odd = await client();
    await odd.raw("*1\r\n!", 1);
    await odd.ended;
    expect(told("admin listens at 127.0.0.1:")).toBe(true);
    expect(told("session ended: malformed")).toBe(true);
  });
});

describe("the slow log", () => {
  it("keeps what took long, without its arguments", async () => {
    const { client, proxy, metric } = await start("slowLog: { thresholdMs: 0 }");
    const session = await client();
    await session.send("CLIENT SETNAME me");
    await session.send("SLOWLOG RESET");
    await session.send("SET k opensesame");
    await session.send("BLPOP nothing 0.01");
    const address = `127.0.0.1:${session.socket.localPort}`;
    expect(await session.send("SLOWLOG LEN")).toBe(2);
    const entries = (await session.send("SLOWLOG GET 10")) as unknown[][];
    expect(entries.map((entry) => entry.slice(3))).toEqual([
      [["SLOWLOG", "LEN"], address, "me"],
      [["SET", "... (2 more arguments)"], address, "me"],
      [["SLOWLOG", "RESET"], address, "me"],
    ]);
    expect(await session.send("SLOWLOG GET 1")).toHaveLength(1);
    expect(await session.send("SLOWLOG GET -1")).toHaveLength(5);
    expect(await session.send("SLOWLOG GET -2")).toBe("-ERR count should be greater than or equal to -1");
    expect(await session.send("SLOWLOG GET x")).toBe("-ERR count should be greater than or equal to -1");
    const shown = (await ask(proxy.adminAddress!, "/slowlog")) as SlowView[];
    expect(shown.find(({ command }) => command === "SET")).toMatchObject({
      key: null,
      listener: "main",
      name: "me",
    });
    expect(Number((await metric('fairlead_proxy_slow_requests_total{listener="main"} '))[0])).toBeGreaterThan(
      5,
    );
  });

  it("shows keys where that is asked for", async () => {
    const { client, lines } = await start("slowLog: { thresholdMs: 0, showKeys: true }");
    const session = await client();
    await session.send("EVAL return(1) 1 key opensesame");
    const [entry] = (await session.send("SLOWLOG GET 1")) as unknown[][];
    expect(entry?.[3]).toEqual(["EVAL", "key", "... (3 more arguments)"]);
    expect(lines.find(({ command }) => command === "EVAL")).toMatchObject({
      msg: "slow request",
      key: "key",
    });
    expect(JSON.stringify(lines)).not.toContain("opensesame");
  });

  it("stays empty for requests that are fast enough, and where none are to be kept", async () => {
    const fast = await (await start("slowLog: { thresholdMs: 60000 }")).client();
    await fast.send("SET k v");
    expect(await fast.send("SLOWLOG LEN")).toBe(0);
    const none = await (await start("slowLog: { thresholdMs: 0, maxEntries: 0 }")).client();
    await none.send("SET k v");
    expect(await none.send("SLOWLOG GET")).toEqual([]);
  });
});
