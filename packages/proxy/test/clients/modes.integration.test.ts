import { startServer } from "fairlead-harness";
import { addressText, configFromFlags, startProxy } from "fairlead-proxy";
import { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { startFront } from "./support/front.ts";
import { NODE_CLIENTS } from "./support/node-clients.ts";

const stateful = await startFront({ mode: "stateful" });
const perCommand = await startFront({ mode: "per-command" });
afterAll(() => Promise.all([stateful.close(), perCommand.close()]));

const KEYS = Array.from({ length: 20 }, (_, n) => `key:${n}`);
// One that begins with HELLO, one that begins with CLIENT SETINFO, and one for clusters.
const CLIENTS = NODE_CLIENTS.filter(({ name }) => /^(iovalkey|node-redis|node-redis's cluster)$/.test(name));

describe.each(CLIENTS.map(({ name, open }) => [name, open] as const))("%s", (_, open) => {
  it("does everything in stateful sessions, too, also with keys of other servers", async () => {
    const client = await open(stateful.port);
    await client.send("FLUSHALL");
    expect(await client.pipeline(KEYS)).toEqual(KEYS.map(() => 1));
    expect(await client.mget(KEYS)).toEqual(KEYS.map(() => "1"));
    for (const key of KEYS) expect(await client.transaction(key)).toEqual(["OK", 2, "2"]);
    await client.send("RPUSH", "list", "element");
    expect(await client.pop("list", 1)).toBe("element");
    await client.close();
  });

  it("does all but WATCH in per-command sessions", async () => {
    const client = await open(perCommand.port);
    await client.send("FLUSHALL");
    expect(await client.pipeline(KEYS)).toEqual(KEYS.map(() => 1));
    for (const key of KEYS) expect(await client.transaction(key)).toEqual(["OK", 2, "2"]);
    await client.send("RPUSH", "list", "element");
    expect(await client.pop("list", 1)).toBe("element");
    await expect(client.send("WATCH", "a")).rejects.toThrow("needs a connection of its own");
    await client.close();
  });
});

it("a stateful session reads and writes the database that it has selected last", async () => {
  await using server = await startServer();
  const config = configFromFlags({ listen: "127.0.0.1:0", to: server.url, mode: "stateful" });
  if ("problems" in config) throw new Error(config.problems[0]!.message);
  await using proxy = await startProxy(config.config);
  const [address] = [...proxy.addresses.values()];
  const redis = new Redis(`redis://${addressText(address!)}`);
  await Promise.all([redis.set("key", "of 0"), redis.select(1), redis.set("key", "of 1")]);
  expect(await redis.watch("key")).toBe("OK");
  await expect(redis.select(0)).rejects.toThrow("'select' while keys are watched");
  expect(await redis.multi().append("key", "!").exec()).toEqual([[null, 5]]);
  await redis.select(0);
  expect(await redis.get("key")).toBe("of 0");
  await redis.quit();
});
