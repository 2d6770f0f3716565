import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isPinWanted,
  lookEvery,
  mayPin,
  nextWaiter,
  toOpen,
  upkeep,
} from "../../src/providers/pool-state.ts";

const small = fc.nat(6);
const pool = fc
  .record({
    idle: small,
    opening: small,
    pinned: small,
    busy: small,
    waiting: small,
    waitingToPin: small,
    minimum: small,
    limit: fc.integer({ min: 1, max: 12 }),
    maxPinned: fc.integer({ min: 1, max: 12 }),
  })
  .map((p) => ({ ...p, total: p.idle + p.opening + p.pinned + p.busy }));

describe("how many connections are opened", () => {
  it("is never more than there may be, and no more than are waited for or kept", () => {
    fc.assert(
      fc.property(pool, (p) => {
        const count = toOpen(p, p, p.minimum);
        expect(count).toBeGreaterThanOrEqual(0);
        if (count === 0) return;
        expect(p.total + count).toBeLessThanOrEqual(p.limit);
        const wanted = p.waiting + p.waitingToPin - p.idle - p.opening;
        expect(count).toBeLessThanOrEqual(Math.max(wanted, p.minimum - p.total));
      }),
    );
  });

  it("is enough for every request that waits, as far as there is room", () => {
    fc.assert(
      fc.property(pool, (p) => {
        const count = toOpen(p, p, 0);
        const isServed = count + p.idle + p.opening >= p.waiting;
        expect(isServed || p.total + count >= p.limit).toBe(true);
      }),
    );
  });

  it("is none for sessions that may not pin", () => {
    expect(toOpen({ ...NONE, pinned: 2, total: 2, waitingToPin: 5 }, { limit: 9, maxPinned: 2 }, 0)).toBe(0);
    expect(toOpen({ ...NONE, pinned: 1, total: 1, waitingToPin: 5 }, { limit: 9, maxPinned: 3 }, 0)).toBe(2);
  });
});

const NONE = { idle: 0, opening: 0, total: 0, pinned: 0, waiting: 0, waitingToPin: 0 };

describe("who gets a connection", () => {
  it("came first of those who may have it", () => {
    expect(nextWaiter(1, 2, true)).toBe("request");
    expect(nextWaiter(2, 1, true)).toBe("pinning");
    expect(nextWaiter(2, 1, false)).toBe("request");
    expect(nextWaiter(undefined, 1, false)).toBeUndefined();
    expect(nextWaiter(undefined, 1, true)).toBe("pinning");
    expect(nextWaiter(undefined, undefined, true)).toBeUndefined();
  });

  it("never pins the last one, unless there is only one", () => {
    fc.assert(
      fc.property(pool, ({ limit, maxPinned, pinned }) => {
        if (limit > 1 && mayPin({ pinned }, { limit, maxPinned })) expect(pinned + 1).toBeLessThan(limit);
      }),
    );
    expect(mayPin({ pinned: 0 }, { limit: 1, maxPinned: 3 })).toBe(true);
  });
});

describe("a session's own connection", () => {
  const all = { ...NONE, pinned: 2, total: 2 };
  it.each([
    ["by a request when all are such ones", { ...all, waiting: 1 }, { limit: 2, maxPinned: 2 }, true],
    ["by a request when one more may be opened", { ...all, waiting: 1 }, { limit: 3, maxPinned: 2 }, false],
    [
      "by a request when others are in use",
      { ...all, waiting: 1, total: 3 },
      { limit: 3, maxPinned: 2 },
      false,
    ],
    [
      "by a session when no more may be pinned",
      { ...all, waitingToPin: 1 },
      { limit: 9, maxPinned: 2 },
      true,
    ],
    ["by a session when more may be pinned", { ...all, waitingToPin: 1 }, { limit: 9, maxPinned: 3 }, false],
    ["by nobody", all, { limit: 2, maxPinned: 2 }, false],
    ["where there is none", { ...NONE, waiting: 1, waitingToPin: 1 }, { limit: 1, maxPinned: 1 }, false],
  ])("is wanted %s", (_what, counts, limits, expected) => {
    expect(isPinWanted(counts, limits)).toBe(expected);
  });
});

describe("a connection that nobody uses", () => {
  const settings = { idleTimeoutMs: 100, maxAgeMs: 1_000, keepAliveMs: 50 };
  it.each([
    ["is kept", { age: 10, unused: 10, silent: 10 }, true, "keep"],
    ["is asked whether it is alive", { age: 60, unused: 60, silent: 60 }, true, "check"],
    ["is closed when it is not needed", { age: 100, unused: 100, silent: 10 }, true, "close"],
    ["is kept when it is to be kept warm", { age: 100, unused: 100, silent: 10 }, false, "keep"],
    ["is closed when it is old", { age: 1_000, unused: 0, silent: 0 }, false, "close"],
  ] as const)("%s", (_what, times, isSpare, what) => {
    expect(upkeep(times, settings, isSpare)).toBe(what);
  });

  it("is neither asked nor replaced where that is off", () => {
    const off = { idleTimeoutMs: 100, maxAgeMs: 0, keepAliveMs: 0 };
    expect(upkeep({ age: 1e9, unused: 10, silent: 1e9 }, off, true)).toBe("keep");
    expect(lookEvery(off)).toBe(25);
  });
});
