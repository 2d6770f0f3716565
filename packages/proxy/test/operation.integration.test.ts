import { Writable } from "node:stream";
import { type Server, startServer, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../src/admin/ask.ts";
import type { BackendView, SessionView, SlowView } from "../src/admin/source.ts";
import { logTo } from "../src/observe/log.ts";
import type { Proxy as RunningProxy } from "../src/server/proxy.ts";
import type { RawClient } from "./support/raw-client.ts";
import { clientOf, proxyOf } from "./support/start.ts";

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

interface Started {
  readonly proxy: RunningProxy;
  readonly lines: Record<string, unknown>[];
  page(path: string, init?: RequestInit): Promise<Response>;
  /** Lines of `/metrics` that begin so, without it. */
  metric(name: string): Promise<string[]>;
  client(): Promise<RawClient>;
}

async function start(rest = "", to: string = server.url): Promise<Started> {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const text = `
listeners: [{ name: main, address: "127.0.0.1:0" }]
backends: { store: { urls: "${to}", connectTimeoutMs: 2000 } }
admin: { address: "127.0.0.1:0" }
${rest}`;
  const proxy = await proxyOf(text, { log: logTo(stream, "debug") });
  open.push(proxy);
  const { port } = proxy.adminAddress as { port: number };
  const page = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers: { connection: "close" } });
  return {
    proxy,
    lines,
    page,
    async metric(name) {
      const all = (await (await page("/metrics")).text()).split("\n");
      return all.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length));
    },
    async client() {
      const client = await clientOf(proxy);
      open.push(client);
      return client;
    },
  };
}

