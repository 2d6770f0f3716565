import { type Cluster, startCluster, until } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../src/server/proxy.ts";
import { RawClient } from "./support/raw-client.ts";
import { clientOf, proxyOf } from "./support/start.ts";

let cluster: Cluster;
let proxy: RunningProxy;

beforeAll(async () => {
  cluster = await startCluster({ primaries: 3, replicas: 1 });
  proxy = await proxyOf(`
listeners:
  - { name: hybrid, auth: none, address: "127.0.0.1:0", allow: [MONITOR] }
  - { name: stateful, auth: none, address: "127.0.0.1:0", mode: stateful }
  - { name: small, auth: none, address: "127.0.0.1:0", limits: { maxBufferedBytes: 4mb, maxTransactionBytes: 1kb } }
  - { name: ruled, address: "127.0.0.1:0", auth: users }
users:
  - { name: app, password: "plain:secret", keys: ["app:*"] }
  - { name: scripts, password: "plain:secret", keys: ["größe:*"], commands: [+eval, +read, +write] }
  - { name: simple, password: "plain:secret", mode: per-command }
backends:
  main: { urls: "redis://127.0.0.1:${cluster.nodes[0]!.port}" }
`);
});

afterAll(async () => {
  await proxy?.close();
  await cluster?.close();
});

const open = (): Promise<RawClient> => clientOf(proxy);
const openAt = (name: string): Promise<RawClient> => RawClient.open(proxy.addresses.get(name));

describe("a session that tracks what it reads", () => {
  it("is told when another changes it, and asks for that in RESP3 only", async () => {
    await using client = await open();
    await using other = await open();
    expect(String(await client.send("CLIENT HELP"))).toContain("TRACKING");
    expect(await client.send("CLIENT TRACKING ON")).toMatch(/^-ERR proxy: CLIENT TRACKING .*RESP2/);
    await client.pipeline(["HELLO 3", "CLIENT TRACKING ON", "GET tracked"]);
    expect(await client.send("CLIENT INFO")).toMatch(/holds=tracking/);
    await other.send("SET tracked 1");
    await until(() => client.pushes.length > 0, { what: "the key is invalidated" });
    expect(client.pushes).toEqual([["invalidate", ["tracked"]]]);
    expect(await client.pipeline(["CLIENT TRACKING OFF", "GET tracked"])).toEqual(["OK", "1"]);
    await other.send("SET tracked 2");
    expect(await client.send("CLIENT INFO")).toMatch(/holds=\n/);
    expect(client.pushes).toHaveLength(1);
  });

  it("has the servers remember only what it says, if it has opted in", async () => {
    await using client = await open();
    await using other = await open();
    expect(await client.send("CLIENT CACHING YES")).toMatch(/^-ERR CLIENT CACHING can be called only when/);
    await client.pipeline([
      "HELLO 3",
      "CLIENT TRACKING ON OPTIN",
      "GET opt:a",
      "CLIENT CACHING YES",
      "GET opt:b",
    ]);
    await other.pipeline(["SET opt:a 1", "SET opt:b 1"]);
    await until(() => client.pushes.length > 0, { what: "the key is invalidated" });
    expect(client.pushes).toEqual([["invalidate", ["opt:b"]]]);
  });

  it("hears the server's own error for options that don't go together", async () => {
    await using client = await open();
    await client.send("HELLO 3");
    expect(await client.send("CLIENT TRACKING ON OPTIN BCAST")).toMatch(
      /^-ERR OPTIN and OPTOUT are not compatible/,
    );
    expect(await client.send("GET a")).toBeNull();
  });
});

