import { describe, expect, it } from "vitest";
import { NotConnected, TimedOut } from "../../src/redis/failure.ts";
import { LazyRedis } from "../../src/redis/lazy.ts";
import type { RedisLike, Request } from "../../src/redis/redis-like.ts";
import { GET } from "../../src/redis/verbs.ts";

const requests: Request[] = [
  { verb: GET, args: ["a"] },
  { verb: GET, args: ["b"] },
];
const options = { timeoutMs: 1_000, repeatable: true };

/** A server that answers every command with its key. */
function echo(closed: () => void = () => undefined): RedisLike {
  return {
    joins: true,
    send: async (list) => list.map(({ args }) => String(args[0])),
    keys: () => {
      throw new Error("not here");
    },
    isSharded: async () => false,
    subscribe: () => () => undefined,
    close: async () => closed(),
  };
}

describe("a connection made when first used", () => {
  it("is tried by one of many callers, and then there for all", async () => {
    let attempts = 0;
    let open: (redis: RedisLike) => void = () => undefined;
    const lazy = new LazyRedis(() => {
      attempts++;
      return new Promise((resolve) => {
        open = resolve;
      });
    });
    expect(attempts).toBe(0);
    const calls = Array.from({ length: 20 }, () => lazy.send(requests, options));
    open(echo());
    for (const answers of await Promise.all(calls)) expect(answers).toEqual(["a", "b"]);
    expect(await lazy.send(requests, options)).toEqual(["a", "b"]);
    expect(attempts).toBe(1);
  });

  it("is waited for by each caller for as long as they have", async () => {
    const lazy = new LazyRedis(() => new Promise(() => undefined));
    const answers = await lazy.send(requests, { ...options, timeoutMs: 20 });
    expect(answers).toEqual([expect.any(TimedOut), expect.any(TimedOut)]);
  });

  it("is not tried again at once after it failed: callers are told what is known", async () => {
    let attempts = 0;
    const cause = new Error("refused");
    const lazy = new LazyRedis(async () => {
      attempts++;
      throw cause;
    });
    expect(await lazy.send(requests, options)).toEqual([cause, cause]);
    const [told] = await lazy.send(requests, options);
    expect(told).toBeInstanceOf(NotConnected);
    expect((told as Error).cause).toBe(cause);
    expect(attempts).toBe(1);
  });

  it("is closed when it comes too late", async () => {
    let closed = 0;
    let open: (redis: RedisLike) => void = () => undefined;
    const lazy = new LazyRedis(
      () =>
        new Promise((resolve) => {
          open = resolve;
        }),
    );
    const call = lazy.send(requests, options);
    const closing = lazy.close();
    open(echo(() => closed++));
    await closing;
    await call;
    expect(closed).toBe(1);
    expect(await lazy.send(requests, options)).toEqual([expect.any(NotConnected), expect.any(NotConnected)]);
  });
});
