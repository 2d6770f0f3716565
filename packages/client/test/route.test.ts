import { describe, expect, it } from "vitest";
import { routes, UsageError } from "../src/index.ts";
import { checkRoute, type Route } from "../src/route.ts";

const refusal = expect.objectContaining({ name: "UsageError", code: "ERR_USAGE_ROUTE" });

describe("a route by slot", () => {
  it.each([-1, 16_384, 65_541, 1.5, Number.NaN, "5"])("refuses the slot %s", (slot) => {
    expect(() => routes.slotId(slot as number)).toThrow(refusal);
  });

  it("takes every slot, and bytes as a key", () => {
    expect(routes.slotId(16_383)).toEqual({ kind: "slotId", slot: 16_383, role: "primary" });
    const key = Buffer.from([0xff, 0x00]);
    expect(routes.slotKey(key, "replica")).toEqual({ kind: "slotKey", key, role: "replica" });
  });

  it("refuses a role and a key that can't be", () => {
    expect(() => routes.slotId(1, "master" as never)).toThrow(refusal);
    expect(() => routes.slotKey(undefined as never)).toThrow(refusal);
  });
});

describe("a route by address", () => {
  it.each([
    [["h", 6379], { host: "h", port: 6379 }],
    [["h:6379"], { host: "h", port: 6379 }],
    [["[::1]:6379"], { host: "::1", port: 6379 }],
    [["::1:6379"], { host: "::1", port: 6379 }],
    [["::1", 6379], { host: "::1", port: 6379 }],
    [["[::1]", 6379], { host: "::1", port: 6379 }],
  ] as const)("reads %j", (given, address) => {
    expect(routes.byAddress(given[0], given[1])).toEqual({ kind: "byAddress", address });
  });

  it.each([
    ["foo"],
    ["foo:bar"],
    ["h:0"],
    ["h:70000"],
    [":6379"],
    [""],
    ["h", 70_000],
    ["h", Number.NaN],
    ["", 1],
  ])("refuses %j", (host, port?: number) => {
    expect(() => routes.byAddress(host as string, port)).toThrow(refusal);
  });
});

it("a route made by hand is checked like any other", () => {
  for (const bogus of [
    "bogus",
    {},
    { kind: "bogus" },
    { kind: "slotId", slot: 99_999, role: "primary" },
    null,
  ]) {
    expect(() => checkRoute(bogus as unknown as Route)).toThrow(UsageError);
  }
});
