import { describe, expect, it } from "vitest";
import type { LoadContext } from "../../src/fetched.ts";
import { httpCache } from "../../src/http/http-cache.ts";
import { planByHeaders } from "../../src/http/rfc9111.ts";
import type { Next } from "../../src/http/site.ts";
import type { StoredValue } from "../../src/http/stored.ts";
import { Streaks } from "../../src/http/streaks.ts";
import { Turn } from "../../src/http/turn.ts";
import { createCache, memory } from "../../src/index.ts";
import { FakeCache } from "./support/fake-cache.ts";
import { URL_A } from "./support/origin.ts";

const RULES = { shared: true, heuristic: 0, retainMs: 0, ignore: [], policy: {}, maxBytes: 100 };

function turnWith(next: Next): {
  turn: Turn;
  context: LoadContext<StoredValue>;
  giveUp: (reason: Error) => void;
} {
  const cache = new FakeCache();
  const request = new Request(URL_A);
  const plan = planByHeaders(request, RULES);
  if (plan.kind !== "cache") throw new Error("not to be cached");
  const turn = new Turn(
    { request, next, plan, key: plan.key, index: undefined, forward: "uri-miss", hasWaited: false },
    {
      cache,
      clock: cache.clock,
      streaks: new Streaks(),
      reloads: new Set(),
      marks: { name: "test", legacyHeader: undefined },
      showKey: false,
      backgroundMs: 1_000,
    },
  );
  const loading = new AbortController();
  const context: LoadContext<StoredValue> = {
    signal: loading.signal,
    previous: undefined,
    set: () => {},
    skip: () => {},
  };
  return { turn, context, giveUp: (reason) => loading.abort(reason) };
}

describe("a turn", () => {
  it("gives the origin up with its load while there is no response", async () => {
    let asked: Request | undefined;
    const { turn, context, giveUp } = turnWith((request) => {
      asked = request;
      return new Promise(() => {});
    });
    const load = turn.load(context);
    giveUp(new Error("too long"));
    await expect(load).rejects.toThrow("too long");
    await expect(turn.led).rejects.toThrow("too long");
    expect(asked?.signal.aborted).toBe(true);
  });

  it("lets a response go on to its client though its load is given up", async () => {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    let asked: Request | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (given) => {
        controller = given;
      },
    });
    const { turn, context, giveUp } = turnWith(async (request) => {
      asked = request;
      return new Response(body, { headers: { "cache-control": "max-age=60" } });
    });
    const load = turn.load(context);
    const response = await turn.led;
    giveUp(new Error("too long"));
    controller.enqueue(new TextEncoder().encode("whole"));
    controller.close();
    expect(await response.text()).toBe("whole");
    expect(asked?.signal.aborted).toBe(false);
    expect(await load).toMatchObject({ kind: "response", status: 200 });
  });
});

describe("streaks", () => {
  it("double with each response that can't be shared, end with one that can, and are forgotten", () => {
    const streaks = new Streaks();
    const seen = Array.from({ length: 12 }, () => {
      const now = streaks.concurrency("a", 0);
      streaks.unshared("a", 0);
      return now;
    });
    expect(seen).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, false, false]);
    expect(streaks.concurrency("a", 30_000)).toBe(false);
    expect(streaks.concurrency("a", 30_001)).toBe(1);
    expect(streaks.concurrency("b", 0)).toBe(1);
    streaks.shared("a");
    expect(streaks.concurrency("a", 0)).toBe(1);
  });

  it("are remembered for a number of keys, the latest", () => {
    const streaks = new Streaks();
    for (let n = 0; n <= 10_000; n++) streaks.unshared(`${n}`, 0);
    expect([
      streaks.concurrency("0", 0),
      streaks.concurrency("1", 0),
      streaks.concurrency("10000", 0),
    ]).toEqual([1, 2, 2]);
  });
});

it("a handler may give its response at once", async () => {
  const http = httpCache(createCache({ backend: memory() }));
  const ask = () =>
    http(new Request("http://shop.example/"), () =>
      Response.json({ a: 1 }, { headers: { "cache-control": "max-age=60" } }),
    );
  expect(await (await ask()).json()).toEqual({ a: 1 });
  const kept = await ask();
  expect(await kept.json()).toEqual({ a: 1 });
  expect(kept.headers.get("cache-status")).toContain("hit");
});
