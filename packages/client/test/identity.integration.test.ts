import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { type Certificates, startCluster, startFake, startServer, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { LIBRARY_VERSION } from "../src/connection/handshake.ts";
import { commands, connect } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";
import { Load } from "./support/load.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const APP = "app on ~* &* +@all";

describe("credentials that expire", () => {
  it("are renewed on connections that stand, on every node, without a lost command", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 0, users: [`${APP} >one`] }));
    let password = "one";
    let asked = 0;
    const client = use(
      await connect(cluster.url, {
        credentials: () => {
          asked++;
          return { username: "app", password, validForMs: 400 };
        },
      }),
    );
    const keys = Array.from({ length: 12 }, (_, n) => `k${n}`);
    const load = new Load(client, keys).start();
    await load.progress();
    const before = await client.clientId({ route: { kind: "slotId", slot: 0, role: "primary" } });
    for (const node of cluster.nodes) await node.command("ACL", "SETUSER", "app", ">two");
    password = "two";
    const soFar = asked;
    await until(() => asked > soFar + 1, { what: "the credentials to be renewed" });
    for (const node of cluster.nodes) await node.command("ACL", "SETUSER", "app", "<one");
    await load.progress();
    expect((await load.stop()).errors).toEqual({});
    expect(await client.clientId({ route: { kind: "slotId", slot: 0, role: "primary" } })).toBe(before);
  });

  it("that the server refuses lead to a new connection with fresh ones, not to a client that is dead", async () => {
    const server = use(await startServer({ users: [`${APP} >good`] }));
    let password = "good";
    let asked = 0;
    const client = use(
      await connect(server.url.replace(/\/\/.*@/, "//"), {
        credentials: () => {
          asked++;
          return { username: "app", password, validForMs: 200 };
        },
      }),
    );
    password = "wrong";
    await until(() => asked > 3, { what: "the wrong password to be used" });
    password = "good";
    expect(await client.set("k", "v", { timeoutMs: 10_000 })).toBe("OK");
  });

  it("and sessions: what is lent is not spoken on, and not lent again", async () => {
    const server = use(await startServer({ users: [`${APP} >one`] }));
    let asked = 0;
    const client = use(
      await connect(server.url.replace(/\/\/.*@/, "//"), {
        credentials: () => {
          asked++;
          return { username: "app", password: "one", validForMs: 150 };
        },
      }),
    );
    const session = use(client.session());
    await session.watch("k");
    await session.multi();
    void session.set("k", "v");
    const soFar = asked;
    await until(() => asked > soFar + 2, { what: "the credentials to be renewed" });
    expect(await session.exec()).toEqual(["OK"]);
    const own = use(client.session({ mode: "stateful" }));
    expect(await own.clientId()).toBeGreaterThan(0);
  });

  it.each([2, 3] as const)("cost no subscription, over RESP%i", async (protocol) => {
    const server = use(await startServer({ users: [`${APP} >one`] }));
    let asked = 0;
    const client = use(
      await connect(server.url.replace(/\/\/.*@/, "//"), {
        protocol,
        credentials: () => {
          asked++;
          return { username: "app", password: "one", validForMs: 100 };
        },
      }),
    );
    const subscription = client.subscribe("c");
    await subscription.ready;
    const soFar = asked;
    await until(() => asked > soFar + 3, { what: "the credentials to be renewed" });
    await client.publish("c", "v");
    for await (const item of subscription) {
      expect(item).toMatchObject({ kind: "message", payload: "v" });
      break;
    }
  });

  it("that are wrong at the first connection fail it at once", async () => {
    const server = use(await startServer({ users: [`${APP} >one`] }));
    const started = performance.now();
    await expect(
      connect(server.url.replace(/\/\/.*@/, "//"), { credentials: { username: "app", password: "two" } }),
    ).rejects.toMatchObject({ code: "ERR_CONNECT_REFUSED", cause: { code: "WRONGPASS" } });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("are told by a stream at once", async () => {
    const server = use(await startServer({ users: [`${APP} >one`] }));
    let push: () => void = () => undefined;
    const pushed = new Promise<void>((resolve) => (push = resolve));
    async function* stream() {
      yield { username: "app", password: "one" };
      await pushed;
      yield { username: "app", password: "two" };
    }
    const client = use(await connect(server.url.replace(/\/\/.*@/, "//"), { credentials: stream() }));
    await server.command("ACL", "SETUSER", "app", ">two", "<one");
    push();
    expect(await client.set("k", "v")).toBe("OK");
    await server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    expect(await client.set("k", "v")).toBe("OK");
  });
});

