import { writeFile } from "node:fs/promises";
import { reaper, type Server, startServer } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../../src/admin/ask.ts";
import type { BackendView, SessionView, SlowView } from "../../src/admin/source.ts";
import { addressText, type ListenAddress } from "../../src/config/address.ts";
import { buildProgram, Run } from "../cli/fairlead.ts";
import { disposer } from "../support/disposer.ts";
import { RawClient } from "../support/raw-client.ts";

const { use, dispose } = disposer();
let server: Server;
let program: Awaited<ReturnType<typeof buildProgram>>;
let folder: string;

beforeAll(async () => {
  [server, program, folder] = await Promise.all([startServer(), buildProgram(), reaper().folder("admin")]);
});
afterEach(dispose);
afterAll(() => Promise.all([server.close(), program.close()]));

const run = (...args: string[]): Run => use(new Run(program.path, args));

/** A proxy of two workers, and four clients of which each worker has two. */
async function start(): Promise<{ readonly admin: ListenAddress; readonly clients: readonly RawClient[] }> {
  const path = `${folder}/fairlead.yaml`;
  await writeFile(
    path,
    `
listeners: [{ name: main, address: "127.0.0.1:0" }]
backends: { back: { urls: "${server.url}" } }
admin: { address: "127.0.0.1:0" }
slowLog: { thresholdMs: 0 }
workers: 2
`,
  );
  const proxy = run("proxy", path);
  const address = await proxy.address();
  const clients: RawClient[] = [];
  for (let at = 0; at < 4; at++) clients.push(use(await RawClient.open(address)));
  for (const client of clients) await client.send("GET k");
  return { admin: await proxy.address("admin"), clients };
}

describe("the admin address of several workers", () => {
  it("tells of all of them, whichever of them answers", async () => {
    const { admin, clients } = await start();
    const url = `http://${addressText(admin)}`;
    for (let round = 0; round < 2; round++) {
      expect((await fetch(`${url}/ready`, { headers: { connection: "close" } })).status).toBe(200);
      const sessions = (await ask(admin, "/sessions")) as SessionView[];
      expect(new Set(sessions.map(({ id }) => id % 2)).size).toBe(2);
      expect(sessions.map(({ lastCommand }) => lastCommand)).toEqual(["GET", "GET", "GET", "GET"]);
      const [back, ...others] = (await ask(admin, "/nodes")) as BackendView[];
      expect([back?.name, others]).toEqual(["back", []]);
      expect(back?.connections).toBeGreaterThanOrEqual(2);
      const metrics = await (await fetch(`${url}/metrics`, { headers: { connection: "close" } })).text();
      expect(metrics).toContain('fairlead_proxy_sessions{listener="main"} 4\n');
      expect(metrics).toContain('fairlead_proxy_commands_total{listener="main",treatment="forward"} 4\n');
      const bucket =
        'fairlead_proxy_command_duration_seconds_bucket{le="+Inf",listener="main",treatment="forward"} 4\n';
      expect(metrics).toContain(bucket);
    }
    expect(await clients[0]?.send("SLOWLOG LEN")).toBe(4);
    const slow = (await ask(admin, "/slowlog")) as SlowView[];
    expect(new Set(slow.map(({ id }) => id)).size).toBe(slow.length);
    expect(await clients[1]?.send("SLOWLOG RESET")).toBe("OK");
    expect(await clients[2]?.send("SLOWLOG GET -1")).toHaveLength(1); // the RESET itself
  });

  it("is asked by the command line, for people and for programs", async () => {
    const { admin, clients } = await start();
    await clients[3]?.send("WATCH k");
    const [sessions, nodes, json] = [["sessions"], ["nodes"], ["sessions", "--json"]].map((args) =>
      run(...args, "--admin", addressText(admin)),
    ) as [Run, Run, Run];
    expect([await sessions.ended, await nodes.ended, await json.ended]).toEqual([0, 0, 0]);
    expect(sessions.stdout).toMatch(/^ID +ADDRESS .* PINNED BY\n/);
    expect(sessions.stdout).toMatch(/ main +hybrid +resp2 .* watch +0 +0 +watch\n/);
    expect(nodes.stdout).toContain(`127.0.0.1:${server.port}`);
    expect(nodes.stdout).toMatch(/\nback is ready: connections \d+, queued 0\n$/);
    expect(JSON.parse(json.stdout)).toHaveLength(4);
    const nobody = run("nodes", "--admin", "127.0.0.1:1");
    expect(await nobody.ended).toBe(1);
    expect(nobody.stderr).toMatch(/^fairlead: no proxy tells of itself at 127\.0\.0\.1:1: .*\n$/);
    expect(await run("nodes", "--admin", "here").ended).toBe(2);
  });
});
