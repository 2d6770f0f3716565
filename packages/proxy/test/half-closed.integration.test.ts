import { once } from "node:events";
import { connect } from "node:net";
import { type Server, startServer, until } from "fairlead-harness";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../src/server/proxy.ts";
import { clientOf, proxyOf } from "./support/start.ts";

let server: Server;
let proxy: RunningProxy;

beforeAll(async () => {
  server = await startServer();
  proxy = await proxyOf(`
listeners: [{ address: "127.0.0.1:0" }]
users: [{ name: default, password: "plain:x" }]
backends: { main: { urls: "${server.url}" } }`);
});

afterAll(async () => {
  await proxy?.close();
  await server?.close();
});

/** All that comes back to a client that sends these lines and ends its side, as `nc -N` and `socat` do. */
async function say(...lines: readonly string[]): Promise<string> {
  const [address] = proxy.addresses.values();
  const socket = connect({ ...(address as { host: string; port: number }), allowHalfOpen: true });
  let heard = "";
  socket.on("data", (bytes: Buffer) => {
    heard += bytes.toString();
  });
  socket.end(["AUTH x", ...lines, ""].join("\r\n"));
  await once(socket, "end");
  socket.destroy();
  return heard;
}

it("a client that ends its side gets all replies, and then the end", async () => {
  expect(await say("SET k 1", "MULTI", "INCR k", "EXEC", "WATCH k", "GET k")).toBe(
    "+OK\r\n+OK\r\n+OK\r\n+QUEUED\r\n*1\r\n:2\r\n+OK\r\n$1\r\n2\r\n",
  );
  expect(await say("SUBSCRIBE news")).toMatch(/subscribe/);
});

it("a client that ends its side waits for nothing that might block", async () => {
  await say("SET k 3", "BLPOP list 0");
  await using other = await clientOf(proxy);
  await other.send("AUTH x");
  await until(async () => ((await other.send("CLIENT LIST")) as string).trim().split("\n").length === 1, {
    what: "only this session is left",
  });
  expect(await other.pipeline(["RPUSH list 1", "LLEN list"])).toEqual([1, 1]);
});
