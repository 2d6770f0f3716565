import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { freePort, makeCertificates, type ServerKind, startServer, tryServer, until } from "fairlead-harness";
import { describe, expect, test } from "vitest";

const valkey = await tryServer("valkey");
const kinds: readonly ServerKind[] = valkey.server === undefined ? ["redis"] : ["redis", "valkey"];

describe.each(kinds)("a %s server", (kind) => {
  test("answers, and leaves nothing when closed", async () => {
    const server = await startServer({ kind });
    const { pid } = server;
    expect(server.url).toBe(`redis://127.0.0.1:${server.port}`);
    expect(await server.command("SET", "key", "value")).toBe("OK");
    expect(await server.commandBytes("GET", "key")).toEqual(Buffer.from("value"));
    await server.close();
    expect(server.state).toBe("stopped");
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    expect(() => server.log).toThrow("ENOENT");
    await server.close();
  });

  test("speaks TLS to those who trust its authority, with and without a client certificate", async () => {
    const certificates = await makeCertificates(["node.example"]);
    await using server = await startServer({ kind, tls: certificates });
    expect(server.url).toMatch(/^rediss:/);
    expect(await server.command("PING")).toBe("PONG");
    const { ca, clientCert: cert, clientKey: key } = certificates;
    for (const own of [{}, { cert, key }]) {
      const socket = connectTls({
        host: server.host,
        port: server.port,
        ca,
        servername: "node.example",
        ...own,
      });
      await once(socket, "secureConnect");
      socket.destroy();
    }
  });
});

describe("startServer", () => {
  test("gives users and passwords, and keeps a way in for the harness", async () => {
    await using server = await startServer({
      password: "p@ss",
      users: ["app on >secret ~app:* +@all", "idle off"],
    });
    expect(server.url).toBe(`redis://:p%40ss@127.0.0.1:${server.port}`);
    expect(await server.command("ACL", "WHOAMI")).toBe("harness");
    expect(await server.command("AUTH", "app", "secret")).toBe("OK");
    await expect(server.command("SET", "other", "1")).rejects.toMatchObject({ code: "NOPERM" });
  });

  test("listens on a unix socket", async () => {
    await using server = await startServer({ unix: true });
    const socket = connect(server.unixPath!);
    socket.write("PING\r\n");
    expect(String(await once(socket, "data"))).toBe("+PONG\r\n");
    socket.destroy();
  });

  test("makes a replica", async () => {
    await using primary = await startServer({ tls: true, password: "x" });
    await primary.command("SET", "key", "value");
    await using replica = await startServer({ tls: primary.tls!, password: "x", replicaOf: primary });
    await until(async () => (await replica.command("GET", "key")) === "value", {
      what: "the replica to sync",
    });
  });

  test("makes a sentinel, which replaces a primary", async () => {
    await using primary = await startServer();
    await using replica = await startServer({ replicaOf: primary });
    const config = [
      `sentinel monitor main ${primary.host} ${primary.port} 1`,
      "sentinel down-after-milliseconds main 300",
    ];
    await using sentinel = await startServer({ sentinel: true, config });
    const knowsReplica = async () => String(await sentinel.command("INFO", "sentinel")).includes("slaves=1");
    await until(knowsReplica, { what: "the sentinel to know the replica", timeoutMs: 20_000 });
    await primary.kill();
    const replaced = async () => String(await replica.command("ROLE")).startsWith("master");
    await until(replaced, { what: "the replica's promotion", timeoutMs: 20_000 });
    const address = ["127.0.0.1", String(replica.port)];
    await until(
      async () =>
        String(await sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main")) === String(address),
      { what: "the sentinel to tell the new address" },
    );
  });

  test("says why a server doesn't come up, and leaves nothing", async () => {
    await expect(startServer({ config: ["no-such-option yes"] })).rejects.toThrow("no-such-option");
    await using server = await startServer();
    await expect(startServer({ port: server.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

describe("Server", () => {
  test("is killed, and restarts on its port or another", async () => {
    await using server = await startServer();
    const { port, pid } = server;
    await server.kill();
    expect(server.state).toBe("stopped");
    await expect(server.command("PING")).rejects.toThrow("is stopped");
    await server.restart();
    expect(server.port).toBe(port);
    expect(server.pid).not.toBe(pid);
    const other = await freePort();
    await server.restart({ port: other });
    expect(server.port).toBe(other);
    expect(await server.command("PING")).toBe("PONG");
  });

  test("notices an end it did not cause", async () => {
    await using server = await startServer();
    await expect(server.command("SHUTDOWN", "NOSAVE")).rejects.toThrow();
    await until(() => server.state === "stopped", { what: "the end to be noticed" });
  });

  test("freezes: connections stay, nothing answers until it thaws; frozen, it can be killed", async () => {
    await using server = await startServer();
    server.freeze();
    expect(server.state).toBe("frozen");
    let answered = false;
    const answer = server.command("PING").then((reply) => {
      answered = true;
      return reply;
    });
    const socket = connect(server.port, server.host);
    await once(socket, "connect");
    socket.destroy();
    expect(answered).toBe(false);
    server.thaw();
    expect(await answer).toBe("PONG");
    server.freeze();
    await server.kill();
    expect(server.state).toBe("stopped");
  });
});