it("a session that monitors sees the commands of all others, but no password", async () => {
  await using client = await open();
  await using other = await open();
  expect(await client.send("MONITOR")).toBe("OK");
  // As with the servers, administration is not shown: it may be of passwords.
  await other.pipeline(["AUTH secret", "CONFIG SET maxmemory 0", 'SET m "\n']);
  expect(await client.next()).toMatch(/^\d+\.\d{6} \[0 127\.0\.0\.1:\d+\] "SET" "m" "\\"\\n"$/);
  await using plain = await openAt("stateful");
  expect(await plain.send("MONITOR")).toMatch(/^-NOPERM/);
});

describe("subscriptions", () => {
  it("stand beside ordinary commands in RESP3, hear their own session", async () => {
    await using client = await open();
    await client.send("HELLO 3");
    client.socket.write("SUBSCRIBE news\r\nPSUBSCRIBE n*\r\nPUBLISH news hello\r\nGET nothing\r\n");
    expect(await client.next()).toEqual(expect.any(Number)); // of those at the node that it was published at
    expect(await client.next()).toBeNull();
    await until(() => client.pushes.length >= 4, { what: "the messages have come" });
    expect(client.pushes).toEqual([
      ["subscribe", "news", 1],
      ["psubscribe", "n*", 2],
      expect.arrayContaining(["hello"]),
      expect.arrayContaining(["hello"]),
    ]);
  });

  it("of sharded channels hear what is published to their slot", async () => {
    await using client = await open();
    await using other = await open();
    expect(await client.send("SSUBSCRIBE {s}a {s}b")).toEqual(["ssubscribe", "{s}a", 1]);
    expect(await client.next()).toEqual(["ssubscribe", "{s}b", 2]);
    expect(await other.send("SPUBLISH {s}b hello")).toBe(1);
    expect(await client.next()).toEqual(["smessage", "{s}b", "hello"]);
    expect(await other.send("SSUBSCRIBE a b")).toBe("-CROSSSLOT Keys in request don't hash to the same slot");
  });
});

describe("a session of a stateful listener", () => {
  it("keeps its connection, and reaches other slots all the same", async () => {
    await using client = await openAt("stateful");
    expect(
      await client.pipeline(["SET a 1", "SET b 2", "MGET a b", "MULTI", "GET a", "EXEC", "DBSIZE"]),
    ).toEqual(["OK", "OK", ["1", "2"], "OK", "QUEUED", ["1"], expect.any(Number)]);
    expect(await client.send("CLIENT INFO")).toMatch(/holds=session/);
  });
});

it("a session of a user with a mode of its own is of that mode once it has logged in", async () => {
  await using client = await openAt("ruled");
  expect(await client.pipeline(["AUTH simple secret", "WATCH k", "GET nothing"])).toEqual([
    "OK",
    "-ERR proxy: 'watch' needs a connection of its own, which per-command sessions don't have",
    null,
  ]);
});

describe("a user who is held to some keys", () => {
  const refused = (name: string): string =>
    `-NOPERM User app has no permissions to run the '${name}' command`;

  it("may not send what reaches keys that it doesn't name", async () => {
    await using client = await openAt("ruled");
    expect(
      await client.pipeline([
        "AUTH app secret",
        "SET app:k v",
        "EVAL return 0",
        "EVAL_RO return 0",
        "FCALL_RO f 0",
        "SORT app:l BY nosort GET other:*",
        "FLUSHALL",
        "FLUSHDB",
        "GET app:k",
      ]),
    ).toEqual([
      "OK",
      "OK",
      ...["eval", "eval_ro", "fcall_ro"].map(refused),
      "-ERR GET option of SORT denied due to insufficient ACL permissions",
      ...["flushall", "flushdb"].map(refused),
      "v",
    ]);
  });

  it("may if a rule names it, and has keys of any letters", async () => {
    await using client = await openAt("ruled");
    expect(
      await client.pipeline([
        "AUTH scripts secret",
        "SET größe:k v",
        "GET gr",
        "EVAL return 0",
        "EVAL_RO return 0",
      ]),
    ).toEqual([
      "OK",
      "OK",
      "-NOPERM No permissions to access a key",
      null,
      refused("eval_ro").replace("app", "scripts"),
    ]);
  });

  it("is the only one to whom that applies", async () => {
    await using client = await openAt("ruled");
    expect(await client.pipeline(["AUTH simple secret", "EVAL return 0", "SORT nothing"])).toEqual([
      "OK",
      null,
      [],
    ]);
  });
});

describe("large values", () => {
  const SIZE = 40 * 1024 * 1024;

  it("go through in both directions, and others go round them", async () => {
    await using client = await open();
    await using other = await open();
    const value = Buffer.alloc(SIZE, "v");
    const head = `*3\r\n$3\r\nSET\r\n$5\r\nlarge\r\n$${SIZE}\r\n`;
    const [set] = await client.raw(Buffer.concat([Buffer.from(head), value, Buffer.from("\r\n")]), 1);
    expect(set).toBe("OK");
    expect(await other.send("STRLEN large")).toBe(SIZE);
    client.socket.pause();
    client.socket.write("*2\r\n$3\r\nGET\r\n$5\r\nlarge\r\n");
    // The reply stands still in the middle; everybody else goes on.
    for (let round = 0; round < 20; round++) expect(await other.send("GET large:other")).toBeNull();
    client.socket.resume();
    const reply = (await client.next()) as string;
    expect(reply.length).toBe(SIZE);
    expect(await client.send("GET large:other")).toBeNull();
    await other.send("DEL large");
  });

  it("that nobody reads end their session, and no other, when it can't be held up", async () => {
    await using client = await openAt("small");
    await using other = await openAt("small");
    await other.send("SUBSCRIBE big");
    other.socket.pause();
    const message = "m".repeat(500_000);
    await until(
      async () =>
        (await client.send(`PUBLISH big ${message}`)) !== undefined &&
        !(await listed(client)).includes("sub=1"),
      { what: "the slow reader is gone" },
    );
  });

  it("are held to their user's rules, all of their keys", async () => {
    await using client = await openAt("ruled");
    const value = "v".repeat(2_000_000);
    expect(await client.send("AUTH app secret")).toBe("OK");
    expect(
      await client.pipeline([`SET app:k ${value}`, `SET other ${value}`, `COPY app:k ${value}`]),
    ).toEqual(["OK", "-NOPERM No permissions to access a key", "-NOPERM No permissions to access a key"]);
    expect(await client.send("STRLEN app:k")).toBe(2_000_000);
  });

  it("are no part of a transaction that may not have so many bytes", async () => {
    await using client = await openAt("small");
    expect(await client.pipeline(["MULTI", `SET t ${"x".repeat(2000)}`, "EXEC"])).toEqual([
      "OK",
      "-ERR proxy: the transaction has more than 1024 bytes",
      "-EXECABORT Transaction discarded because of previous errors.",
    ]);
  });
});

describe("when nodes fail", () => {
  it("a transaction whose watch is lost fails as if its keys had changed, and the session goes on", async () => {
    await using client = await open();
    await using other = await open();
    const slot = Number(await client.send("CLUSTER KEYSLOT {lost}k"));
    await client.send("WATCH {lost}k");
    const { primary, replicas } = await cluster.shardOf(slot);
    await cluster.promote(replicas[0]!, "takeover");
    await primary.kill();
    await until(async () => (await other.send("SET {lost}k 1")) === "OK", {
      what: "the slot is served again",
    });
    await until(async () => !((await other.send("CLIENT LIST")) as string).includes("holds=watch"), {
      what: "the watch is known to be lost",
    });
    expect(await client.pipeline(["MULTI", "SET {lost}k 2", "EXEC", "GET {lost}k"])).toEqual([
      "OK",
      "QUEUED",
      null,
      "1",
    ]);
    await primary.restart();
    await cluster.waitForStable();
  });

  it("subscriptions stand again, and the session hears nothing of it", async () => {
    await using client = await open();
    await using other = await open();
    expect(await client.send("SSUBSCRIBE {fo}c")).toEqual(["ssubscribe", "{fo}c", 1]);
    const slot = Number(await other.send("CLUSTER KEYSLOT {fo}c"));
    const { primary, replicas } = await cluster.shardOf(slot);
    await cluster.promote(replicas[0]!, "takeover");
    await primary.kill();
    const heard = client.next();
    await until(async () => ((await other.send("SPUBLISH {fo}c again")) as number) >= 1, {
      what: "the channel is subscribed again",
    });
    expect(await heard).toEqual(["smessage", "{fo}c", "again"]);
    await primary.restart();
    await cluster.waitForStable();
  });
});

async function listed(client: RawClient): Promise<string> {
  return (await client.send("CLIENT LIST")) as string;
}