describe("the admin address", () => {
  it("says that the process lives, and what it does not have", async () => {
    const { page } = await start();
    expect((await page("/health")).status).toBe(200);
    expect((await page("/health?verbose")).status).toBe(200);
    expect((await page("/nothing")).status).toBe(404);
    const posted = await page("/health", { method: "POST", body: "x" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(await posted.json()).toHaveProperty("error");
    const head = await page("/ready", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("is not ready while a backend is out of reach, nor while it drains", async () => {
    const own = await startServer();
    open.push(own);
    const { page, proxy, client, lines } = await start("drainTimeoutMs: 10000", own.url);
    expect((await page("/ready")).status).toBe(200);
    const { port } = own;
    await own.kill();
    await until(async () => (await page("/ready")).status === 503, { what: "a backend to be missed" });
    expect(await (await page("/ready")).json()).toMatchObject({ reasons: ["backend store is out of reach"] });
    expect((await page("/health")).status).toBe(200);
    await own.restart({ port });
    await until(async () => (await page("/ready")).status === 200, { what: "the backend to be back" });
    const messages = lines.map(({ msg }) => msg);
    expect(messages).toEqual(expect.arrayContaining(["backend is down", "backend is ready"]));

    const blocked = (await client()).send("BLPOP list 2");
    await until(async () => JSON.stringify(await (await page("/sessions")).json()).includes("blocked"), {
      what: "a session to be blocked",
    });
    const closed = proxy.close();
    expect(await (await page("/ready")).json()).toMatchObject({ reasons: ["it is draining"] });
    await blocked;
    await closed;
  });

  it("shows every session, and why it is pinned", async () => {
    const { client, proxy } = await start();
    const watching = await client();
    await watching.send("CLIENT SETNAME me");
    await watching.send("WATCH k");
    const hearing = await client();
    await hearing.send("HELLO 3");
    void hearing.send("SUBSCRIBE news"); // confirmed by a push
    await until(() => hearing.pushes.length > 0, { what: "the subscription" });
    const odd = await client();
    await odd.send("OPENSESAME");
    const sessions = (await ask(proxy.adminAddress!, "/sessions")) as SessionView[];
    const same = {
      user: "default",
      listener: "main",
      mode: "hybrid",
      database: 0,
      pending: 0,
      bufferedBytes: 0,
    };
    expect(sessions).toMatchObject([
      { ...same, id: 1, protocol: "resp2", lastCommand: "WATCH", holds: ["watch"] },
      { ...same, id: 2, protocol: "resp3", lastCommand: "SUBSCRIBE", holds: ["subscription"] },
      { ...same, id: 3, protocol: "resp2", lastCommand: "UNKNOWN", holds: [] },
    ]);
  });

  it("shows the servers behind it", async () => {
    const { client, proxy } = await start();
    await (await client()).send("PING");
    const nodes = (await ask(proxy.adminAddress!, "/nodes")) as BackendView[];
    expect(nodes).toMatchObject([
      {
        name: "store",
        state: "ready",
        unreachable: [],
        queued: 0,
        shards: [{ primary: `127.0.0.1:${server.port}`, replicas: [], slots: [[0, 16_383]] }],
      },
    ]);
    expect(nodes[0]!.connections).toBeGreaterThan(0);
  });
});

describe("the metrics", () => {
  it("count sessions by how they ended, and why they are pinned", async () => {
    const { client, metric } = await start("limits: { maxSessions: 3 }");
    const [one, two, three] = [await client(), await client(), await client()];
    await one.send("WATCH k");
    await two.send("QUIT");
    await two.ended;
    await three.raw("*1\r\n!", 1);
    await three.ended;
    const [more, most, tooMany] = [await client(), await client(), await client()];
    await more.send("PING");
    await most.send("PING");
    await tooMany.ended;
    expect(await metric("fairlead_proxy_sessions{")).toEqual(['listener="main"} 3']);
    expect(await metric("fairlead_proxy_sessions_accepted_total")).toEqual(['{listener="main"} 5']);
    expect(await metric("fairlead_proxy_sessions_refused_total")).toEqual([
      '{listener="main",why="too-many"} 1',
    ]);
    expect((await metric("fairlead_proxy_sessions_ended_total")).sort()).toEqual([
      '{listener="main",why="malformed"} 1',
      '{listener="main",why="quit"} 1',
    ]);
    expect(await metric("fairlead_proxy_sessions_pinned")).toContain('{listener="main",cause="watch"} 1');
  });

  it("count commands by treatment and errors by code, and time them", async () => {
    const { client, metric } = await start();
    const session = await client();
    await session.pipeline(["SET k v", "GET k", "LPUSH k x", "PING", "MULTI", "GET k", "EXEC", "SHUTDOWN"]);
    await session.send("EVAL return{err='SECRET'} 0");
    const commands = await metric("fairlead_proxy_commands_total");
    expect(commands.filter((line) => !line.endsWith(" 0"))).toEqual([
      '{listener="main",treatment="forward"} 5',
      '{listener="main",treatment="local"} 1',
      '{listener="main",treatment="transaction"} 2',
      '{listener="main",treatment="refuse"} 1',
    ]);
    expect((await metric("fairlead_proxy_errors_total")).sort()).toEqual([
      '{listener="main",code="NOPERM"} 1',
      '{listener="main",code="WRONGTYPE"} 1',
      '{listener="main",code="other"} 1',
    ]);
    const durations = "fairlead_proxy_command_duration_seconds";
    expect(await metric(`${durations}_count`)).toContain('{listener="main",treatment="forward"} 5');
    const last = await metric(`${durations}_bucket{le="16.777216",listener="main",treatment="forward"}`);
    expect(last).toEqual([" 5"]);
  });

  it("count bytes, of sessions that are over too", async () => {
    const { client, metric } = await start();
    const first = await client();
    await first.send("PING");
    await first[Symbol.asyncDispose]();
    await until(async () => (await metric("fairlead_proxy_sessions{"))[0]?.endsWith(" 0") === true, {
      what: "the session to end",
    });
    await (await client()).send("PING");
    expect(await metric("fairlead_proxy_received_bytes_total")).toEqual(['{listener="main"} 28']);
    expect(await metric("fairlead_proxy_sent_bytes_total")).toEqual(['{listener="main"} 14']);
  });

  it("have what the connections to servers tell, and the process", async () => {
    const { metric } = await start();
    const [connections] = await metric(`fairlead_connections{address="127.0.0.1:${server.port}"} `);
    expect(Number(connections)).toBeGreaterThan(0);
    expect((await metric("fairlead_commands_queued ")).length).toBe(1);
    expect((await metric("process_resident_memory_bytes ")).length).toBe(1);
    expect(await metric("fairlead_proxy_draining ")).toEqual(["0"]);
  });
});

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
  it("says where it listens, which sessions ended for a reason, and which are pinned for long", async () => {
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
    expect(told("main listens at 127.0.0.1:")).toBe(true);
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
    expect(await session.send("SLOWLOG GET x")).toBe("-ERR value is not an integer or out of range");
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
