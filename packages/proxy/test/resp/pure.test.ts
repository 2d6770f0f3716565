import type { Dispatcher } from "fairlead/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeInfo } from "../../src/resp/merge-info.ts";
import { Rows } from "../../src/resp/row.ts";
import { cursorAfter, placeOf } from "../../src/resp/scan.ts";
import { globToRegExp } from "../../src/server/user-rules.ts";

type Shards = Dispatcher["topology"]["shards"];

/** Primaries at these ports, with the ranges between these slots dealt out among them. */
function shards(ports: readonly number[], cuts: readonly number[]): Shards {
  const bounds = [0, ...cuts, 16_384];
  const slots = ports.map(() => [] as [number, number][]);
  for (let at = 0; at + 1 < bounds.length; at++) {
    if (bounds[at]! < bounds[at + 1]!) slots[at % ports.length]!.push([bounds[at]!, bounds[at + 1]! - 1]);
  }
  return ports.map((port, at) => ({
    primary: { id: "", address: { host: "127.0.0.1", port } },
    replicas: [],
    slots: slots[at]!,
  }));
}

const somewhere = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.uniqueArray(fc.integer({ min: 1, max: 16_383 }), { maxLength: 12 }),
  )
  .map(([count, cuts]) =>
    shards(
      Array.from({ length: count }, (_, at) => 7000 + at),
      cuts.sort((a, b) => a - b),
    ),
  );

describe("a scan of all primaries", () => {
  it("visits each primary that has slots once, page after page, and ends", () => {
    fc.assert(
      fc.property(
        somewhere,
        fc.uniqueArray(fc.bigInt({ min: 1n, max: 2n ** 38n }), { maxLength: 3 }),
        (all, pages) => {
          const visited: string[] = [];
          let cursor = "0";
          do {
            const place = placeOf(cursor, all);
            const owner = all.find(({ slots }) =>
              slots.some(([from, to]) => from <= place.slot && place.slot <= to),
            );
            const sequence = [0n, ...pages];
            const step = sequence.indexOf(place.cursor);
            expect(step).not.toBe(-1);
            visited.push(`${owner?.primary.address.port} ${step}`);
            cursor = String(cursorAfter(place, sequence[step + 1] ?? 0n, all));
          } while (cursor !== "0");
          const owners = all
            .filter(({ slots }) => slots.length > 0)
            .map(({ primary }) => primary.address.port);
          expect(new Set(visited).size).toBe(visited.length);
          expect(visited).toHaveLength(owners.length * (pages.length + 1));
        },
      ),
    );
  });

  it("begins anew at a primary that has taken the place of the one that the cursor is of", () => {
    const before = shards([7000, 7001], [8000]);
    const cursor = cursorAfter({ slot: 0, cursor: 0n }, 77n, before);
    expect(placeOf(String(cursor), before)).toEqual({ slot: 0, cursor: 77n });
    expect(placeOf(String(cursor), shards([7005, 7001], [8000]))).toEqual({ slot: 0, cursor: 0n });
  });

  it.each(["", "x", "-1", "1.5", "18446744073709551616"])("refuses the cursor %j", (text) => {
    expect(() => placeOf(text, shards([7000], []))).toThrow("ERR invalid cursor");
  });

  it("has cursors of decimal digits that fit 64 bits", () => {
    const all = shards([7000, 7001, 7002], [5000, 10_000]);
    const cursor = cursorAfter({ slot: 10_000, cursor: 0n }, 2n ** 39n - 1n, all);
    expect(cursor).toBeLessThan(2n ** 64n);
  });
});

describe("INFO of all primaries", () => {
  const text = (lines: readonly string[]) => lines.join("\r\n");

  it("adds up counts, keeps what all have in common, and takes the proxy's own fields", () => {
    const one = text([
      "# Memory",
      "used_memory:1048576",
      "used_memory_human:1.00M",
      "",
      "# Server",
      "role:master",
      "os:Linux",
      "# Keyspace",
      "db0:keys=2,expires=1,avg_ttl=100",
    ]);
    const two = text([
      "# Memory",
      "used_memory:1048576",
      "used_memory_human:1.00M",
      "",
      "# Server",
      "role:slave",
      "os:Other",
      "# Keyspace",
      "db0:keys=3,expires=3,avg_ttl=20",
    ]);
    expect(mergeInfo([one, two], { role: "proxy" }).split("\r\n")).toEqual([
      "# Memory",
      "used_memory:2097152",
      "used_memory_human:2.00M",
      "",
      "# Server",
      "role:proxy",
      "os:Linux",
      "# Keyspace",
      "db0:keys=5,expires=4,avg_ttl=40",
    ]);
  });
});

it("a configuration allows what is refused, but nothing that would change connections that others share", () => {
  const rows = new Rows(new Set(["DEBUG", "MONITOR", "SYNC", "SCRIPT DEBUG"]), new Set(["GET", "CONFIG"]));
  const treatments = ["DEBUG", "MONITOR", "SYNC", "SCRIPT DEBUG", "SHUTDOWN", "GET", "CONFIG SET", "SET"].map(
    (name) => rows.named(name)?.treatment,
  );
  expect(treatments).toEqual([
    "forward",
    "monitor",
    "refuse",
    "refuse",
    "refuse",
    "refuse",
    "refuse",
    "forward",
  ]);
});

describe("a key pattern", () => {
  it.each<[string, string, boolean]>([
    ["app:*", "app:1", true],
    ["app:*", "ap:1", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["h[ae]llo", "hello", true],
    ["h[ae]llo", "hillo", false],
    ["h[^e]llo", "hallo", true],
    ["h[^e]llo", "hello", false],
    ["h[a-b]llo", "hbllo", true],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["a.b", "axb", false],
    ["*", "\n", true],
  ])("%j takes %j: %s", (glob, key, good) => {
    expect(globToRegExp(glob).test(key)).toBe(good);
  });
});
