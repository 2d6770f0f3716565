import { describe, expect, it } from "vitest";
import type { CacheHistory, CacheRead, Disturbance, LoadSpan, Removal } from "../src/cache/model/history.ts";
import { type CacheEvidence, type CacheVerdict, judgeCache } from "../src/cache/model/judge.ts";
import { HEARS_MS, knownAt, settlesMs } from "../src/cache/model/knowledge.ts";
import { formatValue, versionIn } from "../src/cache/model/value.ts";

const STRUCK: Disturbance = { struckMs: 10_000, healedMs: 13_000 };
const SETTLED = STRUCK.healedMs + settlesMs(STRUCK);

const removal = (given: Partial<Removal> = {}): Removal => ({
  ...{ process: 0, verb: "delete", floors: [["gone:1", 5]], fromMs: 100, toMs: 110, ok: true },
  ...given,
});

const read = (version: number | undefined, given: Partial<CacheRead> = {}): CacheRead => {
  const key = given.key ?? "gone:1";
  return {
    ...{ process: 0, verb: "get", key, fromMs: 111, toMs: 112, degraded: false },
    outcome: version === undefined ? { kind: "none" } : { kind: "value", text: formatValue(key, version) },
    ...given,
  };
};

const load = (fromMs: number, toMs: number, given: Partial<LoadSpan> = {}): LoadSpan => ({
  ...{ process: 0, key: "gone:1", fromMs, toMs },
  ...given,
});

function judge(history: Partial<CacheHistory>, given: Partial<CacheEvidence> = {}): CacheVerdict {
  return judgeCache({
    history: { reads: [], removals: [], loads: [], flushes: [], ...history },
    disturbance: STRUCK,
    remnants: [],
    versions: new Map([["gone:1", 9]]),
    pausesMs: [0, 0],
    lostMarks: [],
    ...given,
  });
}

const kinds = (...given: Parameters<typeof judge>): string[] =>
  judge(...given).findings.map(({ kind }) => kind);

describe("a read after a removal", () => {
  it("in the same process may give nothing older from the first moment on", () => {
    expect(kinds({ removals: [removal()], reads: [read(4)] })).toEqual(["returned"]);
    expect(kinds({ removals: [removal()], reads: [read(5), read(6), read(undefined)] })).toEqual([]);
    expect(kinds({ removals: [removal()], reads: [read(4, { fromMs: 109 })] })).toEqual([]);
    expect(kinds({ removals: [removal({ ok: false })], reads: [read(4)] })).toEqual(["returned"]);
  });

  it("in another process has the time that hearing of it takes", () => {
    const other = (fromMs: number): CacheRead => read(4, { process: 1, fromMs, toMs: fromMs + 1 });
    const at = (fromMs: number, ...removals: Removal[]): string[] =>
      kinds({ removals, reads: [other(fromMs)] });
    expect(at(110 + HEARS_MS, removal())).toEqual([]);
    expect(at(111 + HEARS_MS, removal())).toEqual(["returned"]);
    const inFault = removal({ fromMs: 12_000, toMs: 12_001 });
    expect(at(SETTLED, inFault)).toEqual([]);
    expect(at(SETTLED + 1, inFault)).toEqual(["returned"]);
    expect(at(SETTLED + 1, { ...inFault, ok: false })).toEqual(["returned"]);
    const afterwards = removal({ fromMs: SETTLED + 10, toMs: SETTLED + 11 });
    expect(at(SETTLED + HEARS_MS + 12, afterwards)).toEqual(["returned"]);
  });

  it("is held against the highest of all floors, and only those of its key", () => {
    const removals = [removal({ floors: [["gone:1", 7]] }), removal({ floors: [["gone:1", 3]] })];
    expect(kinds({ removals, reads: [read(6)] })).toEqual(["returned"]);
    expect(kinds({ removals: [removal({ floors: [["gone:2", 7]] })], reads: [read(6)] })).toEqual([]);
  });

  it("owes nothing to a value that was not set after all", () => {
    expect(kinds({ removals: [removal({ verb: "set", ok: false })], reads: [read(4)] })).toEqual([]);
    expect(kinds({ removals: [removal({ verb: "set" })], reads: [read(4)] })).toEqual(["returned"]);
  });

  it("tells how long another process served what was removed", () => {
    const late = read(4, { process: 1, fromMs: 150, toMs: 151 });
    expect(
      judge({ removals: [removal()], reads: [late, read(5, { process: 1, fromMs: 900 })] }),
    ).toMatchObject({
      longestUnheardMs: 40,
      findings: [],
    });
  });
});

