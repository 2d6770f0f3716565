import { readFileSync } from "node:fs";
import { Writable } from "node:stream";
import { makeCertificates, startServer, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import type { BackendView, SessionView } from "../../src/admin/source.ts";
import { nodeTable, sessionTable } from "../../src/admin/table.ts";
import { logTo } from "../../src/observe/log.ts";
import { startWith } from "../../src/server/proxy.ts";
import { configOf } from "../server/proxies.ts";
import { disposer } from "../support/disposer.ts";
import { LineClient } from "../support/line-client.ts";
import { ScriptedParts } from "./scripted-parts.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const ANN = '{ name: ann, password: "plain:secret", limits: { sessions: 1 } }';

interface Settings {
  readonly listener?: string;
  readonly providers?: string;
  readonly rest?: string;
}

const textOf = ({
  listener = "",
  providers = "{ host: one, tier: 0 }, { host: two, tier: 1 }",
  rest = "",
}: Settings) => `
listeners:
  - name: news
    protocol: nntp
    address: 127.0.0.1:0
    ${listener}
backends:
  usenet: { kind: nntp, providers: [${providers}] }
admin: { address: "127.0.0.1:0" }
${rest}`;

async function start(settings: Settings = {}) {
  const parts = new ScriptedParts();
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const log = logTo(stream, "debug");
  const proxy = use(await startWith(() => parts, configOf(textOf(settings)), { log }));
  const { port } = proxy.adminAddress as { port: number };
  const page = async (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } });
  return {
    parts,
    proxy,
    lines,
    page,
    json: async (path: string): Promise<unknown> => (await page(path)).json(),
    reload: (next: Settings) => proxy.reload(configOf(textOf(next))),
    client: () => use(new LineClient(proxy.addresses.get("news"))),
  };
}

async function logIn(client: LineClient, password = "secret"): Promise<string> {
  await client.say("AUTHINFO USER ann");
  return client.say(`AUTHINFO PASS ${password}`);
}

describe("a listener for news readers", () => {
  it("has its sessions greet, and take their leave when it drains", async () => {
    const { client, proxy } = await start({ listener: "greeting: Welcome" });
    const reader = client();
    expect(await reader.next()).toBe("201 Welcome");
    const busy = client();
    await busy.next();
    busy.socket.write("HANG\r\n");
    await until(() => busy.socket.bytesWritten === 6, { what: "the request to go out" });
    const closed = proxy.close();
    expect(await reader.next()).toBe("400 The proxy ends this session");
    await reader.ended;
    busy.socket.destroy();
    await closed;
  });

  it("tells who is one too many, and who was idle for too long", async () => {
    const { client } = await start({ listener: "limits: { maxSessions: 1, idleTimeoutMs: 1 }" });
    const first = client();
    await first.next();
    const second = client();
    expect(await second.next()).toBe("400 Too many connections");
    await second.ended;
    expect(await first.next()).toBe("400 The proxy ends this session");
    await first.ended;
  });

  it("lets users in, each for so many sessions, and ends them when they are users no more", async () => {
    const settings = { listener: "auth: users", rest: `users: [${ANN}]` };
    const { client, lines, reload } = await start(settings);
    const [first, second] = [client(), client()];
    await Promise.all([first.next(), second.next()]);
    expect(await logIn(first, "wrong")).toBe("481 wrong");
    expect(await logIn(first)).toBe("281 Authentication accepted");
    expect(await logIn(second)).toBe("481 too-many");
    expect(await first.say("QUIT")).toBe("205 Goodbye");
    await first.ended;
    expect(await logIn(second)).toBe("281 Authentication accepted");
    await reload({ ...settings, rest: `users: [${ANN.replace("ann", "bob")}]` });
    await second.ended;
    const ends = lines.filter(({ msg }) => msg === "session ended").map(({ user, why }) => [user, why]);
    expect(ends).toEqual([
      ["ann", "quit"],
      ["ann", "expelled"],
    ]);
  });

  it("ends sessions that don't log in in time, where they have to", async () => {
    const limits = "limits: { authTimeoutMs: 1 }";
    const strict = await start({ listener: `auth: users\n    ${limits}`, rest: `users: [${ANN}]` });
    const open = await start({ listener: limits });
    const [stranger, reader] = [strict.client(), open.client()];
    await Promise.all([stranger.next(), reader.next()]);
    expect(await stranger.next()).toBe("400 The proxy ends this session");
    await stranger.ended;
    expect(await reader.say("XYZ")).toBe("500 Unknown command");
  });

  it("has TLS from the beginning, or for those who ask for it", async () => {
    const { files } = await makeCertificates();
    const tls = `certFile: ${files.cert}, keyFile: ${files.key}`;
    const { client, reload } = await start({ listener: `tls: { ${tls}, startTls: true }` });
    const reader = client();
    expect(await reader.next()).toBe("201 News proxy ready, no posting");
    expect(await reader.say("SECURE")).toBe("290 yes");
    await reload({ listener: `tls: { ${tls} }` });
    expect(await reader.say("SECURE")).toBe("290 no");
    const late = client();
    late.socket.write("this is no TLS\r\n");
    await late.ended;
    expect(late.received).not.toMatch(/^201/);
  });
});

