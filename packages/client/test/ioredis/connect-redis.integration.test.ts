import { readFileSync } from "node:fs";
import { RedisStore } from "connect-redis";
import { RedisStore as RedisStore10 } from "connect-redis-10";
import type { SessionData } from "express-session";
import { startServer } from "fairlead-harness";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../src/index.ts";
import { Redis } from "../../src/ioredis.ts";

const server = await startServer();
const client = new Redis(server.url);
afterAll(async () => {
  await client.quit();
  await server.close();
});

const session = (user: string): SessionData =>
  ({ cookie: { originalMaxAge: null }, user }) as unknown as SessionData;

describe("connect-redis", () => {
  beforeEach(() => client.flushall());

  it("sets, gets, touches and destroys sessions", async () => {
    const store = new RedisStore({ client, ttl: 100 });
    await store.set("a", session("ann"));
    expect(await store.get("a")).toEqual(session("ann"));
    expect(await client.ttl("sess:a")).toBe(100);
    await client.expire("sess:a", 5);
    await store.touch("a", session("ann"));
    expect(await client.ttl("sess:a")).toBe(100);
    await store.destroy("a");
    expect(await store.get("a")).toBeNull();
  });

  it("finds all sessions, over many pages", async () => {
    const store = new RedisStore({ client, scanCount: 10 });
    for (let n = 0; n < 50; n++) await store.set(`id${n}`, session(`user${n}`));
    await client.set("other", "thing");
    expect(await store.length()).toBe(50);
    expect(new Set((await store.ids()) as string[])).toEqual(
      new Set(Array.from({ length: 50 }, (_, n) => `id${n}`)),
    );
    const all = (await store.all()) as { id: string; user: string }[];
    expect(all.find(({ id }) => id === "id7")).toMatchObject({ user: "user7" });
    await store.clear();
    expect(await store.length()).toBe(0);
    expect(await client.exists("other")).toBe(1);
  });

  it("tells callbacks, as express-session wants it", async () => {
    const store = new RedisStore({ client });
    await new Promise<void>((resolve, reject) => {
      void store.set("a", session("ann"), (error?: unknown) => (error ? reject(error as Error) : resolve()));
    });
    const found = await new Promise(
      (resolve) => void store.get("a", (_error: unknown, data: unknown) => resolve(data)),
    );
    expect(found).toEqual(session("ann"));
  });
});

it("connect-redis 10 runs on the client itself, with what the guide says", async () => {
  const guide = readFileSync(new URL("../../../../docs/guide/migrating.md", import.meta.url), "utf8");
  const code = /```js\n(const sessions = .*?)^new RedisStore/ms.exec(guide)![1]!;
  await using own = await connect(server.url);
  const store = new RedisStore10({
    client: new Function("client", `${code} return sessions`)(own),
    ttl: 100,
  });
  await client.flushall();
  for (const id of ["a", "b"]) await store.set(id, session(id));
  expect(await store.get("a")).toEqual(session("a"));
  await client.expire("sess:a", 5);
  await store.touch("a", session("a"));
  expect(await client.ttl("sess:a")).toBe(100);
  expect(await store.all()).toHaveLength(2);
  await store.destroy("a");
  expect(await store.ids()).toEqual(["b"]);
  await store.clear();
  expect(await store.length()).toBe(0);
});
