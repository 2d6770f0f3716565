import { describe, expect, it } from "vitest";
import type { HttpCacheOptions } from "../../src/http/index.ts";
import { answerOf, Bench, reply, URL_A, until } from "./support/origin.ts";

const MODES: readonly [string, HttpCacheOptions][] = [
  ["by headers", {}],
  ["by rules", { rules: [{ policy: { ttl: "1m" } }] }],
];
const KEPT = { "cache-control": "max-age=60" };

describe.each(MODES)("%s", (_, options) => {
  const bench = (origin: ConstructorParameters<typeof Bench>[0]): Bench => new Bench(origin, options);

  it.each([
    ["a cookie to set", { ...KEPT, "set-cookie": "id=1" }, 200, "set-cookie"],
    ["no-store", { "cache-control": "max-age=60, No-Store" }, 200, "no-store"],
    ["private", { "cache-control": "private, max-age=60" }, 200, "private"],
    ["private for some headers", { "cache-control": 'max-age=60, private="x-user, x-plan"' }, 200, "private"],
    ["Vary: *", { ...KEPT, vary: "accept, *" }, 200, "vary"],
    ["a part of the whole", { ...KEPT, "content-range": "bytes 0-1/9" }, 206, "partial"],
  ])("a response with %s is not stored", async (_what, headers, status, detail) => {
    const b = bench(() => reply("mine", headers, status));
    const first = await b.read();
    expect(first.cache).toMatch(
      new RegExp(`^test; fwd=(uri-)?miss; fwd-status=${status}; detail=${detail}$`),
    );
    expect(first.text).toBe("mine");
    await b.read();
    expect(b.asked).toHaveLength(2);
    expect(b.cache.entries.size).toBe(0);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s is not stored", async (method) => {
    const b = bench(() => reply("x", KEPT));
    expect((await b.read(URL_A, { method })).cache).toBe("test; fwd=method; fwd-status=200");
    expect(b.cache.entries.size).toBe(0);
  });

  it.each(["authorization", "cookie"])("answers to different users by %s stay apart", async (header) => {
    const b = bench((request) => reply(`for ${request.headers.get(header)}`, KEPT));
    const ask = async (user: string) => b.read(URL_A, { headers: { [header]: user } });
    expect((await ask("ann")).text).toBe("for ann");
    expect((await ask("bob")).text).toBe("for bob");
    expect((await ask("ann")).cache).toMatch(/fwd=(uri-)?miss; fwd-status=200; detail=credentials/);
    expect(b.cache.entries.size).toBe(0);
  });

  it.each(["authorization", "cookie"])(
    "nobody with a %s is answered with what is for nobody",
    async (header) => {
      const b = bench((request) => reply(`for ${request.headers.get(header)}`, KEPT));
      expect((await b.read()).text).toBe("for null");
      const own = await b.read(URL_A, { headers: { [header]: "ann" } });
      expect(own).toMatchObject({
        text: "for ann",
        cache: "test; fwd=bypass; fwd-status=200; detail=credentials",
      });
      expect(await b.read()).toMatchObject({ text: "for null" });
    },
  );

  it("a public response answers everybody, whoever asked first", async () => {
    const b = bench(() => reply("for all", { "cache-control": "public, max-age=60" }));
    await b.read(URL_A, { headers: { authorization: "ann" } });
    expect((await b.read(URL_A, { headers: { authorization: "bob" } })).cache).toContain("hit");
    expect((await b.read(URL_A, { headers: { cookie: "c" } })).cache).toContain("hit");
    expect((await b.read()).cache).toContain("hit");
    expect(b.asked).toHaveLength(1);
  });

  it("users who wait for the same URL each get their own response, released little by little", async () => {
    const users = Array.from({ length: 40 }, (_, n) => `user${n}`);
    const held: (() => void)[] = [];
    const b = bench(async (request) => {
      await new Promise<void>((resolve) => held.push(resolve));
      return reply(`for ${request.headers.get("authorization")}`, KEPT);
    });
    const asking = users.map((user) => b.ask(URL_A, { headers: { authorization: user } }).then(answerOf));
    // How many are at the origin at a time: one more lets twice as many go.
    const rounds: number[] = [];
    let answered = 0;
    while (answered < users.length) {
      const left = users.length - answered;
      await until(() => held.length > 0 && held.length + b.cache.waiting === left);
      rounds.push(held.length);
      answered += held.length;
      for (const release of held.splice(0)) release();
    }
    const answers = await Promise.all(asking);
    expect(answers.map(({ text }) => text)).toEqual(users.map((user) => `for ${user}`));
    expect(rounds[0]).toBe(1);
    expect(rounds[1]).toBe(2);
    expect(rounds.length).toBeGreaterThan(3);
    expect(answers.filter(({ cache }) => cache?.includes("collapsed=?0"))).toHaveLength(39);
    expect(b.asked).toHaveLength(40);
  });

  it("requests that wait share what may be shared: one goes to the origin", async () => {
    let release = (): void => {};
    const b = bench(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return reply("for all", KEPT);
    });
    const asking = Array.from({ length: 10 }, () => b.ask().then(answerOf));
    await until(() => b.cache.waiting === 9);
    release();
    const answers = await Promise.all(asking);
    expect(answers.every(({ text }) => text === "for all")).toBe(true);
    expect(answers.filter(({ cache }) => /fwd=(uri-)?miss; collapsed$/.test(cache!))).toHaveLength(9);
    expect(b.asked).toHaveLength(1);
  });

  it("a user who waits with others for a response that is not public goes alone", async () => {
    let release = (): void => {};
    const b = bench(async (request) => {
      if (request.headers.has("authorization")) return reply("for ann", KEPT);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return reply("for nobody", KEPT);
    });
    const nobody = b.ask().then(answerOf);
    await until(() => b.asked.length === 1);
    const ann = b.ask(URL_A, { headers: { authorization: "ann" } }).then(answerOf);
    await until(() => b.cache.waiting === 1);
    release();
    expect((await ann).text).toBe("for ann");
    expect((await nobody).text).toBe("for nobody");
  });

  it("a client that leaves takes nobody with it", async () => {
    let release = (): void => {};
    const b = bench(
      (request) =>
        new Promise<Response>((resolve, reject) => {
          request.signal.addEventListener("abort", () => reject(request.signal.reason as Error));
          release = () => resolve(reply("late", KEPT));
        }),
    );
    const leaving = new AbortController();
    const first = b.ask(URL_A, { signal: leaving.signal });
    const second = b.ask().then(answerOf);
    await until(() => b.cache.waiting === 1);
    leaving.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    await until(() => b.asked.length === 2);
    release();
    expect((await second).text).toBe("late");
  });

  it("a client that waits and leaves is let go at once", async () => {
    let release = (): void => {};
    const b = bench(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return reply("late", KEPT);
    });
    const first = b.ask().then(answerOf);
    const leaving = new AbortController();
    const second = b.ask(URL_A, { signal: leaving.signal });
    await until(() => b.cache.waiting === 1);
    leaving.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    release();
    expect((await first).text).toBe("late");
  });

  it("a failure of the origin is told to all who wait for it", async () => {
    let fail = (): void => {};
    const b = bench(
      () =>
        new Promise<Response>((_, reject) => {
          fail = () => reject(new Error("unreachable"));
        }),
    );
    const asking = [b.ask(), b.ask(), b.ask()];
    await until(() => b.cache.waiting === 2);
    fail();
    const ends = await Promise.allSettled(asking);
    expect(ends.map((end) => end.status === "rejected" && (end.reason as Error).message)).toEqual(
      Array(3).fill("unreachable"),
    );
    expect(b.asked).toHaveLength(1);
  });
});

