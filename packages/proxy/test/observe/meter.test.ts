import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Meter } from "../../src/observe/meter.ts";
import { sumUp } from "../../src/observe/sum.ts";

describe("a meter", () => {
  it("knows how many commands took less than any power of two microseconds", () => {
    const durations = fc.array(fc.oneof(fc.nat(5_000), fc.nat(2 ** 32 - 1)));
    fc.assert(
      fc.property(durations, fc.nat(32), (all, power) => {
        const meter = new Meter(3);
        for (const micros of all) meter.replied(1, micros);
        const { below, count, seconds } = meter.durations(1);
        expect(below(power)).toBe(all.filter((micros) => micros < 2 ** power).length);
        expect(count).toBe(all.length);
        expect(seconds).toBeCloseTo(all.reduce((sum, micros) => sum + micros, 0) / 1e6, 6);
        expect(meter.durations(0).count + meter.durations(2).count).toBe(0);
      }),
    );
  });

  it("counts errors by their code, and words that no server uses together", () => {
    const meter = new Meter(1);
    const errors = ["ERR no", "WRONGTYPE no", "WRONGTYPE", "opensesame is the password", "UNKILLABLES x", ""];
    for (const text of errors) meter.erred(Buffer.from(`-${text}\r\n`));
    expect(Object.fromEntries(meter.errors)).toEqual({ ERR: 1, WRONGTYPE: 2, other: 3 });
  });
});

describe("the sum of sessions", () => {
  it("has the bytes of sessions that are over, and every cause of a pin", () => {
    const meter = new Meter(1);
    meter.receivedBytes = 100;
    meter.sentBytes = 200;
    const session = { pending: 1, traffic: { bufferedBytes: 2, receivedBytes: 3, sentBytes: 4 } };
    const sessions = [
      { ...session, holds: [] },
      { ...session, holds: ["watch", "transaction"] },
    ];
    expect(sumUp(meter, sessions)).toEqual({
      open: 2,
      pinned: new Map([
        ["watch", 1],
        ["transaction", 1],
        ["blocked", 0],
        ["subscription", 0],
        ["session", 0],
        ["group", 0],
      ]),
      pending: 2,
      bufferedBytes: 4,
      receivedBytes: 106,
      sentBytes: 208,
    });
  });
});
