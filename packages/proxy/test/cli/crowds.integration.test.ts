import { execFile } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { promisify } from "node:util";
import { reaper, type Server, startServer, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ListenAddress } from "../../src/config/address.ts";
import { RawClient } from "../server/raw-client.ts";
import { disposer } from "../support/disposer.ts";
import { buildProgram, Run } from "./fairlead.ts";

const LINUX = process.platform === "linux";
const GARBAGE = [
  "GET / HTTP/1.1\r\n\r\n",
  "*1\r\n$99999999999\r\n",
  "\u0016\u0003\u0001\u0002",
  "*-5\r\n$x",
  "",
];

const { use, dispose } = disposer();
let server: Server;
let program: Awaited<ReturnType<typeof buildProgram>>;

beforeAll(async () => {
  [server, program] = await Promise.all([startServer(), buildProgram()]);
});
afterEach(dispose);
afterAll(() => Promise.all([server.close(), program.close()]));

/** With room for ten thousand sessions, and for those who are turned away beside them. */
const startLarge = async (): Promise<ListenAddress> => {
  const file = `${await reaper().folder("crowds")}/fairlead.yaml`;
  const listener = `{ name: main, address: "127.0.0.1:0", limits: { maxSessions: 11000 } }`;
  await writeFile(file, `listeners: [${listener}]\nbackends: { back: { urls: "${server.url}" } }`);
  return use(new Run(program.path, ["proxy", file])).address();
};

const start = async (...prefix: string[]): Promise<[Run, ListenAddress]> => {
  const args = ["proxy", "resp", "--to", server.url, "--listen", "127.0.0.1:0"];
  const run = use(new Run(program.path, args, prefix));
  return [run, await run.address("127.0.0.1:0")];
};

/** Connects, sends what means nothing, and goes without a word. */
function disturb(address: ListenAddress, at: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = createConnection(address, () => {
      socket.write(GARBAGE[at % GARBAGE.length] ?? "");
      setImmediate(() => (at % 2 === 0 ? socket.destroy() : socket.resetAndDestroy()));
    });
    socket.on("error", () => undefined);
    socket.once("close", () => resolve());
  });
}

describe("a crowd of clients", () => {
  it("of ten thousand is served while as many others send garbage, a thousand a second", async () => {
    const address = await startLarge();
    const sessions: RawClient[] = [];
    const visit = async (at: number): Promise<string> => {
      const client = use(await RawClient.open(address));
      sessions.push(client);
      const set = client.text("SET", `crowd:${at}`, String(at));
      const got = client.text("GET", `crowd:${at}`);
      return `${await set} ${await got}`;
    };
    const from = performance.now();
    for (let at = 0; at < 20_000; at += 100) {
      const visits = Array.from({ length: 50 }, (_, index) => visit(at + index));
      const others = Array.from({ length: 50 }, (_, index) => disturb(address, at + index));
      expect(await Promise.all(visits)).toEqual(visits.map((_, index) => `OK ${at + index}`));
      await Promise.all(others);
    }
    expect(performance.now() - from).toBeLessThan(20_000);
    const texts = await Promise.all(sessions.map((client) => client.text("PING")));
    expect(texts.filter((text) => text === "PONG")).toHaveLength(10_000);
  });

  it.runIf(LINUX)(
    "larger than the system has files for leaves the sessions that are open alone",
    async () => {
      const [run, address] = await start("prlimit", "--nofile=128:128");
      const first = await Promise.all(Array.from({ length: 40 }, () => RawClient.open(address)));
      for (const client of first) expect(await use(client).text("PING")).toBe("PONG");
      const rest = await Promise.all(Array.from({ length: 300 }, () => RawClient.open(address)));
      const texts = await Promise.all(rest.map((client) => client.text("PING")));
      const good = texts.filter((text) => text === "PONG").length;
      expect(good + 40).toBe(64);
      expect(new Set(texts)).toEqual(new Set(["PONG", "undefined", "ERR max number of clients reached"]));
      for (const client of first) expect(await client.text("SET", "k", "v")).toBe("OK");
      for (const client of rest) await client.close();
      await until(async () => (await use(await RawClient.open(address)).text("PING")) === "PONG", {
        what: "room again",
      });
      run.signal("SIGTERM");
      expect(await run.ended).toBe(0);
    },
  );

  it.runIf(LINUX)("that takes the last file leaves them alone, too", async () => {
    const [run, address] = await start();
    const first = use(await RawClient.open(address));
    expect(await first.text("SET", "k", "v")).toBe("OK");
    const { pid = 0 } = run.child;
    const files = (await readdir(`/proc/${pid}/fd`)).length;
    await promisify(execFile)("prlimit", ["--pid", String(pid), `--nofile=${files + 10}`]);
    const crowd = await Promise.all(Array.from({ length: 100 }, () => RawClient.open(address)));
    const texts = await Promise.all(crowd.map((client) => client.text("PING")));
    expect(texts.filter((text) => text === "PONG").length).toBeLessThan(20);
    expect(await first.text("GET", "k")).toBe("v");
    for (const client of crowd) await client.close();
    await until(async () => (await use(await RawClient.open(address)).text("PING")) === "PONG", {
      what: "room again",
    });
  });
});
