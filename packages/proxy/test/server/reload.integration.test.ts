import { type Server, startServer, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startProxy } from "../../src/server/proxy.ts";
import { disposer } from "../support/disposer.ts";
import { pipeline } from "./pipeline.ts";
import { addressOf, configOf } from "./proxies.ts";
import { RawClient, textOf } from "./raw-client.ts";

const { use, dispose } = disposer();
let one: Server;
let two: Server;

beforeAll(async () => {
  [one, two] = await Promise.all([startServer(), startServer()]);
});
afterEach(async () => {
  await dispose();
  await one.command("FLUSHALL");
  await two.command("FLUSHALL");
});
afterAll(() => Promise.all([one.close(), two.close()]));

const file = (url: string, rest = "", listener = ""): string => `
listeners: [{ name: main, address: "127.0.0.1:0" ${listener} }]
backends: { back: { urls: "${url}" } }
${rest}`;

const connections = async (server: Server): Promise<number> => {
  const list = String(await server.command("CLIENT", "LIST"));
  return list.split("\n").filter((line) => line !== "" && !line.includes("cmd=client|list")).length;
};

describe("reload", () => {
  it("keeps sessions, and their connections, whose backend stays as it is", async () => {
    const proxy = use(await startProxy(configOf(file(one.url))));
    const client = use(await RawClient.open(addressOf(proxy)));
    expect(await client.text("WATCH", "k")).toBe("OK");
    const before = addressOf(proxy);
    const { applied } = await proxy.reload(configOf(file(one.url, "limits: { maxSessions: 1 }")));
    expect(applied).toEqual(["listener 127.0.0.1:0 main: changed"]);
    expect(addressOf(proxy)).toEqual(before);
    await one.command("SET", "k", "changed");
    expect(await client.text("MULTI")).toBe("OK");
    expect(await client.text("GET", "k")).toBe("QUEUED");
    expect(await client.send("EXEC")).toBeNull();
    const late = use(await RawClient.open(before));
    expect(textOf(await late.reply())).toContain("max number of clients reached");
  });

  it("opens a changed backend anew, for new sessions; old ones keep the old one until they end", async () => {
    const proxy = use(await startProxy(configOf(file(one.url))));
    const old = use(await RawClient.open(addressOf(proxy)));
    await old.text("SET", "who", "old");
    await proxy.reload(configOf(file(two.url)));
    const young = use(await RawClient.open(addressOf(proxy)));
    await young.text("SET", "who", "young");
    await old.text("APPEND", "who", "er");
    expect(await one.command("GET", "who")).toBe("older");
    expect(await two.command("GET", "who")).toBe("young");
    expect(await connections(one)).toBeGreaterThan(0);
    await old.close();
    await until(async () => (await connections(one)) === 0, { what: "the old backend to be closed" });
    expect(await young.text("GET", "who")).toBe("young");
  });

  it("opens new listeners, and lets the sessions of removed ones finish", async () => {
    const listeners = (...names: string[]): string =>
      `listeners: [${names.map((name) => `{ name: ${name}, address: "127.0.0.1:0" }`).join()}]
backends: { back: { urls: "${one.url}" } }`;
    const proxy = use(await startProxy(configOf(listeners("main", "second"))));
    const address = addressOf(proxy, "second");
    const idle = use(await RawClient.open(address));
    expect(await idle.text("PING")).toBe("PONG");
    const busy = use(await RawClient.open(address));
    const popped = busy.text("BLPOP", "list", "0");
    await until(async () => String(await one.command("CLIENT", "LIST")).includes("cmd=blpop"), {
      what: "BLPOP",
    });
    const { applied } = await proxy.reload(configOf(listeners("main", "third")));
    expect(applied).toEqual(["listener 127.0.0.1:0 third: new", "listener 127.0.0.1:0 second: removed"]);
    expect([...proxy.addresses.keys()]).toEqual(["main", "third"]);
    await idle.closed;
    expect(await popped).toContain("UNBLOCKED");
    await busy.closed;
    await expect(RawClient.open(address)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    const third = use(await RawClient.open(addressOf(proxy, "third")));
    expect(await third.text("PING")).toBe("PONG");
  });

  it("changes nothing when something of it fails, and says what", async () => {
    const proxy = use(await startProxy(configOf(file(one.url))));
    const client = use(await RawClient.open(addressOf(proxy)));
    await client.text("SET", "k", "v");
    const taken = addressOf(proxy);
    const port = "port" in taken ? taken.port : 0;
    const away = file("redis://127.0.0.1:1").replace("{ urls", "{ connectTimeoutMs: 300, urls");
    await expect(proxy.reload(configOf(away))).rejects.toThrow(
      /backend back can't be reached: .*127.0.0.1:1/,
    );
    const inUse = `
listeners: [{ name: main, address: "127.0.0.1:0" }, { address: "127.0.0.1:${port}" }]
backends: { back: { urls: "${two.url}" } }`;
    await expect(proxy.reload(configOf(inUse))).rejects.toThrow(
      `can't listen at 127.0.0.1:${port}: the address is in use`,
    );
    const noFile = file(one.url, "", `, tls: { certFile: /nowhere, keyFile: /nowhere }`);
    await expect(proxy.reload(configOf(noFile))).rejects.toThrow("/nowhere");
    expect(await client.text("GET", "k")).toBe("v");
    const other = use(await RawClient.open(addressOf(proxy)));
    expect(await other.text("GET", "k")).toBe("v");
    await until(async () => (await connections(two)) === 0, { what: "the unused backend to be closed" });
  });

  it("ends the sessions of users who are gone, and narrows what others may do at once", async () => {
    const users = (text: string): string => file(one.url, `users: [${text}]`);
    const proxy = use(
      await startProxy(configOf(users(`{ name: a, password: "plain:a" }, { name: b, password: "plain:b" }`))),
    );
    const [a, b] = [use(await RawClient.open(addressOf(proxy))), use(await RawClient.open(addressOf(proxy)))];
    expect(await a.text("AUTH", "a", "a")).toBe("OK");
    expect(await b.text("AUTH", "b", "b")).toBe("OK");
    expect(await b.text("SET", "k", "v")).toBe("OK");
    await proxy.reload(configOf(users(`{ name: b, password: "plain:new", commands: ["+read"] }`)));
    await a.closed;
    expect(await b.text("GET", "k")).toBe("v");
    expect(await b.text("SET", "k", "w")).toContain("NOPERM");
    const late = use(await RawClient.open(addressOf(proxy)));
    expect(await late.text("AUTH", "b", "b")).toContain("WRONGPASS");
    expect(await late.text("AUTH", "b", "new")).toBe("OK");
  });

  it("fails no command of sessions under load, whatever it changes", async () => {
    const proxy = use(await startProxy(configOf(file(one.url))));
    const clients = await Promise.all(Array.from({ length: 10 }, () => RawClient.open(addressOf(proxy))));
    const work = clients.map((client, at) => pipeline(use(client), `load:${at}`));
    await until(() => work.every(({ replies }) => replies.length > 0), { what: "all to be accepted" });
    const changes = ["limits: { maxSessions: 100 }", "users: []", "limits: { requestTimeoutMs: 4000 }"];
    for (let round = 0; round < 12; round++) {
      const url = round % 2 === 0 ? two.url : one.url;
      await proxy.reload(configOf(file(url, changes[round % 3])));
      const target = work.map(({ replies }) => replies.length + 50);
      await until(() => work.every(({ replies }, at) => replies.length >= (target[at] ?? 0)), {
        what: "load",
      });
    }
    for (const [at, client] of clients.entries()) {
      client.socket.end();
      await client.closed;
      const { replies = [] } = work[at] ?? {};
      expect(replies).toEqual(replies.map((_, index) => index + 1));
    }
    expect(await two.command("KEYS", "load:*")).toEqual([]);
  });

  it("keeps what only a restart changes, and says so", async () => {
    const proxy = use(await startProxy(configOf(file(one.url))));
    const { applied, needRestart } = await proxy.reload(
      configOf(file(one.url, "workers: 2\nlog: { level: debug }\ndrainTimeoutMs: 5")),
    );
    expect({ applied, needRestart }).toEqual({ applied: [], needRestart: ["workers", "log"] });
  });
});
