import { fakeLookup, startCluster, startFake, startServer, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { ConnectionError, connect, DeliveryError, UsageError } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

describe.each(KINDS)("connect() on %s", (kind) => {
  it("finds out that a server is standalone", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url));
    expect(client.topology.shards).toHaveLength(1);
    expect(await client.set("k", "v")).toBe("OK");
    expect(await client.get("k")).toBe("v");
  });

  it("finds a whole cluster from the address of any node, a replica's included", async () => {
    const cluster = use(await startCluster({ kind, primaries: 3, replicas: 1 }));
    for (const node of cluster.nodes) {
      const client = await connect(`redis://127.0.0.1:${node.port}`);
      expect(client.topology.shards).toHaveLength(3);
      expect(await client.set(`from-${node.port}`, "v")).toBe("OK");
      await client.close();
    }
  });

  it("starts from a host name whose other addresses are dead", async () => {
    const server = use(await startServer({ kind }));
    const lookup = fakeLookup(new Map([["config.example", ["127.0.0.2", "127.0.0.3", "127.0.0.1"]]]));
    const client = use(await connect(`redis://config.example:${server.port}`, { lookup }));
    expect(await client.ping()).toBe("PONG");
  });

  it("waits for a server that is still starting", async () => {
    const server = use(await startServer({ kind }));
    const { port } = server;
    await server.kill();
    const connecting = connect(`redis://127.0.0.1:${port}`);
    await server.restart();
    const client = use(await connecting);
    expect(await client.ping()).toBe("PONG");
  });

  it("fails with the last obstacle when nothing answers in time", async () => {
    const error = await connect("redis://127.0.0.1:1", { connectTimeoutMs: 200 }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: "ERR_CONNECT_FAILED", cause: { code: "ECONNREFUSED" } });
  });

  it("fails in time on a server that accepts and never answers", async () => {
    const fake = use(await startFake(() => undefined));
    const started = performance.now();
    await expect(connect(fake.url, { connectTimeoutMs: 300 })).rejects.toMatchObject({
      code: "ERR_CONNECT_TIMEOUT",
    });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("fails at once, saying so, on a wrong password", async () => {
    const server = use(await startServer({ kind, password: "right" }));
    await expect(connect(`redis://:wrong@127.0.0.1:${server.port}`)).rejects.toMatchObject({
      code: "ERR_CONNECT_REFUSED",
      cause: { code: "WRONGPASS" },
      message: expect.not.stringContaining("wrong@"),
    });
  });

  it("fails with what keeps a server from telling of its cluster", async () => {
    const server = use(await startServer({ kind }));
    const failure = connect(server.url, { mode: "cluster", connectTimeoutMs: 200 });
    await expect(failure).rejects.toMatchObject({
      name: "ConnectionError",
      code: "ERR_CONNECT_TOPOLOGY",
      cause: { name: "ReplyError", message: expect.stringContaining("cluster support disabled") },
    });
  });

  it("speaks RESP2 to a server that knows no HELLO", async () => {
    const server = use(await startServer({ kind, config: ['rename-command HELLO ""'] }));
    const client = use(await connect(server.url, { clientName: "old" }));
    await client.hset("h", { f: "v" });
    expect(await client.hgetall("h")).toEqual({ f: "v" });
    expect(await client.clientGetname()).toBe("old");
  });

  it("finds a whole cluster of servers that know no HELLO", async () => {
    const cluster = use(await startCluster({ kind, replicas: 0, config: ['rename-command HELLO ""'] }));
    const client = use(await connect(cluster.url));
    expect(client.topology.shards).toHaveLength(3);
    expect(await client.mset({ a: 1, b: 2, c: 3 })).toBe("OK");
  });

  it("speaks RESP2 when told to", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(server.url, { protocol: 2 }));
    await client.hset("h", { f: "v" });
    expect(await client.hgetall("h")).toEqual({ f: "v" });
  });

  it("selects the database, names itself, and does so again on every connection", async () => {
    const server = use(await startServer({ kind }));
    const client = use(await connect(`${server.url}/3`, { clientName: "me" }));
    const look = async () => await client.clientInfo();
    expect(await look()).toMatch(/name=me .*db=3 .*lib-name=fairlead|name=me .*db=3/);
    await server.command("CLIENT", "KILL", "TYPE", "normal");
    expect(await look()).toMatch(/name=me .*db=3/);
  });

  it("reaches a server through its unix socket", async () => {
    const server = use(await startServer({ kind, unix: true }));
    const client = use(await connect(`unix://${server.unixPath}`));
    expect(await client.ping()).toBe("PONG");
  });

  it("takes an abort signal", async () => {
    const reason = new Error("enough");
    await expect(connect("redis://127.0.0.1:1", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const later = new AbortController();
    const connecting = connect("redis://127.0.0.1:1", { signal: later.signal });
    setTimeout(() => later.abort(reason), 20);
    await expect(connecting).rejects.toBe(reason);
  });

  it("refuses what can't be", async () => {
    await expect(connect("http://h")).rejects.toBeInstanceOf(UsageError);
  });
});

describe("close()", () => {
  it("answers what is under way, refuses what comes later, and is harmless twice", async () => {
    const server = use(await startServer());
    const client = await connect(server.url);
    const under = Array.from({ length: 100 }, (_, at) => client.incr(`n${at}`));
    const closed = client.close();
    expect(await Promise.all(under)).toEqual(new Array(100).fill(1));
    await closed;
    await client.close();
    await expect(client.get("k")).rejects.toMatchObject({ code: "ERR_CLOSED", delivery: "unsent" });
    await until(async () => /connected_clients:1\b/.test(String(await server.command("INFO", "clients"))), {
      what: "the connection to be gone",
    });
  });

  it("by destroy() ends at once", async () => {
    const server = use(await startServer());
    const client = await connect(server.url);
    const waiting = client.blpop(["nothing"], 60);
    const failed = expect(waiting).rejects.toBeInstanceOf(DeliveryError);
    await client.ping();
    client.destroy();
    await failed;
  });
});
