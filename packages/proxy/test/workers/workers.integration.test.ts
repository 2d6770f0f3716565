import { writeFile } from "node:fs/promises";
import { reaper, type Server, startServer, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ListenAddress } from "../../src/config/address.ts";
import { buildProgram, Run } from "../cli/fairlead.ts";
import { RawClient } from "../server/raw-client.ts";
import { disposer } from "../support/disposer.ts";

const { use, dispose } = disposer();
let server: Server;
let program: Awaited<ReturnType<typeof buildProgram>>;
let folder: string;

beforeAll(async () => {
  [server, program, folder] = await Promise.all([startServer(), buildProgram(), reaper().folder("workers")]);
});
afterEach(dispose);
afterAll(() => Promise.all([server.close(), program.close()]));

const WRONG_FILTERS = [
  ["COLOUR", "red", "syntax error"],
  ["TYPE", "odd", "Unknown client type 'odd'"],
  ["MAXAGE", "1.5", "maxage is not an integer or out of range"],
  ["MAXAGE", "0", "maxage should be greater than 0"],
] as const;

const fileOf = async (rest = ""): Promise<string> => {
  const path = `${folder}/fairlead.yaml`;
  await writeFile(
    path,
    `
listeners:
  - { name: main, address: "127.0.0.1:0" }
  - { name: local, address: "unix:${folder}/socket" }
backends: { back: { urls: "${server.url}" } }
workers: 2
${rest}`,
  );
  return path;
};
const start = async (rest = ""): Promise<Run> => use(new Run(program.path, ["proxy", await fileOf(rest)]));

/** Which process has a client's session. */
const processOf = async (client: RawClient): Promise<number> =>
  Number(/process_id:(\d+)/.exec(await client.text("INFO", "server"))?.[1]);

/** Clients that the workers have in turn, mostly two each. */
const fourAt = async (address: ListenAddress): Promise<RawClient[]> => {
  const clients: RawClient[] = [];
  for (let at = 0; at < 4; at++) clients.push(use(await RawClient.open(address)));
  return clients;
};

const pidsOf = (run: Run): number[] =>
  [...run.stderr.matchAll(/worker \d serves, process (\d+)/g)].map(([, pid]) => Number(pid));

describe("several workers", () => {
  it("serve one address, number sessions once, and answer for all of them", async () => {
    const run = await start();
    const clients = await fourAt(await run.address());
    const ids = await Promise.all(clients.map((client) => client.text("CLIENT", "ID")));
    expect(new Set(ids).size).toBe(4);
    expect(new Set(ids.map((id) => Number(id) % 2)).size).toBe(2);
    const [first, second, third, fourth] = clients as [RawClient, RawClient, RawClient, RawClient];
    const list = await first.text("CLIENT", "LIST");
    expect(
      list
        .trim()
        .split("\n")
        .map((line) => /^id=(\d+)/.exec(line)?.[1]),
    ).toEqual(
      ids
        .map(Number)
        .sort((a, b) => a - b)
        .map(String),
    );
    expect(await first.text("INFO", "clients")).toContain("connected_clients:4");
    const blocked = fourth.text("BLPOP", "list", "0");
    await until(async () => (await third.text("CLIENT", "LIST", "ID", ids[3]!)).includes("holds=blocked"), {
      what: "BLPOP",
    });
    expect(await third.send("CLIENT", "UNBLOCK", ids[3]!, "ERROR")).toBe(1);
    expect(await blocked).toContain("UNBLOCKED");
    for (const [option, value, error] of WRONG_FILTERS) {
      expect(await third.text("CLIENT", "KILL", option, value)).toBe(`ERR ${error}`);
    }
    expect(await third.send("CLIENT", "KILL", "ID", ids[1]!)).toBe(1);
    await second.closed;
    expect(await third.send("CLIENT", "KILL", "SKIPME", "no", "ID", ids[2]!)).toBe(1);
    await third.closed;
    expect(await first.text("CLIENT", "KILL", "127.0.0.1:1")).toContain("No such client");
  });

  it("serve a unix socket, and take over one that a dead process has left behind", async () => {
    const first = await start();
    const path = { path: `${folder}/socket` };
    await first.address("local");
    const clients = await fourAt(path);
    for (const client of clients) expect(await client.text("PING")).toBe("PONG");
    await first.close();
    const second = await start();
    await second.address("local");
    const client = use(await RawClient.open(path));
    expect(await client.text("PING")).toBe("PONG");
  });

  it("are started again when they die, while the others go on", async () => {
    const run = await start();
    const address = await run.address();
    const clients = await fourAt(address);
    const processes = await Promise.all(clients.map(processOf));
    await until(() => pidsOf(run).length === 2, { what: "both workers" });
    const [victim = 0] = pidsOf(run);
    const lost = clients.filter((_, at) => processes[at] === victim);
    process.kill(victim, "SIGKILL");
    await run.says(/worker 0 ended: SIGKILL; starts again in 100 ms/);
    await until(() => pidsOf(run).length === 3, { what: "a new worker" });
    await Promise.all(lost.map(({ closed }) => closed));
    expect(clients.filter(({ isClosed }) => isClosed)).toEqual(lost);
    const more = await fourAt(address);
    const ids = await Promise.all(more.map((client) => client.text("CLIENT", "ID")));
    expect(new Set(ids).size).toBe(4);
    expect(await more[0]?.text("INFO", "clients")).toContain(`connected_clients:${8 - lost.length}`);
  });

  it("take a new configuration over together, and drain together", async () => {
    const run = await start();
    const address = await run.address();
    const clients = await fourAt(address);
    for (const client of clients) expect(await client.text("SET", "k", "v")).toBe("OK");
    await fileOf(`users: [{ name: a, password: "plain:a" }]`);
    run.signal("SIGHUP");
    await run.says(/user a: new.*"reloaded"/s);
    await Promise.all(clients.map(({ closed }) => closed));
    for (const client of await fourAt(address)) expect(await client.text("GET", "k")).toContain("NOAUTH");
    await fileOf("backends: {}");
    run.signal("SIGHUP");
    await run.says(/not reloaded/);
    for (const client of await fourAt(address)) expect(await client.text("AUTH", "a", "a")).toBe("OK");
    run.signal("SIGTERM");
    expect(await run.ended).toBe(0);
    expect(run.stderr).not.toContain("starts again");
    for (const pid of pidsOf(run)) expect(() => process.kill(pid, 0)).toThrow();
  });

  it("don't begin to serve when one of them can't", async () => {
    const path = `${folder}/fairlead.yaml`;
    await writeFile(
      path,
      `listeners: [{ address: "127.0.0.1:0" }]
backends: { back: { urls: "redis://127.0.0.1:1", connectTimeoutMs: 100 } }
workers: 2`,
    );
    const run = use(new Run(program.path, ["proxy", path]));
    expect(await run.ended).toBe(1);
    expect(run.stderr).toMatch(/^fairlead: backend back can't be reached: [^\n]+\n$/);
  });
});