it("a listener may change its protocol, and sessions go on in theirs", async () => {
  const { client, json, proxy } = await start();
  const reader = client();
  await reader.next();
  const server = use(await startServer());
  const text = `
listeners: [{ name: news, address: "127.0.0.1:0" }]
backends: { store: { urls: "${server.url}" } }`;
  await proxy.reload(configOf(text));
  const other = client();
  expect(await other.say("PING")).toBe("+PONG");
  expect(await reader.say("XYZ")).toBe("500 Unknown command");
  expect(await json("/sessions")).toMatchObject([
    { protocol: "nntp", database: null },
    { protocol: "resp2", database: 0 },
  ]);
});

describe("news providers", () => {
  it("are opened anew when they have changed, and closed once no session uses them any more", async () => {
    const { client, parts, reload } = await start();
    const before = client();
    await before.next();
    const changes = await reload({ providers: "{ host: three }" });
    expect(changes.applied).toEqual(["backend usenet: changed"]);
    const [old, fresh] = parts.opened;
    expect([parts.opened.length, old?.closed]).toEqual([2, false]);
    await before.say("QUIT");
    await until(() => old?.closed === true, { what: "the providers from before to be closed" });
    await reload({ providers: "{ host: three }", listener: "mode: stateful" });
    expect([parts.opened.length, fresh?.closed]).toEqual([2, false]);
  });

  it("are out of reach when all of them are", async () => {
    const { json, page, parts } = await start();
    const [opened] = parts.opened;
    opened!.coolingDown = ["one"];
    expect((await page("/ready")).status).toBe(200);
    expect(await json("/nodes")).toMatchObject([{ state: "degraded", unreachable: ["one:119"] }]);
    opened!.coolingDown = ["one", "two"];
    expect(await json("/ready")).toMatchObject({ reasons: ["backend usenet is out of reach"] });
  });
});

describe("news, watched", () => {
  it("has providers for nodes, and shows which group a session is in", async () => {
    const { client, json } = await start();
    const reader = client();
    await reader.next();
    await reader.say("GROUP misc.test");
    const sessions = (await json("/sessions")) as SessionView[];
    expect(sessions).toMatchObject([
      {
        protocol: "nntp",
        user: null,
        database: null,
        group: "misc.test",
        provider: "one",
        lastCommand: "GROUP",
      },
    ]);
    expect(sessionTable(sessions, false)).toContain("group misc.test at one");
    const nodes = (await json("/nodes")) as BackendView[];
    expect(nodes).toMatchObject([{ name: "usenet", kind: "nntp", connections: 6, queued: 4, shards: [] }]);
    expect(nodeTable(nodes, false)).toMatchInlineSnapshot(`
      "BACKEND  PROVIDER  ADDRESS  TIER  CONNECTIONS  PINNED  WAITING  REQUESTS  MISSES  RECEIVED  STATE
      usenet   one       one:119     0         3/10       1        2        30       4      6.8K  good
      usenet   two       two:119     1         3/10       1        2        30       4      6.8K  good

      usenet is ready: connections 6, queued 4
      "
    `);
  });

  it("has metrics of providers, users and commands", async () => {
    const { client, page } = await start({ listener: "auth: users", rest: `users: [${ANN}]` });
    const reader = client();
    await reader.next();
    await logIn(reader);
    await reader.say("GROUP misc.test");
    const text = await (await page("/metrics")).text();
    const one = '{backend="usenet",provider="one"';
    for (const line of [
      `provider_connections{backend="usenet",provider="one",state="idle"} 1`,
      `provider_connections_max${one}} 10`,
      `provider_cooling_down${one}} 0`,
      `provider_failures_total${one},why="busy"} 6`,
      `provider_waiting${one}} 2`,
      `provider_requests_total${one}} 30`,
      `provider_misses_total${one}} 4`,
      `provider_corrupt_total${one}} 5`,
      `articles_total{backend="usenet",source="memory"} 9`,
      `articles_total{backend="usenet",source="collapsed"} 8`,
      `articles_total{backend="usenet",source="provider"} 7`,
      `provider_received_bytes_total${one}} 7000`,
      `provider_sent_bytes_total${one}} 800`,
      'user_sessions{user="ann"} 1',
      'user_requests_total{user="ann"} 1',
      'user_received_bytes_total{user="ann"} 10',
      'user_refused_total{user="ann"} 0',
      'sessions_pinned{listener="news",cause="group"} 1',
      'commands_total{listener="news",treatment="auth"} 2',
      'commands_total{listener="news",treatment="group"} 1',
    ]) {
      expect(text).toContain(`fairlead_proxy_${line}\n`);
    }
    const guide = readFileSync(new URL("../../../../docs/guide/proxy-operation.md", import.meta.url), "utf8");
    const names = [...text.matchAll(/^# TYPE (fairlead_proxy_\w+)/gm)].map(([, name]) => name!);
    const shown = names.map((name) =>
      /_mirror_(?!pending|different)/.test(name) ? "fairlead_proxy_mirror_NAME_total" : name,
    );
    expect(names.length).toBeGreaterThan(30);
    expect(shown.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });
});