describe("certificates", () => {
  it("of a client are asked for by servers that want them, and given", async () => {
    const server = use(await startServer({ tls: true }));
    await server.command("CONFIG", "SET", "tls-auth-clients", "yes");
    const { ca, clientCert: cert, clientKey: key } = server.tls as Certificates;
    const url = `rediss://localhost:${server.port}`;
    await expect(connect(url, { tls: { ca }, connectTimeoutMs: 500 })).rejects.toMatchObject({
      name: "ConnectionError",
    });
    const client = use(await connect(url, { tls: { ca, cert, key } }));
    expect(await client.ping()).toBe("PONG");
  });

  it("that do not name the host are refused", async () => {
    const server = use(await startServer({ tls: true }));
    const options = {
      tls: { ca: server.tls?.ca as string, servername: "other.example" },
      connectTimeoutMs: 500,
    };
    await expect(connect(`rediss://localhost:${server.port}`, options)).rejects.toMatchObject({
      code: "ERR_CONNECT_FAILED",
      cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" },
    });
  });

  it("are read anew for each connection, and connections are renewed under load without a lost command", async () => {
    const server = use(await startServer({ tls: true }));
    const ca = server.tls?.ca as string;
    let asked = 0;
    const client = use(
      await connect(`rediss://localhost:${server.port}`, {
        tls: () => {
          asked++;
          return { ca };
        },
      }),
    );
    const load = new Load(
      client,
      Array.from({ length: 20 }, (_, n) => `k${n}`),
    ).start();
    for (let round = 1; round <= 5; round++) {
      await load.progress();
      const before = await client.clientId();
      await client.renewConnections();
      expect(await client.clientId()).not.toBe(before);
    }
    await load.progress();
    const report = await load.stop();
    expect(report.errors).toEqual({});
    expect(report.wrong).toBe(0);
    expect(asked).toBeGreaterThanOrEqual(6);
  });

  it("that can't be had leave the old connection in use", async () => {
    const server = use(await startServer({ tls: true }));
    const ca = server.tls?.ca as string;
    let broken = false;
    const client = use(
      await connect(`rediss://localhost:${server.port}`, {
        tls: () => {
          if (broken) throw new Error("no such file");
          return { ca };
        },
      }),
    );
    broken = true;
    await expect(client.renewConnections()).rejects.toMatchObject({ code: "ERR_CONNECT_FAILED" });
    expect(await client.ping()).toBe("PONG");
  });

  it("renewal keeps the order of commands on every node of a cluster", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 0 }));
    const client = use(await connect(cluster.url));
    const renewing = client.renewConnections();
    const counts = Array.from({ length: 2_000 }, () => client.incr("n"));
    expect(await Promise.all(counts)).toEqual(Array.from({ length: 2_000 }, (_, n) => n + 1));
    await renewing;
  });
});

describe("identity", () => {
  it("shows the library, its version and a tag", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect(LIBRARY_VERSION).toBe(version);
    const fake = use(
      await startFake((request) => {
        if (request.name === "HELLO") return { server: "redis", mode: "standalone", id: 1 };
        return request.name === "ROLE" ? ["master", 0, []] : "OK";
      }),
    );
    use(await connect(fake.url, { libraryTag: "shop_v2" }));
    const infos = fake.requests.filter(({ args }) => args[1] === "SETINFO").map(({ args }) => args.slice(2));
    expect(infos).toEqual([
      ["LIB-NAME", "fairlead(shop_v2)"],
      ["LIB-VER", version],
    ]);
    await expect(connect(fake.url, { libraryTag: "a b" })).rejects.toMatchObject({
      code: "ERR_USAGE_OPTION",
    });
  });
});

it("secrets stand in no error and nothing that can be printed", async () => {
  const SECRET = "s3cr3t-hidden";
  const users = [`${APP} >${SECRET} -config`];
  const server = use(await startServer({ users }));
  const url = `redis://app:${SECRET}@127.0.0.1:${server.port}`;
  const client = use(await connect(url, { tls: false }));
  const failures = await Promise.allSettled([
    connect(url.replace(SECRET, `${SECRET}-wrong`), { connectTimeoutMs: 500 }),
    connect(`redis://app:${SECRET}@%zz:1`),
    client.command(["CONFIG", "SET", "requirepass", SECRET]),
    client.command(["NOSUCH", SECRET]),
    client.eval(`return redis.error_reply('no')`, { args: [SECRET] }),
    client.set(`${SECRET}-key`, SECRET).then(() => client.incr(`${SECRET}-key`)),
    client.atomic([commands.set("k", SECRET), commands.incr("k")]),
    client.blpop(`${SECRET}-list`, 5, { signal: AbortSignal.timeout(10) }),
  ]);
  const printed = [
    ...failures.map((failure) => inspect(failure, { depth: null, showHidden: true })),
    inspect(client, { depth: null }),
    inspect(client.session(), { depth: null }),
    inspect({ nested: [client] }, { depth: null }),
    JSON.stringify(client.topology),
  ];
  expect(failures.filter(({ status }) => status === "rejected").length).toBeGreaterThanOrEqual(6);
  for (const text of printed) expect(text).not.toContain("hidden");
});
