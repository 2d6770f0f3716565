import { type Cluster, type Server, startCluster, startServer, until } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../src/server/proxy.ts";
import { RawClient } from "./support/raw-client.ts";
import { clientOf, proxyOf } from "./support/start.ts";

let server: Server;
let proxy: RunningProxy;

beforeAll(async () => {
  server = await startServer();
  proxy = await proxyOf(`
listeners:
  - { name: hybrid, address: "127.0.0.1:0" }
  - { name: stateful, address: "127.0.0.1:0", mode: stateful }
backends: { main: { urls: "${server.url}" } }`);
});

afterAll(async () => {
  await proxy?.close();
  await server?.close();
});

const openAt = (name: string): Promise<RawClient> => RawClient.open(proxy.addresses.get(name));

it("a transaction of a stateful session runs behind what was sent before it, and before what was sent behind it", async () => {
  await using client = await openAt("stateful");
  for (let round = 0; round < 50; round++) {
    const value = String(round);
    expect(await client.pipeline([`SET k ${value}`, "MULTI", "GET k", "INCR k", "EXEC", "GET k"])).toEqual([
      "OK",
      "OK",
      "QUEUED",
      "QUEUED",
      [value, round + 1],
      String(round + 1),
    ]);
  }
});

describe.each(["stateful", "hybrid"])("a %s session with a connection of its own", (listener) => {
  it("can be unblocked, one command after the other", async () => {
    await using client = await openAt(listener);
    await using other = await openAt("hybrid");
    const id = await client.send("CLIENT ID");
    await client.send("WATCH watched");
    const replies = client.pipeline(["BLPOP first 0", "BLPOP second 0", "GET nothing"]);
    for (const how of ["ERROR", "TIMEOUT"]) {
      await until(async () => (await other.send(`CLIENT UNBLOCK ${id} ${how}`)) === 1, {
        what: "a command is unblocked",
      });
    }
    expect(await replies).toEqual(["-UNBLOCKED client unblocked via CLIENT UNBLOCK", null, null]);
    expect(await client.pipeline(["MULTI", "GET watched", "EXEC"])).toEqual(["OK", "QUEUED", [null]]);
  });
});

describe("a session that watches keys of one server", () => {
  let cluster: Cluster;
  let front: RunningProxy;

  beforeAll(async () => {
    cluster = await startCluster({ primaries: 2 });
    front = await proxyOf(`
listeners: [{ address: "127.0.0.1:0" }]
backends: { main: { urls: "redis://127.0.0.1:${cluster.nodes[0]!.port}" } }`);
  });

  afterAll(async () => {
    await front?.close();
    await cluster?.close();
  });

  it("does nothing more while it waits for a list at another one", async () => {
    await using client = await clientOf(front);
    await client.send("WATCH {a}w");
    expect(await client.pipeline(["BLPOP {b}l 0.05", "LPUSH {b}l x", "LLEN {b}l"])).toEqual([null, 1, 1]);
  });
});
