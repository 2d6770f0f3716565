import { type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as Running } from "../../src/server/proxy.ts";
import { clientOf, proxyOf } from "../support/start.ts";

const USERS = ["proxy on >proxy ~* &* +@all", "ada on >secret ~* &* +@all -flushall"];
const WRONG = "-WRONGPASS invalid username-password pair or user is disabled.";

describe("logins that the backends check", () => {
  let server: Server;
  let other: Server;
  let proxy: Running;

  beforeAll(async () => {
    server = await startServer({ users: [...USERS, "bob on >secret ~* &* +@all"] });
    other = await startServer({ users: USERS });
    const at = ({ port }: Server) => `redis://proxy:proxy@127.0.0.1:${port}`;
    proxy = await proxyOf(`
      listeners:
        - { name: one, address: 127.0.0.1:0, auth: backend, backend: main }
        - { name: two, address: 127.0.0.1:0, auth: backend, backend: main, routes: [{ prefix: "o:", backend: other }] }
      backends: { main: { urls: "${at(server)}" }, other: { urls: "${at(other)}" } }
    `);
  });

  afterAll(async () => {
    await proxy.close();
    await Promise.all([server.close(), other.close()]);
  });

  it("are the servers' users, and leave nothing behind if they are wrong", async () => {
    await using talk = await clientOf(proxy, "one");
    const replies = await talk.pipeline([
      "GET k",
      "AUTH ada wrong",
      "GET k",
      "AUTH ada secret",
      "SET k v",
      "FLUSHALL",
    ]);
    expect(replies.slice(0, 5)).toEqual([
      "-NOAUTH Authentication required.",
      WRONG,
      "-NOAUTH Authentication required.",
      "OK",
      "OK",
    ]);
    expect(replies[5]).toMatch(/^-NOPERM/);
    const before = await connections(server);
    for (let n = 0; n < 20; n++) expect(await talk.send(`AUTH ada wrong${n}`)).toBe(WRONG);
    expect(await connections(server)).toBe(before);
    expect(await talk.send("GET k")).toBe("v");
  });

  it("must be good at all backends of a listener", async () => {
    await using talk = await clientOf(proxy, "two");
    expect(await talk.send("AUTH bob secret")).toBe(WRONG);
    expect(await talk.pipeline(["AUTH ada secret", "SET o:k v", "SET k v", "MGET o:k k"])).toEqual([
      "OK",
      "OK",
      "OK",
      ["v", "v"],
    ]);
    expect(await other.command("GET", "o:k")).toBe("v");
  });
});

/** How many connections a server has ever had. */
async function connections(server: Server): Promise<number> {
  const text = String(await server.command("INFO", "stats"));
  return Number(/total_connections_received:(\d+)/.exec(text)?.[1]);
}
