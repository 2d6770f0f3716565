import fc from "fast-check";
import { isInnerList, parseList, Token } from "structured-headers";
import { describe, expect, it } from "vitest";
import {
  type CacheStatus,
  cacheStatusText,
  type Forward,
  legacyStatus,
} from "../../src/http/cache-status.ts";

const FORWARDS: readonly Forward[] = [
  "uri-miss",
  "vary-miss",
  "miss",
  "stale",
  "request",
  "method",
  "bypass",
];

const text = fc.string({ unit: fc.constantFrom(...' "\\;,=a1Z-_/:.*é☃\n') });
const statuses: fc.Arbitrary<CacheStatus> = fc.record(
  {
    forward: fc.constantFrom(...FORWARDS),
    forwardStatus: fc.integer({ min: 200, max: 599 }),
    ttl: fc.integer(),
    stored: fc.boolean(),
    collapsed: fc.boolean(),
    key: text,
    detail: text,
  },
  { requiredKeys: [] },
);

describe("Cache-Status", () => {
  it("says what it was given to any reader of structured fields", () => {
    fc.assert(
      fc.property(text, statuses, (name, status) => {
        const [member, ...others] = parseList(cacheStatusText(name, status));
        expect(others).toEqual([]);
        if (member === undefined || isInnerList(member)) throw new Error("no item");
        const [item, parameters] = member;
        expect(String(item)).toBe(readable(name));
        expect(read(parameters)).toEqual({
          hit: status.forward === undefined,
          forward: status.forward,
          forwardStatus: status.forwardStatus,
          ttl: status.ttl,
          stored: status.stored ? true : undefined,
          collapsed: status.collapsed,
          key: readable(status.key),
          detail: readable(status.detail),
        });
      }),
    );
  });

  it("keeps numbers in the range that fields can have", () => {
    expect(cacheStatusText("c", { ttl: Number.POSITIVE_INFINITY })).toBe("c; hit; ttl=999999999999999");
    expect(cacheStatusText("c", { ttl: -1.5 })).toBe("c; hit; ttl=-2");
  });

  it("has an older form", () => {
    expect(legacyStatus({ ttl: 5 })).toBe("HIT");
    expect(legacyStatus({})).toBe("HIT");
    expect(legacyStatus({ ttl: -1 })).toBe("STALE");
    expect(legacyStatus({ forward: "stale" })).toBe("MISS");
    expect(legacyStatus({ forward: "miss", collapsed: true })).toBe("HIT");
    expect(legacyStatus({ forward: "miss", collapsed: false })).toBe("MISS");
  });
});

function readable(given: string | undefined): string | undefined {
  return given?.replace(/[^ -~]/gu, "?");
}

function read(parameters: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const plain = (name: string): unknown => {
    const value = parameters.get(name);
    return value instanceof Token ? value.toString() : value;
  };
  return {
    hit: plain("hit") === true,
    forward: plain("fwd"),
    forwardStatus: plain("fwd-status"),
    ttl: plain("ttl"),
    stored: plain("stored"),
    collapsed: plain("collapsed"),
    key: plain("key"),
    detail: plain("detail"),
  };
}