describe("what is left in the end", () => {
  const remnant = (version: number) => ({
    ...{ process: 1, layer: "redis", key: "gone:1" },
    text: formatValue("gone:1", version),
  });

  it("may not be older than any removal, acknowledged or not", () => {
    for (const ok of [true, false]) {
      expect(kinds({ removals: [removal({ ok })] }, { remnants: [remnant(4)] })).toEqual(["remained"]);
      expect(kinds({ removals: [removal({ ok })] }, { remnants: [remnant(5)] })).toEqual([]);
    }
  });

  it("is put down to the servers only where a mark of that very removal is proved to be lost", () => {
    const evidence = (about: string, atMs: number): Partial<CacheEvidence> => ({
      remnants: [remnant(4)],
      lostMarks: [{ about, atMs }],
    });
    expect(judge({ removals: [removal()] }, evidence("gone:1", 105))).toMatchObject({
      findings: [],
      lostByServers: 1,
    });
    expect(kinds({ removals: [removal()] }, evidence("gone:1", 200))).toEqual(["remained"]);
    expect(kinds({ removals: [removal()] }, evidence("gone:2", 105))).toEqual(["remained"]);
    expect(kinds({ removals: [removal()] }, evidence("tag t1", 105))).toEqual(["remained"]);
    const tagged = removal({ verb: "invalidateTag", tag: "t1" });
    expect(kinds({ removals: [tagged] }, evidence("tag t1", 105))).toEqual([]);
    expect(kinds({ removals: [tagged] }, evidence("gone:1", 105))).toEqual(["remained"]);
    const earlier = removal({ floors: [["gone:1", 5]], fromMs: 10, toMs: 20 });
    expect(kinds({ removals: [removal(), earlier] }, evidence("gone:1", 105))).toEqual(["remained"]);
  });
});

describe("a value", () => {
  it("of another key, of no version, or of one that never was, is a stray", () => {
    for (const text of ["gone:2~1", "gone:1~x", "gone:1~10", "gone:11~1", ""]) {
      expect(kinds({ reads: [read(1, { outcome: { kind: "value", text } })] })).toEqual(["stray"]);
    }
    expect(kinds({ reads: [read(9)] })).toEqual([]);
  });

  it("says where it belongs", () => {
    expect(versionIn(formatValue("a:1", 12), "a:1")).toBe(12);
    expect(versionIn(formatValue("a:11", 2), "a:1")).toBeUndefined();
  });
});

describe("a call", () => {
  it("fails by its loader's own error only", () => {
    const failed = (own: boolean): CacheRead =>
      read(1, { outcome: { kind: "failed", code: "ERR_CACHE_TIMEOUT", own } });
    expect(kinds({ reads: [failed(true)] })).toEqual([]);
    expect(kinds({ reads: [failed(false)] })).toEqual(["failed"]);
  });

  it("takes no longer than its loader, the budget and what the process was held up", () => {
    const slow = read(9, { verb: "getOrSet", fromMs: 1_000, toMs: 2_000 });
    expect(judge({ reads: [slow], loads: [load(1_100, 1_900)] })).toMatchObject({
      longestWaitMs: 200,
      findings: [],
    });
    expect(kinds({ reads: [slow], loads: [load(1_400, 1_900)] })).toEqual(["late"]);
    expect(kinds({ reads: [slow], loads: [load(1_400, 1_900)] }, { pausesMs: [300, 0] })).toEqual([]);
    expect(kinds({ reads: [slow], loads: [load(1_400, 1_900)] }, { pausesMs: [0, 300] })).toEqual(["late"]);
    const elsewhere = [load(1_000, 2_000, { process: 1 }), load(1_000, 2_000, { key: "gone:2" })];
    expect(kinds({ reads: [slow], loads: elsewhere })).toEqual(["late"]);
    expect(judge({ reads: [slow], loads: [load(900, 1_600), load(1_500, 2_100)] }).longestWaitMs).toBe(0);
  });
});

describe("loads of one key", () => {
  it("are one at a time in one process", () => {
    expect(kinds({ loads: [load(1, 10), load(5, 15)] })).toEqual(["twice"]);
    expect(kinds({ loads: [load(1, 100), load(5, 15), load(20, 30)] })).toEqual(["twice", "twice"]);
    expect(kinds({ loads: [load(1, 10), load(10, 15)] })).toEqual([]);
    expect(
      kinds({ loads: [load(1, 10), load(5, 15, { process: 1 }), load(6, 16, { key: "gone:2" })] }),
    ).toEqual([]);
  });

  it("may be two only where the key was removed between", () => {
    const loads = [load(90, 200), load(120, 210)];
    expect(kinds({ loads, removals: [removal()] })).toEqual([]);
    expect(kinds({ loads, removals: [removal({ fromMs: 130, toMs: 140 })] })).toEqual(["twice"]);
    expect(kinds({ loads, removals: [removal({ fromMs: 50, toMs: 60 })] })).toEqual(["twice"]);
    expect(kinds({ loads, removals: [removal({ fromMs: 50, toMs: 60, process: 1 })] })).toEqual([]);
    expect(kinds({ loads, flushes: [{ process: 0, atMs: 100 }] })).toEqual([]);
    expect(kinds({ loads, flushes: [{ process: 1, atMs: 100 }] })).toEqual(["twice"]);
  });
});

describe("what must be known", () => {
  it("is known at once where it was done, and elsewhere once it must have been heard", () => {
    expect(knownAt(removal({ toMs: 110 }), 0, STRUCK)).toBe(110);
    expect(knownAt(removal({ toMs: 110 }), 1, STRUCK)).toBe(110 + HEARS_MS);
    expect(knownAt(removal({ toMs: 9_500 }), 1, STRUCK)).toBe(SETTLED);
    const long = { struckMs: 0, healedMs: 20_000 };
    expect(settlesMs(long)).toBeGreaterThanOrEqual(20_000);
  });
});
