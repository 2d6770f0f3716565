import { type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as Running } from "../../src/server/proxy.ts";
import type { RawClient } from "../support/raw-client.ts";
import { clientOf, proxyOf } from "../support/start.ts";

let server: Server;
let proxy: Running;

beforeAll(async () => {
  server = await startServer();
  proxy = await proxyOf(`
listeners: [{ address: "127.0.0.1:0" }]
users:
  - { name: shop, password: "plain:x", keys: ["shop:*"] }
  - { name: reader, password: "plain:x", commands: [-write] }
backends: { main: { urls: "${server.url}" } }`);
  await server.command("RPUSH", "shop:list", "2", "1");
  await server.command("MSET", "secret:1", "7", "secret:2", "8");
});

afterAll(async () => {
  await proxy?.close();
  await server?.close();
});

const enter = async (user: string): Promise<RawClient> => {
  const client = await clientOf(proxy);
  expect(await client.send(`AUTH ${user} x`)).toBe("OK");
  return client;
};

describe("a user of some keys", () => {
  it.each([
    ["SORT shop:list GET secret:*", "GET"],
    ["SORT_RO shop:list LIMIT 0 1 by secret:*", "BY"],
    ["SORT shop:list STORE shop:by GET # GET secret:*", "GET"],
  ])("does not get at others by a pattern, as with the servers: %s", async (command, option) => {
    await using client = await enter("shop");
    expect(await client.send(command)).toBe(
      `-ERR ${option} option of SORT denied due to insufficient ACL permissions`,
    );
  });

  it("sorts what is its own", async () => {
    await using client = await enter("shop");
    expect(await client.send("SORT shop:list BY nosort GET #")).toEqual(["2", "1"]);
    expect(await client.send("SORT shop:list STORE shop:sorted")).toBe(2);
  });
});

it("a user who may not write runs no script that might", async () => {
  await using client = await enter("reader");
  expect(await client.say("EVAL", "return redis.call('SET', KEYS[1], '1')", "1", "k")).toMatch(/^-NOPERM/);
  expect(await client.say("EVALSHA", "f".repeat(40), "0")).toMatch(/^-NOPERM/);
  expect(await client.say("EVAL_RO", "return redis.call('GET', KEYS[1])", "1", "secret:1")).toBe("7");
});
