import { type Server, startServer, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openFleet } from "../../../client/src/connect.ts";
import { Upstream } from "../../src/resp/upstream.ts";
import { startProxy } from "../../src/server/proxy.ts";
import { disposer } from "../support/disposer.ts";
import { addressOf, configOf } from "./proxies.ts";
import { RawClient } from "./raw-client.ts";

const { use, dispose } = disposer();
let server: Server;
let proxy: Awaited<ReturnType<typeof startProxy>>;

beforeAll(async () => {
  const user = (name: string): string => `${name} on >${name} ~${name}:* &${name}:* +@all -@admin`;
  server = await startServer({ password: "secret", users: [user("a"), user("b")] });
  proxy = await startProxy(
    configOf(`
listeners: [{ name: main, address: "127.0.0.1:0", auth: backend, limits: { requestTimeoutMs: 1000 } }]
backends: { back: { urls: "${server.url}" } }`),
  );
});
afterEach(dispose);
afterAll(async () => {
  await proxy.close();
  await server.close();
});

const enter = async (user: string, password = user): Promise<RawClient> => {
  const client = use(await RawClient.open(addressOf(proxy)));
  expect(await client.text("AUTH", user, password)).toBe("OK");
  return client;
};

describe("users of the servers", () => {
  it("have to log in, with the server's word for it", async () => {
    const client = use(await RawClient.open(addressOf(proxy)));
    expect(await client.text("GET", "a:k")).toContain("NOAUTH");
    expect(await client.text("AUTH", "a", "wrong")).toContain("WRONGPASS");
    expect(await client.text("AUTH", "nobody", "wrong")).toContain("WRONGPASS");
    expect(await client.text("GET", "a:k")).toContain("NOAUTH");
    expect(await client.text("AUTH", "secret")).toBe("OK");
    expect(await client.text("SET", "b:k", "v")).toBe("OK");
    expect(await client.text("AUTH", "a", "a")).toBe("OK");
    expect(await client.text("GET", "b:k")).toContain("NOPERM");
    expect(await client.text("RESET")).toBe("RESET");
    expect(await client.text("GET", "b:k")).toContain("NOAUTH");
  });

  it("never have what another may do, on whatever connection a command goes", async () => {
    const a = await Promise.all([enter("a"), enter("a"), enter("a")]);
    const b = await Promise.all([enter("b"), enter("b"), enter("b")]);
    const attempts = async (client: RawClient, prefix: string): Promise<string[]> => {
      const key = `${prefix}:k`;
      const texts = [
        await client.text("SET", key, "v"),
        await client.text("MGET", key),
        await client.text("WATCH", key),
        await client.text("UNWATCH"),
        await client.text("BLPOP", `${prefix}:list`, "0.01"),
        await client.text("EVAL", "return redis.call('GET', KEYS[1])", "1", key),
        await client.text("SSUBSCRIBE", `${prefix}:shard`),
      ];
      if (texts.at(-1)?.includes("NOPERM") !== true) await client.text("SUNSUBSCRIBE");
      texts.push(await client.text("SUBSCRIBE", `${prefix}:news`));
      if (texts.at(-1)?.includes("NOPERM") !== true) await client.text("UNSUBSCRIBE");
      return texts;
    };
    for (let round = 0; round < 5; round++) {
      const all = await Promise.all([
        ...a.map(async (client) => [await attempts(client, "a"), await attempts(client, "b")]),
        ...b.map(async (client) => [await attempts(client, "b"), await attempts(client, "a")]),
      ]);
      for (const [own = [], other = []] of all) {
        expect(own.filter((text) => text.includes("NOPERM"))).toEqual([]);
        expect(other.map((text) => text === "OK" || text.includes("NOPERM"))).toEqual(other.map(() => true));
        expect(other.filter((text) => text === "OK")).toHaveLength(1); // UNWATCH
      }
    }
    const users = [...String(await server.command("CLIENT", "LIST")).matchAll(/user=(\w+)/g)];
    const count = (name: string): number => users.filter(([, user]) => user === name).length;
    expect(count("a")).toBeLessThanOrEqual(8);
    expect(count("b")).toBeLessThanOrEqual(8);
  });

  it("keep their sessions when their password changes; only the new one lets anybody in", async () => {
    await server.command("ACL", "SETUSER", "c", "on", ">old", "~*", "+@all");
    const client = await enter("c", "old");
    expect(await client.text("SET", "k", "v")).toBe("OK");
    await server.command("ACL", "SETUSER", "c", "resetpass", ">new");
    expect(await client.text("GET", "k")).toBe("v");
    const late = use(await RawClient.open(addressOf(proxy)));
    expect(await late.text("AUTH", "c", "old")).toContain("WRONGPASS");
    expect(await late.text("HELLO", "3", "AUTH", "c", "new")).not.toContain("WRONGPASS");
    expect(await late.text("GET", "k")).toBe("v");
    await server.command("ACL", "DELUSER", "c");
    const refused = await Promise.all([client.text("GET", "k"), late.text("GET", "k")]);
    for (const text of refused) expect(text).toMatch(/^(ERR|WRONGPASS|NOAUTH|CLUSTERDOWN)/);
  });

  it("end with a channel that their user may not hear any more, as on the servers, and the others go on", async () => {
    await server.command("ACL", "SETUSER", "d", "on", ">d", "&*", "+@all");
    const barred = await enter("d", "d");
    const other = await enter("d", "d");
    await barred.send("SUBSCRIBE", "kept", "barred");
    await other.send("SUBSCRIBE", "kept");
    await server.command("ACL", "SETUSER", "d", "resetchannels", "&kept");
    await barred.closed;
    expect(await other.text("SUBSCRIBE", "barred")).toContain("NOPERM");
    await server.command("PUBLISH", "kept", "news");
    await until(() => other.unasked.some((reply) => String(reply) === "message,kept,news"), {
      what: "the news",
    });
    expect(other.isClosed).toBe(false);
  });
});

describe("a lane", () => {
  it("closes once no session has been on it for a while, and what was subscribed there with it", async () => {
    const login = { username: "a", password: "a" };
    const upstream = use(new Upstream("back", await openFleet(server.url, {}), 50));
    const ofA = async (): Promise<string[]> =>
      String(await server.command("CLIENT", "LIST"))
        .split("\n")
        .filter((line) => line.includes("user=a "));
    const before = (await ofA()).length;
    const lane = upstream.enter(3, 0, login);
    const seat = await lane.hub.join(
      "channel",
      Buffer.from("a:news"),
      { protocol: 3, interject: () => undefined, refused: () => undefined },
      AbortSignal.timeout(5_000),
    );
    upstream.enter(3, 0, login);
    upstream.leave(lane);
    await until(async () => (await ofA()).length === before + 1, { what: "a's connection" });
    seat.leave();
    upstream.leave(lane);
    await until(async () => (await ofA()).length === before, { what: "a's connection to be closed" });
    expect(upstream.enter(3, 0, login)).not.toBe(lane);
  });
});
