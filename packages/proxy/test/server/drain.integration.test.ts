import { type Cluster, startCluster, until } from "fairlead-harness";
import { encodeCommand } from "fairlead-resp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startProxy } from "../../src/server/proxy.ts";
import { disposer } from "../support/disposer.ts";
import { pipeline } from "./pipeline.ts";
import { addressOf, configOf } from "./proxies.ts";
import { RawClient } from "./raw-client.ts";

const { use, dispose } = disposer();
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ replicas: 0 });
});
afterEach(dispose);
afterAll(() => cluster.close());

const start = async (drainTimeoutMs = 5_000, listener = "") =>
  use(
    await startProxy(
      configOf(`
listeners: [{ name: main, address: "127.0.0.1:0" ${listener} }]
backends: { back: { urls: "${cluster.url}" } }
drainTimeoutMs: ${drainTimeoutMs}`),
    ),
  );

describe("drain", () => {
  it("loses no reply to a command that was run, and runs none without a reply", async () => {
    const proxy = await start();
    const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.open(addressOf(proxy))));
    const work = clients.map((client, at) => pipeline(use(client), `drain:${at}`));
    await until(() => work.every(({ replies }) => replies.length > 200), { what: "load" });
    await proxy.close();
    await Promise.all(clients.map(({ closed }) => closed));
    for (const [at, { replies }] of work.entries()) {
      expect(replies).toEqual(replies.map((_, index) => index + 1));
      const reader = cluster.nodes.map(async (node) => {
        const value = await node.command("GET", `drain:${at}`).catch(() => undefined);
        return value === undefined ? undefined : Number(value);
      });
      const values = (await Promise.all(reader)).filter((value) => value !== undefined);
      expect(values).toEqual([replies.length]);
    }
  });

  it("lets a transaction end that is being written, and ends idle and subscribed sessions at once", async () => {
    const proxy = await start();
    const [idle, subscribed, writing] = [
      use(await RawClient.open(addressOf(proxy))),
      use(await RawClient.open(addressOf(proxy))),
      use(await RawClient.open(addressOf(proxy))),
    ];
    await idle.text("SET", "k", "v");
    await subscribed.text("SUBSCRIBE", "news");
    expect(await writing.text("MULTI")).toBe("OK");
    const closed = proxy.close();
    await Promise.all([idle.closed, subscribed.closed]);
    expect(await writing.text("SET", "tx", "1")).toBe("QUEUED");
    expect(await writing.send("EXEC")).toEqual(["OK"]);
    await writing.closed;
    await closed;
  });

  it("ends at its deadline, whatever is under way", async () => {
    const proxy = await start(200, ", mode: stateful");
    const client = use(await RawClient.open(addressOf(proxy)));
    await client.text("PING");
    const blocked = client.send("WAIT", "9", "0");
    await until(async () => (await clientLists()).includes("cmd=wait"), { what: "WAIT" });
    const from = performance.now();
    await proxy.close();
    expect(performance.now() - from).toBeLessThan(3_000);
    expect(await blocked).toBeUndefined();
    await until(async () => !(await clientLists()).includes("cmd=wait"), { what: "WAIT's end" });
  });

  it("gives a client its last replies also when it goes on sending", async () => {
    const proxy = await start();
    const client = use(await RawClient.open(addressOf(proxy)));
    const quit = [client.reply(), client.reply()];
    const flood = Buffer.concat(Array.from({ length: 20_000 }, () => encodeCommand(["PING"])));
    client.socket.write(Buffer.concat([encodeCommand(["ECHO", "last"]), encodeCommand(["QUIT"]), flood]));
    expect(await Promise.all(quit)).toEqual(["last", "OK"]);
    await client.closed;
  });
});

async function clientLists(): Promise<string> {
  const lists = await Promise.all(cluster.nodes.map((node) => node.command("CLIENT", "LIST")));
  return lists.join("\n");
}
