import { afterEach, describe, expect, it } from "vitest";
import { createCache } from "../../../src/index.ts";
import { until } from "../support/origin.ts";
import { SERVERS } from "./servers.ts";
import { closeAll, start } from "./start.ts";

const KEPT = { "cache-control": "max-age=60" };

afterEach(closeAll);

describe.each(Object.keys(SERVERS))("%s", (framework) => {
  it("renews what is stale when the client has its answer", async () => {
    let version = 1;
    const s = await start(framework, ({ header }) => {
      const tag = `"${version}"`;
      if (header("if-none-match") === tag) return { status: 304, headers: { etag: tag } };
      return {
        headers: { "cache-control": "max-age=10, stale-while-revalidate=60", etag: tag },
        body: `version ${version}`,
      };
    });
    await s.ask();
    version = 2;
    s.clock.advance("15s");
    expect(await s.ask()).toMatchObject({ text: "version 1", cache: "test; hit; ttl=-5" });
    await until(() => s.count() === 2 && s.cache.background.size === 0);
    expect(await s.ask()).toMatchObject({ text: "version 2", cache: "test; hit; ttl=10" });
  });

  it("asks the handler whether what is stale still holds", async () => {
    const s = await start(framework, ({ header }) =>
      header("if-none-match") === '"a"'
        ? { status: 304, headers: { etag: '"a"', ...KEPT } }
        : { headers: { ...KEPT, etag: '"a"' }, body: "one" },
    );
    await s.ask();
    s.clock.advance("61s");
    expect(await s.ask()).toMatchObject({
      status: 200,
      text: "one",
      cache: "test; fwd=stale; fwd-status=304; stored",
    });
    expect(await s.ask()).toMatchObject({ text: "one", cache: "test; hit; ttl=60" });
  });

  it("serves an old response when the handler is slow, and stores the new one when it comes", async () => {
    const held: (() => void)[] = [];
    let version = 1;
    const s = await start(
      framework,
      async () => {
        if (version > 1) await new Promise<void>((resolve) => held.push(resolve));
        return { body: `version ${version}` };
      },
      { rules: [{ policy: { ttl: "10s", staleIfError: "1h", softTimeout: 10 } }] },
      createCache,
    );
    await s.ask();
    version = 2;
    s.clock.advance("20s");
    expect(await s.ask()).toMatchObject({
      text: "version 1",
      cache: "test; fwd=stale; detail=stale-if-error",
    });
    await until(() => held.length === 1);
    await until(async () => {
      for (const release of held.splice(0)) release();
      return (await s.ask()).text === "version 2";
    });
  });

  it("has a handler that renews see nothing of the old response", async () => {
    let version = 1;
    const s = await start(
      framework,
      () => ({
        headers: version === 1 ? { "x-old": "1", vary: "x-a" } : { "x-new": "1" },
        body: `v${version}`,
      }),
      { rules: [{ policy: { ttl: "1m", stale: "10s" } }] },
    );
    await s.ask();
    version = 2;
    s.clock.advance("15s");
    expect((await s.ask()).text).toBe("v1");
    await until(async () => (await s.ask()).text === "v2");
    const { headers } = await s.ask();
    expect([headers.get("x-new"), headers.get("x-old"), headers.get("vary")]).toEqual(["1", null, null]);
  });

  it("tells the client when its time is over", async () => {
    const held: (() => void)[] = [];
    const s = await start(
      framework,
      async () => {
        await new Promise<void>((resolve) => held.push(resolve));
        return { body: "late" };
      },
      { rules: [{ policy: { ttl: "10s", hardTimeout: 20 } }] },
      createCache,
    );
    expect((await s.ask()).status).toBe(500);
    for (const release of held) release();
  });

  it("stores nothing of a body that broke off, and lets the client see it", async () => {
    async function* parts(): AsyncGenerator<string> {
      yield "half";
      throw new Error("cut");
    }
    const s = await start(framework, () => ({ headers: KEPT, body: parts() }));
    const end = await fetch(s.url).then(
      (response) => response.text().catch(() => "cut"),
      () => "cut",
    );
    expect(end).toBe("cut");
    expect(s.cache.entries.size).toBe(0);
  });

  it("lets those who wait go on when the client that was first leaves", async () => {
    const held: (() => void)[] = [];
    const s = await start(framework, async () => {
      await new Promise<void>((resolve) => held.push(resolve));
      return { headers: KEPT, body: "late" };
    });
    const leaving = new AbortController();
    const first = fetch(s.url, { signal: leaving.signal });
    await until(() => s.count() === 1);
    const second = s.ask();
    await until(() => s.cache.waiting === 1);
    leaving.abort();
    await expect(first).rejects.toThrow();
    await until(() => s.count() === 2);
    for (const release of held) release();
    expect((await second).text).toBe("late");
  });
});
