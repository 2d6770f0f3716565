import { execFile } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { until } from "../support/origin.ts";
import { SERVERS } from "./servers.ts";
import { closeAll, start } from "./start.ts";

const run = promisify(execFile);
const KEPT = { "cache-control": "max-age=60" };

afterEach(closeAll);

describe.each(Object.keys(SERVERS))("%s", (framework) => {
  it("answers the second time from the cache, with headers that were set before it", async () => {
    const s = await start(framework, () => ({
      headers: { ...KEPT, "content-type": "text/plain" },
      body: "hello",
    }));
    const first = await s.ask("/a?x=1");
    expect(first).toMatchObject({
      text: "hello",
      cache: "test; fwd=uri-miss; fwd-status=200; stored",
      age: null,
    });
    s.clock.advance("7s");
    const second = await s.ask("/a?x=1");
    expect(second).toMatchObject({ text: "hello", cache: "test; hit; ttl=53", age: "7" });
    for (const { headers } of [first, second]) {
      expect(headers.get("x-outer")).toBe("1");
      expect(headers.get("content-type")).toContain("text/plain");
    }
    expect(second.headers.get("content-length")).toBe("5");
    expect(s.count()).toBe(1);
  });

  it("is the same to curl", async () => {
    const s = await start(framework, () => ({ headers: { ...KEPT, etag: '"a"' }, body: "hello\n" }));
    const curl = async (...args: string[]) =>
      (await run("curl", ["-sS", "-m", "10", ...args, `${s.url}/c`])).stdout;
    expect(await curl("-i")).toMatch(
      /^HTTP\/1.1 200 OK\r\n[\s\S]*cache-status: test; fwd=uri-miss; fwd-status=200; stored\r\n[\s\S]*\r\n\r\nhello\n$/i,
    );
    expect(await curl("-i")).toMatch(
      /^HTTP\/1.1 200 OK\r\n[\s\S]*cache-status: test; hit; ttl=60\r\n[\s\S]*\r\n\r\nhello\n$/i,
    );
    expect(await curl("-I")).toMatch(
      /^HTTP\/1.1 200 OK\r\n[\s\S]*cache-status: test; hit; ttl=60\r\n[\s\S]*\r\n\r\n$/i,
    );
    expect(await curl("-i", "-H", 'If-None-Match: "a"')).toMatch(
      /^HTTP\/1.1 304 Not Modified\r\n[\s\S]*etag: "a"\r\n[\s\S]*\r\n\r\n$/i,
    );
    expect(await curl("-o", "/dev/null", "-w", "%{http_code}", "-H", "Cache-Control: only-if-cached")).toBe(
      "200",
    );
    expect(s.count()).toBe(1);
  });

  it("sends bytes as they come", async () => {
    let go = (): void => {};
    async function* parts(): AsyncGenerator<string> {
      yield "first ";
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      yield "last";
    }
    const s = await start(framework, () => ({ headers: KEPT, body: parts() }));
    const response = await fetch(s.url);
    const reader = response.body!.getReader();
    const first = await reader.read();
    expect(Buffer.from(first.value!).toString()).toBe("first ");
    expect(s.cache.entries.size).toBe(0);
    go();
    const last = await reader.read();
    expect(Buffer.from(last.value!).toString()).toBe("last");
    await until(() => s.cache.entries.size === 1);
    expect(await s.ask()).toMatchObject({ text: "first last", cache: "test; hit; ttl=60" });
  });

  it("passes on a large body whole, and keeps none of it", async () => {
    const part = "x".repeat(65_536);
    async function* parts(): AsyncGenerator<string> {
      for (let n = 0; n < 64; n++) yield part;
    }
    const s = await start(framework, () => ({ headers: KEPT, body: parts() }), { maxBytes: 100_000 });
    expect((await s.ask()).text).toHaveLength(64 * 65_536);
    expect(s.cache.entries.size).toBe(0);
  });

  it("keeps users apart, and never stores what sets a cookie", async () => {
    const s = await start(framework, ({ header, path }) =>
      path === "/login"
        ? { headers: { ...KEPT, "set-cookie": ["a=1", "b=2"] }, body: "in" }
        : { headers: KEPT, body: `for ${header("authorization")}` },
    );
    const users = ["ann", "bob", "cem", "dee"];
    const asked = await Promise.all(users.map((user) => s.ask("/me", { headers: { authorization: user } })));
    expect(asked.map(({ text }) => text)).toEqual(users.map((user) => `for ${user}`));
    for (let time = 0; time < 2; time++) {
      const login = await s.ask("/login");
      expect(login.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
      expect(login.cache).toBe("test; fwd=uri-miss; fwd-status=200; detail=set-cookie");
    }
    expect(s.cache.entries.size).toBe(0);
  });

  it("gives the handler the body that its rules have looked at", async () => {
    const s = await start(framework, ({ body }) => ({ body: `got ${body}` }), {
      rules: [
        {
          when: { method: "POST", body: { json: { kind: "search" } } },
          key: { body: true },
          policy: { ttl: "1m" },
        },
      ],
    });
    const post = (body: string) =>
      s.ask("/", { method: "POST", body, headers: { "content-type": "text/plain" } });
    expect(await post('{"kind":"search","q":1}')).toMatchObject({
      text: 'got {"kind":"search","q":1}',
      cache: "test; fwd=miss; fwd-status=200; stored",
    });
    expect((await post('{"kind":"search","q":1}')).cache).toBe("test; hit; ttl=60");
    expect((await post('{"kind":"search","q":2}')).text).toBe('got {"kind":"search","q":2}');
    expect(await post('{"kind":"order"}')).toMatchObject({
      text: 'got {"kind":"order"}',
      cache: "test; fwd=method; fwd-status=200",
    });
    const large = "x".repeat(100_000);
    expect((await post(large)).text).toBe(`got ${large}`);
  });

  it("passes on an error of the handler, and asks again", async () => {
    let fails = true;
    const s = await start(framework, () => {
      if (fails) throw new Error("broken");
      return { headers: KEPT, body: "well" };
    });
    expect((await s.ask()).status).toBe(500);
    fails = false;
    expect(await s.ask()).toMatchObject({ status: 200, text: "well" });
    expect((await s.ask()).cache).toBe("test; hit; ttl=60");
  });

  it("answers 404 of its own, HEAD, and OPTIONS, as without a cache", async () => {
    const s = await start(framework, ({ method }) => ({
      status: 404,
      headers: { "x-method": method },
      body: "none",
    }));
    expect(await s.ask("/x")).toMatchObject({ status: 404, text: "none" });
    expect(await s.ask("/x", { method: "HEAD" })).toMatchObject({ status: 404, text: "" });
    const options = await s.ask("/x", { method: "OPTIONS" });
    expect(options.headers.get("x-method")).toBe("OPTIONS");
    expect(options.cache).toBe("test; fwd=method; fwd-status=404");
  });

  it("bears requests that ask for odd things", async () => {
    const s = await start(framework, () => ({ headers: KEPT, body: "hello" }));
    const { port } = new URL(s.url);
    const raw = (request: string) =>
      new Promise<string>((resolve, reject) => {
        let answer = "";
        const socket = connect(Number(port), "127.0.0.1", () => socket.end(request));
        socket.on("data", (bytes) => {
          answer += bytes;
        });
        socket.on("close", () => resolve(answer)).on("error", reject);
      });
    for (const head of [
      "GET //evil/x HTTP/1.1\r\nHost: a",
      "GET /x HTTP/1.1\r\nHost: a@b/c?d",
      "GET http://o/x HTTP/1.1\r\nHost: a",
    ]) {
      expect(await raw(`${head}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 (200|400|404)/);
    }
  });
});
