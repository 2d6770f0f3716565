import { type Server, startServer, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../../src/admin/ask.ts";
import type { BackendView, SessionView } from "../../src/admin/source.ts";
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

/** With a listener that is mirrored to another server. */
const startMirroring = (other: Server): Promise<Watched> =>
  startWatched(
    server.url,
    use,
    `  mirror: { urls: "${other.url}" }`,
    "mirror: { backend: mirror, writes: 1, compare: true }",
  );

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
    use(own);
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

  it("is ready though a backend is out of reach that is only mirrored to", async () => {
    const other = use(await startServer());
    const { lines, page } = await startMirroring(other);
    await other.kill();
    await until(() => lines.some(({ msg }) => msg === "backend is down"), {
      what: "the mirror to be missed",
    });
    expect((await page("/ready")).status).toBe(200);
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
    await first.close();
    await until(async () => (await metric("fairlead_proxy_sessions{"))[0]?.endsWith(" 0") === true, {
      what: "the session to end",
    });
    await (await client()).send("PING");
    expect(await metric("fairlead_proxy_received_bytes_total")).toEqual(['{listener="main"} 28']);
    expect(await metric("fairlead_proxy_sent_bytes_total")).toEqual(['{listener="main"} 14']);
  });

  it("count what comes of mirroring", async () => {
    const other = use(await startServer());
    await other.command("SET", "n", 5);
    const { client, metric } = await startMirroring(other);
    await (await client()).pipeline(["SET k v", "INCR n", "LPUSH k x", "SPOP none"]);
    await until(async () => (await metric("fairlead_proxy_mirror_pending"))[0]?.endsWith(" 0") === true, {
      what: "the mirror to catch up",
    });
    const counted = await metric("fairlead_proxy_mirror_");
    expect(counted.map((line) => line.replace('{listener="main"', "{")).sort()).toEqual([
      'different_total{,command="INCR"} 1',
      "dropped_total{} 0",
      "errors_total{} 1",
      "failed_total{} 0",
      "pending{} 0",
      "same_total{} 2",
      "sent_total{} 4",
      "uncompared_total{} 1",
    ]);
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
