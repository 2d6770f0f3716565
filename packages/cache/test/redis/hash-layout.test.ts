import { describe, expect, it } from "vitest";
import type { Encoded, Entry, Found } from "../../src/index.ts";
import { hashLayout } from "../../src/redis/hash-layout.ts";

const NOW = 1_764_000_000_000;
const layout = hashLayout(30_000);

/** What the answers of one key mean: its fields as texts, and PTTL. */
function found(fields: Record<string, string>, pttl: number, now: number = NOW): Found | undefined {
  const values = ["d", "s", "c", "e", "t", "x"].map((name) => {
    const text = fields[name];
    return text === undefined ? null : Buffer.from(text);
  });
  return layout.found([values, pttl], 1, now)[0] as Found | undefined;
}

function hit(fields: Record<string, string>, pttl: number, now?: number): Entry<Encoded> | undefined {
  const each = found(fields, pttl, now);
  return each?.kind === "hit" ? each.stored : undefined;
}

const times = (stored: Entry<Encoded> | undefined) =>
  stored && [stored.createdAt, stored.staleAt, stored.expiresAt, stored.deadAt].map((time) => time - NOW);

describe("an entry in the layout hash", () => {
  const fields = { d: "x", c: `${NOW - 100}`, s: `${NOW + 5_000}`, e: `${NOW + 10_000}+20000` };

  it("has the times it was written with, where clocks agree", () => {
    for (const drift of [-900, 0, 40, 900]) {
      expect(times(hit(fields, 30_000 + drift))).toEqual([-100, 5_000, 10_000, 30_000]);
    }
  });

  it("lives as long as the server says, where the reader's clock is ahead or behind", () => {
    for (const ahead of [-3_600_000, -5_000, 5_000, 3_600_000]) {
      const stored = hit(fields, 30_000, NOW + ahead);
      expect(times(stored)?.map((time) => time - ahead)).toEqual([-100, 5_000, 10_000, 30_000]);
    }
  });

  it("dies with its key where nobody wrote when it expires, as the seed's entries", () => {
    expect(times(hit({ d: "x" }, 700))).toEqual([-NOW, Number.POSITIVE_INFINITY, 700, 700]);
    expect(times(hit({ d: "x", s: `${NOW + 300}` }, 700))).toEqual([-NOW, 300, 700, 700]);
    expect(times(hit({ d: "x" }, -1))?.slice(1)).toEqual(new Array(3).fill(Number.POSITIVE_INFINITY));
  });

  it("is a miss when its key expired between the two commands, and does not live for ever", () => {
    expect(found(fields, -2)).toEqual({ kind: "miss", removal: 0 });
    expect(found({ d: "x" }, -2)).toEqual({ kind: "miss", removal: 0 });
    expect(found({ d: "x" }, 0)).toEqual({ kind: "miss", removal: 0 });
  });

  it("is dead before its key where a mark outlives it", () => {
    const short = { d: "x", c: `${NOW}`, e: `${NOW + 100}`, x: "17+29900" };
    expect(found(short, 30_000)).toMatchObject({ kind: "hit", removal: 17 });
    expect(found(short, 29_900, NOW + 100)).toEqual({ kind: "miss", removal: 17 });
    expect(found({ d: "x", x: "17+500" }, 400)).toEqual({ kind: "miss", removal: 17 });
  });

  it("is none where it can't be understood", () => {
    const broken: Record<string, string>[] = [
      { s: "1" },
      { d: "x", s: "soon" },
      { d: "x", s: "" },
      { d: "x", c: "1e9" },
      { d: "x", c: "-5" },
      { d: "x", e: "12+" },
      { d: "x", e: "+12" },
      { d: "x", e: "12345678901234567" },
      { d: "x", t: "[1" },
      { d: "x", t: "{}" },
      { d: "x", t: '["a"]' },
      { d: "x", t: '["a","b"]' },
      { d: "x", x: "mark" },
      { x: "1+" },
    ];
    for (const each of broken) expect(found(each, 1_000), JSON.stringify(each)).toBeUndefined();
  });

  it("is written with whole milliseconds of life, one at least", () => {
    const stored = { value: Buffer.from("x"), createdAt: NOW, staleAt: NOW, expiresAt: NOW, tags: [] };
    const life = (deadAt: number) => layout.write("k", { ...stored, deadAt }, undefined, NOW).args[3];
    expect([-5, 0, 0.2, 999.5, Number.POSITIVE_INFINITY].map((ms) => life(NOW + ms))).toEqual([
      1,
      1,
      1,
      1_000,
      "",
    ]);
  });

  it("is refused with times that are none", () => {
    const stored = {
      value: Buffer.from("x"),
      createdAt: NOW,
      staleAt: NOW,
      expiresAt: NOW,
      deadAt: NOW,
      tags: [],
    };
    for (const wrong of [
      { createdAt: -1 },
      { staleAt: Number.NaN },
      { expiresAt: 2 ** 60, deadAt: 2 ** 60 },
    ]) {
      expect(() => layout.write("k", { ...stored, ...wrong }, undefined, NOW)).toThrow(RangeError);
    }
  });
});
