import { type Server, startServer } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import type { Proxy as Running } from "../../src/server/proxy.ts";
import { clientOf, proxyOf } from "../support/start.ts";

describe("requests pipelined behind one that changes the session", () => {
  let server: Server;
  let proxy: Running;

  const start = async (listener: string) => {
    server = await startServer();
    proxy = await proxyOf(`
      listeners: [{ address: 127.0.0.1:0, ${listener} }]
      backends: { main: { urls: ${server.url} } }
      users: [{ name: ada, password: "plain:secret" }]
    `);
    return clientOf(proxy);
  };

  afterEach(async () => {
    await proxy.close();
    await server.close();
  });

  it("are judged once it is known who the client is", async () => {
    await using talk = await start("auth: users");
    expect(
      await talk.pipeline([
        "PING",
        "AUTH ada secret",
        "PING",
        "MULTI",
        "SET k v",
        "EXEC",
        "CLIENT SETNAME x",
      ]),
    ).toEqual(["-NOAUTH Authentication required.", "OK", "PONG", "OK", "QUEUED", ["OK"], "OK"]);
  });

  it("see the subscription before them", async () => {
    await using talk = await start("auth: none");
    const [, refused] = await talk.pipeline(["SUBSCRIBE news", "GET k"]);
    expect(refused).toMatch(/^-ERR Can't execute 'get'/);
  });

  it("have a connection also where the session began with one that needs none", async () => {
    await using talk = await start("auth: none, mode: stateful");
    expect(await talk.pipeline(["SELECT 1", "SET k v", "GET k", "SELECT 2", "GET k"])).toEqual([
      "OK",
      "OK",
      "v",
      "OK",
      null,
    ]);
  });
});
