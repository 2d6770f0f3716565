import { type Cluster, startCluster } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../src/server/proxy.ts";
import type { RawClient } from "./support/raw-client.ts";
import { clientOf, proxyTo } from "./support/start.ts";

// What other proxies were seen to get wrong; each title says what is right.

let cluster: Cluster;
let proxy: RunningProxy;

beforeAll(async () => {
  cluster = await startCluster({ primaries: 3, replicas: 1 });
  proxy = await proxyTo(`redis://127.0.0.1:${cluster.nodes[0]!.port}`);
});

afterAll(async () => {
  await proxy?.close();
  await cluster?.close();
});

const open = (): Promise<RawClient> => clientOf(proxy);

describe("what a client says", () => {
  it("survives the name of an unknown command, however long", async () => {
    await using client = await open();
    expect(await client.send("x".repeat(100_000))).toMatch(/^-ERR unknown command 'x{128}/);
    expect(await client.send("PING")).toBe("PONG");
  });

  it("is told of a protocol error behind the replies that are due", async () => {
    await using client = await open();
    const replies = await client.raw(
      "*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$1\r\nx\r\n*1\r\n!garbage\r\n",
      4,
    );
    expect(replies).toEqual(["PONG", null, "-ERR Protocol error: expected '$', got '!'", "closed"]);
  });

  it.each(["*0\r\n", "*-1\r\n", "\r\n"])("may be nothing: %j is passed over", async (nothing) => {
    await using client = await open();
    expect(await client.raw(`${nothing}PING\r\n`, 1)).toEqual(["PONG"]);
  });

  it("may be huge by its own word, and gets an error", async () => {
    await using client = await open();
    expect(await client.raw("*1\r\n$999999999999\r\n", 2)).toEqual([
      "-ERR Protocol error: invalid bulk length",
      "closed",
    ]);
  });

  it("may be an empty key and an empty value", async () => {
    await using client = await open();
    expect(await client.raw("*3\r\n$3\r\nSET\r\n$0\r\n\r\n$0\r\n\r\n", 1)).toEqual(["OK"]);
    expect(await client.raw("*2\r\n$3\r\nGET\r\n$0\r\n\r\n", 1)).toEqual([""]);
  });

  it("may be a line, with quotes", async () => {
    await using client = await open();
    expect(await client.raw('SET inline "a b"\r\nGET inline\r\n', 2)).toEqual(["OK", "a b"]);
  });

  it("is not closed for a command that it may not use", async () => {
    await using client = await open();
    expect(await client.send("SHUTDOWN")).toMatch(/^-NOPERM this proxy does not allow 'shutdown'/);
    expect(await client.send("PING")).toBe("PONG");
  });

  it("is known by QUIT, in its turn", async () => {
    await using client = await open();
    expect(await client.pipeline(["SET quit 1", "QUIT", "SET quit 2"], 3)).toEqual(["OK", "OK", "closed"]);
    await using other = await open();
    expect(await other.send("GET quit")).toBe("1");
  });

  it("may come from a browser that was made to speak: then not one line of it is run", async () => {
    await using client = await open();
    const lines = "POST / HTTP/1.1\r\nHost: example.org\r\n\r\nSET attacked 1\r\n";
    expect(await client.raw(lines, 1)).toEqual(["closed"]);
    await using other = await open();
    expect(await other.send("GET attacked")).toBeNull();
  });

  it("has as many arguments as the command takes today", async () => {
    await using client = await open();
    await client.pipeline(["DEL arity", "RPUSH arity a b c"]);
    expect(await client.pipeline(["LPOP arity 2", "EXPIRE arity 10 NX"])).toEqual([["a", "b"], 1]);
  });
});

describe("state of one session", () => {
  it("never reaches another: a transaction left open is gone with its client", async () => {
    await using a = await open();
    expect(await a.pipeline(["MULTI", "SET {leak}k LEAKED"])).toEqual(["OK", "QUEUED"]);
    a.socket.destroy();
    await a.ended;
    await using b = await open();
    expect(await b.pipeline(["GET {leak}k", "MULTI", "GET {leak}k", "EXEC"])).toEqual([
      null,
      "OK",
      "QUEUED",
      [null],
    ]);
  });

  it("never reaches another: what was watched is not watched any more", async () => {
    for (let round = 0; round < 20; round++) {
      await using a = await open();
      await a.send("WATCH {watch}k");
      a.socket.destroy();
      await using b = await open();
      expect(await b.pipeline(["WATCH {watch}k", "MULTI", "SET {watch}k 1", "EXEC"])).toEqual([
        "OK",
        "OK",
        "QUEUED",
        ["OK"],
      ]);
    }
  });

  it("never reaches another: name, protocol and reply mode", async () => {
    await using a = await open();
    await a.pipeline(["CLIENT SETNAME somebody", "HELLO 3", "CLIENT REPLY OFF"], 2);
    await using b = await open();
    expect(await b.pipeline(["CLIENT GETNAME", "GET nothing"])).toEqual([null, null]);
    expect(await b.send("HELLO 2")).toContain("proto");
  });

  it("changes in the middle of a pipeline without a reply lost or swapped", async () => {
    const clients = await Promise.all(Array.from({ length: 60 }, open));
    const all = await Promise.all(
      clients.map(async (client, n) => {
        const [key, tag] = [`a${n}`, `{t${n}}a`];
        return client.pipeline([
          `SET ${key} ${n}`,
          `GET ${key}`,
          `WATCH ${tag}`,
          `GET ${key}`,
          "MULTI",
          `SET ${tag} ${n}`,
          "EXEC",
          `GET ${tag}`,
        ]);
      }),
    );
    all.forEach((replies, n) => {
      expect(replies).toEqual(["OK", `${n}`, "OK", `${n}`, "OK", "QUEUED", ["OK"], `${n}`]);
    });
    for (const client of clients) client.socket.destroy();
  });

  it("ends: a session shares connections again once it watches nothing", async () => {
    await using client = await open();
    await client.pipeline(["WATCH {ends}k", "MULTI", "INCR {ends}k", "EXEC"]);
    expect(await client.send("CLIENT INFO")).toMatch(/ holds=\n?$/);
    await client.send("WATCH {ends}k");
    expect(await client.send("CLIENT INFO")).toMatch(/ holds=watch\n?$/);
    await client.send("UNWATCH");
    expect(await client.send("CLIENT INFO")).toMatch(/ holds=\n?$/);
  });
});

describe("a transaction", () => {
  it("that is refused does not run its commands", async () => {
    await using perCommand = await clientOf(
      await using_(await proxyTo(`redis://127.0.0.1:${cluster.nodes[0]!.port}`, "per-command")),
    );
    expect(await perCommand.pipeline(["WATCH r", "MULTI", "SET refused 1", "EXEC"])).toEqual([
      "-ERR proxy: 'watch' needs a connection of its own, which per-command sessions don't have",
      "OK",
      "QUEUED",
      ["OK"],
    ]);
  });

  it("with a command that the proxy refuses does not run, nor is it half run", async () => {
    await using client = await open();
    const replies = await client.pipeline([
      "DEL {x}a",
      "MULTI",
      "SET {x}a 1",
      "SHUTDOWN",
      "SET {x}a 2",
      "EXEC",
      "GET {x}a",
    ]);
    expect(replies.slice(1, 3)).toEqual(["OK", "QUEUED"]);
    expect(replies[3]).toMatch(/^-NOPERM/);
    expect(replies.slice(4)).toEqual([
      "QUEUED",
      "-EXECABORT Transaction discarded because of previous errors.",
      null,
    ]);
  });

  it("says QUEUED to PING, and answers a nested MULTI and an EXEC without one as the server does", async () => {
    await using client = await open();
    expect(await client.pipeline(["MULTI", "PING", "MULTI", "EXEC", "EXEC", "DISCARD"])).toEqual([
      "OK",
      "QUEUED",
      "-ERR MULTI calls can not be nested",
      ["PONG"],
      "-ERR EXEC without MULTI",
      "-ERR DISCARD without MULTI",
    ]);
  });

  it("of keys in several slots is discarded as a whole", async () => {
    await using client = await open();
    expect(await client.pipeline(["MULTI", "SET a 1", "SET b 1", "EXEC"])).toEqual([
      "OK",
      "QUEUED",
      "-CROSSSLOT Keys in request don't hash to the same slot",
      "-EXECABORT Transaction discarded because of previous errors.",
    ]);
  });

  it("notices a change of any watched key: keys of two slots can't be watched together", async () => {
    await using client = await open();
    expect(await client.pipeline(["WATCH a", "WATCH b", "UNWATCH"])).toEqual([
      "OK",
      "-CROSSSLOT Keys in request don't hash to the same slot",
      "OK",
    ]);
    await using other = await open();
    await client.send("WATCH {w}1 {w}2");
    await other.send("SET {w}2 changed");
    expect(await client.pipeline(["MULTI", "SET {w}1 x", "EXEC"])).toEqual(["OK", "QUEUED", null]);
  });

  it("needs no connection of its own: a thousand sessions share a few", async () => {
    const before = await connectionsOf(cluster);
    const clients = await Promise.all(Array.from({ length: 1_000 }, open));
    for (let round = 0; round < 3; round++) {
      const replies = await Promise.all(
        clients.map((client, n) =>
          client.pipeline([`GET {n${n}}c`, "MULTI", `INCR {n${n}}c`, `INCR {n${n}}c`, "EXEC"]),
        ),
      );
      const [first, second] = [2 * round + 1, 2 * round + 2];
      const own = [round === 0 ? null : String(first - 1), "OK", "QUEUED", "QUEUED", [first, second]];
      expect(replies).toEqual(clients.map(() => own));
    }
    for (const [at, count] of (await connectionsOf(cluster)).entries())
      expect(count - before[at]!).toBeLessThanOrEqual(2);
    await Promise.all(clients.map((client) => client.close()));
  });

  it("with watched keys has a connection of its own no longer than it lasts: a thousand sessions share fifty", async () => {
    const clients = await Promise.all(Array.from({ length: 1_000 }, open));
    const rounds = clients.map(async (client, n) => {
      const replies: unknown[] = [];
      for (let round = 0; round < 5; round++)
        replies.push(await client.pipeline([`WATCH {w${n}}c`, "MULTI", `INCR {w${n}}c`, "EXEC"]));
      return replies;
    });
    let isOver = false;
    const all = Promise.all(rounds).finally(() => {
      isOver = true;
    });
    let most = 0;
    while (!isOver) most = Math.max(most, ...(await connectionsOf(cluster)));
    expect(most).toBeLessThanOrEqual(50);
    const each = [1, 2, 3, 4, 5].map((count) => ["OK", "OK", "QUEUED", [count]]);
    expect(await all).toEqual(clients.map(() => each));
    await Promise.all(clients.map((client) => client.close()));
  });
});

async function connectionsOf({ nodes }: Cluster): Promise<number[]> {
  const texts = await Promise.all(nodes.map((node) => node.command("INFO", "clients")));
  return texts.map((text) => Number(/connected_clients:(\d+)/.exec(String(text))?.[1]));
}

const opened: RunningProxy[] = [];

/** Closed when the tests are over. */
async function using_(one: RunningProxy): Promise<RunningProxy> {
  opened.push(one);
  return one;
}

afterAll(async () => {
  for (const one of opened) await one.close();
});
