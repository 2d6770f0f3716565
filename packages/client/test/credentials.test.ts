import { ManualClock, until } from "fairlead-harness";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CredentialSource, type Credentials, renewalMs } from "../src/credentials.ts";
import type { Runtime } from "../src/runtime.ts";

const MINUTE_MS = 60_000;

function simulated(): { clock: ManualClock; runtime: Runtime } {
  const clock = new ManualClock();
  const runtime: Runtime = {
    now: () => clock.now(),
    random: () => 0.5,
    after: (ms, fn) => clock.schedule(fn, ms),
    lookup: undefined,
  };
  return { clock, runtime };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the time to renew credentials", () => {
  it("is always before they expire, and not all of a fleet at once", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (validForMs, random) => {
          const wait = renewalMs(validForMs, random);
          expect(wait).toBeGreaterThanOrEqual(0.75 * validForMs);
          expect(wait).toBeLessThanOrEqual(0.9 * validForMs);
        },
      ),
    );
  });
});

describe("a source of credentials", () => {
  it("has connections log in again before a token of 15 minutes expires, for a day", async () => {
    const { clock, runtime } = simulated();
    let issued = 0;
    const expiry = new Map<string, number>();
    const source = new CredentialSource(() => {
      const password = `token-${++issued}`;
      expiry.set(password, clock.now() + 15 * MINUTE_MS);
      return { username: "iam", password, validForMs: 15 * MINUTE_MS };
    }, runtime);
    let current = (await source.get())?.password as string;
    source.register(({ password }) => {
      current = password;
    }, undefined);
    for (let step = 0; step < 24 * 60 * 12; step++) {
      clock.advance(MINUTE_MS / 12);
      await turn();
      expect(expiry.get(current)).toBeGreaterThan(clock.now());
    }
    expect(issued).toBeGreaterThan(100);
    expect(issued).toBeLessThan(135);
    source.close();
  });

  it("never gives up renewing, however often it fails", async () => {
    const { clock, runtime } = simulated();
    let fails = false;
    let asked = 0;
    const source = new CredentialSource(() => {
      asked++;
      if (fails) throw new Error("the token service is away");
      return { password: `p${asked}`, validForMs: 1_000 };
    }, runtime);
    const told: string[] = [];
    source.register(({ password }) => told.push(password), undefined);
    await source.get();
    fails = true;
    for (let step = 0; step < 200; step++) {
      clock.advance(1_000);
      await turn();
    }
    expect(told).toEqual([]);
    fails = false;
    for (let step = 0; step < 20; step++) {
      clock.advance(1_000);
      await turn();
    }
    expect(told.length).toBeGreaterThan(3);
    source.close();
  });

  it("asks again when the function never answers", async () => {
    const { clock, runtime } = simulated();
    let asked = 0;
    const source = new CredentialSource(() => {
      asked++;
      return asked === 2
        ? new Promise<Credentials>(() => undefined)
        : { password: `p${asked}`, validForMs: 1_000 };
    }, runtime);
    const told: string[] = [];
    source.register(({ password }) => told.push(password), undefined);
    await source.get();
    for (let step = 0; step < 30; step++) {
      clock.advance(1_000);
      await turn();
    }
    expect(told[0]).toBe("p3");
    source.close();
  });

  it("renews by the credentials that expire first", async () => {
    const { clock, runtime } = simulated();
    let validForMs = 100_000;
    let asked = 0;
    const source = new CredentialSource(() => ({ password: `p${++asked}`, validForMs }), runtime);
    await source.get();
    validForMs = 1_000;
    await source.get();
    clock.advance(950);
    await turn();
    expect(asked).toBe(3);
    source.close();
  });

  it("tells whoever comes with credentials that are not the latest any more", async () => {
    const { runtime } = simulated();
    async function* stream(): AsyncGenerator<Credentials> {
      yield { password: "first" };
      yield { password: "second" };
    }
    const source = new CredentialSource(stream(), runtime);
    const first = await source.get();
    await turn();
    const told: string[] = [];
    source.register(({ password }) => told.push(password), first);
    expect(told).toEqual(["second"]);
  });

  it("asks a function without a validity for each connection, and nothing between", async () => {
    const { clock, runtime } = simulated();
    let asked = 0;
    const source = new CredentialSource(() => ({ password: `p${++asked}` }), runtime);
    expect(await source.get()).toEqual({ password: "p1" });
    expect(await source.get()).toEqual({ password: "p2" });
    clock.advance(1e9);
    await turn();
    expect(asked).toBe(2);
  });

  it("follows a stream: the latest for new connections, each new one told at once", async () => {
    const { runtime } = simulated();
    let push: (credentials: Credentials) => void = () => undefined;
    const items: Credentials[] = [{ password: "first" }];
    async function* stream(): AsyncGenerator<Credentials> {
      for (;;) {
        const next = items.shift();
        if (next !== undefined) yield next;
        else await new Promise<void>((resolve) => (push = (item) => resolve(void items.push(item))));
      }
    }
    const source = new CredentialSource(stream(), runtime);
    const told: string[] = [];
    source.register(({ password }) => told.push(password), undefined);
    expect(await source.get()).toEqual({ password: "first" });
    await turn();
    push({ password: "second" });
    await until(() => told.length === 1, { what: "the new credentials to be told" });
    expect(told).toEqual(["second"]);
    expect(await source.get()).toEqual({ password: "second" });
  });

  it("of a stream that ends empty or fails says so, and begins it anew for the next", async () => {
    const { runtime } = simulated();
    let begun = 0;
    const stream: AsyncIterable<Credentials> = {
      async *[Symbol.asyncIterator]() {
        if (++begun > 1) yield { password: "p" };
      },
    };
    const source = new CredentialSource(stream, runtime);
    await expect(source.get()).rejects.toThrow("without any");
    expect(await source.get()).toEqual({ password: "p" });
  });
});