describe("a private cache", () => {
  const options: HttpCacheOptions = { rfc9111: { shared: false } };

  it("keeps private responses, for each user by itself", async () => {
    const headers = { "cache-control": "private, max-age=60" };
    const b = new Bench((request) => reply(`for ${request.headers.get("authorization")}`, headers), options);
    const ask = (user: string) => b.read(URL_A, { headers: { authorization: user } });
    await ask("ann");
    expect(await ask("bob")).toMatchObject({
      text: "for bob",
      cache: "test; fwd=uri-miss; fwd-status=200; stored",
    });
    expect(await ask("ann")).toMatchObject({ text: "for ann", cache: "test; hit; ttl=60" });
    expect((await b.read()).text).toBe("for null");
    expect([...b.cache.entries.keys()].join()).not.toContain("ann");
  });

  it("keeps no response that sets a cookie", async () => {
    const b = new Bench(() => reply("x", { ...KEPT, "set-cookie": "a=b" }), options);
    await b.read();
    expect(b.cache.entries.size).toBe(0);
  });

  it("shares nothing with a shared one over the same cache", async () => {
    const b = new Bench(() => reply("private", { "cache-control": "private, max-age=60" }), options);
    await b.read();
    const shared = new Bench(() => reply("other", KEPT));
    for (const [id, kept] of b.cache.entries) shared.cache.entries.set(id, kept);
    expect((await shared.read()).text).toBe("other");
  });
});

describe("a rule", () => {
  it("may have credentials in its key: then each user has a response of their own", async () => {
    const b = new Bench((request) => reply(`for ${request.headers.get("authorization")}`), {
      rules: [{ key: { header: ["Authorization"] }, policy: { ttl: "1m" } }],
    });
    const ask = (user: string) => b.read(URL_A, { headers: { authorization: user } });
    await ask("ann");
    await ask("bob");
    expect(await ask("ann")).toMatchObject({ text: "for ann", cache: "test; hit; ttl=60" });
    expect(b.asked).toHaveLength(2);
    expect([...b.cache.entries.keys()].join()).not.toContain("ann");
  });

  it("may say that responses do not depend on credentials", async () => {
    const b = new Bench(() => reply("x"), { rules: [{ ignore: ["cookie"], policy: { ttl: "1m" } }] });
    await b.read(URL_A, { headers: { cookie: "a" } });
    expect((await b.read(URL_A, { headers: { cookie: "b" } })).cache).toBe("test; hit; ttl=60");
    const own = await b.read(URL_A, { headers: { cookie: "b", authorization: "ann" } });
    expect(own.cache).toContain("detail=credentials");
  });

  it("never shares a response with another rule", async () => {
    const b = new Bench((request) => reply(`for ${request.headers.get("x-shop")}`), {
      rules: [
        { when: { header: { "x-shop": "a" } }, policy: { ttl: "1m" } },
        { when: { header: { "x-shop": "b" } }, policy: { ttl: "1m" } },
      ],
    });
    expect((await b.read(URL_A, { headers: { "x-shop": "a" } })).text).toBe("for a");
    expect((await b.read(URL_A, { headers: { "x-shop": "b" } })).text).toBe("for b");
    expect((await b.read(URL_A, { headers: { "x-shop": "a" } })).cache).toContain("hit");
  });
});
