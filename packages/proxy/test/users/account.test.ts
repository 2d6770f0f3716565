import { describe, expect, it } from "vitest";
import type { UserConfig, UserLimits } from "../../src/config/config.ts";
import { Account, Accounts } from "../../src/users/account.ts";

const user = (name: string, limits?: UserLimits): UserConfig => ({
  name,
  password: "plain:x",
  commands: { otherwise: true, rules: [] },
  keys: ["*"],
  ...(limits === undefined ? {} : { limits }),
});

const accountWith = (limits: UserLimits): Account => {
  const account = new Account();
  account.limit(limits);
  return account;
};

describe("an account", () => {
  it("has so many sessions at once, and counts those that it refuses", () => {
    const account = accountWith({ sessions: 2 });
    expect([account.enter(), account.enter(), account.enter()]).toEqual([true, true, false]);
    account.leave();
    expect(account.enter()).toBe(true);
    expect(account).toMatchObject({ sessions: 2, refusedSessions: 1 });
  });

  it("has requests wait that are too many", () => {
    const account = accountWith({ requestsPerSecond: 2 });
    for (let count = 0; count < 2; count++) {
      expect(account.waitMs(0)).toBe(0);
      account.requested(10, 0);
    }
    expect(account.waitMs(0)).toBe(500);
    expect(account.waitMs(500)).toBe(0);
    expect(account).toMatchObject({ requests: 2, receivedBytes: 20 });
  });

  it("has requests wait for what was sent before", () => {
    const account = accountWith({ bytesPerSecond: 1_000 });
    account.requested(10, 0);
    account.sent(5_000, 0);
    expect(account.waitMs(0)).toBe(4_001);
    expect(account.waitMs(4_001)).toBe(0);
    expect(account.sentBytes).toBe(5_000);
  });

  it("without limits has nobody wait", () => {
    const account = new Account();
    account.requested(10, 0);
    account.sent(1e9, 0);
    expect([account.enter(), account.waitMs(0)]).toEqual([true, 0]);
  });

  it("forgets a debt whose limit has changed, and keeps one whose limit has not", () => {
    const account = accountWith({ bytesPerSecond: 1_000 });
    account.sent(5_000, 0);
    account.limit({ bytesPerSecond: 1_000, sessions: 1 });
    expect(account.waitMs(0)).toBe(4_001);
    account.limit({ bytesPerSecond: 2_000 });
    expect(account.waitMs(0)).toBe(0);
  });
});

describe("the accounts of a process", () => {
  it("have their part of each limit", () => {
    const accounts = new Accounts(2);
    accounts.follow([user("a", { sessions: 3 })]);
    const account = accounts.of("a");
    expect([account.enter(), account.enter(), account.enter()]).toEqual([true, true, false]);
  });

  it("outlive their user only while there are sessions", () => {
    const accounts = new Accounts(1);
    accounts.follow([user("a"), user("b")]);
    accounts.of("a").enter();
    accounts.follow([]);
    expect([...accounts.all.keys()]).toEqual(["a"]);
    accounts.of("a").leave();
    accounts.follow([user("b")]);
    expect([...accounts.all.keys()]).toEqual(["b"]);
  });
});
