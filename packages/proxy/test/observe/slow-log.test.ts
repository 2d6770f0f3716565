import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlowLog } from "../../src/observe/slow-log.ts";

const request = {
  command: "GET",
  key: undefined,
  more: 1,
  micros: 20_000,
  listener: "main",
  session: 1,
  address: "127.0.0.1:1",
  name: "",
};

describe("the slow log", () => {
  it("keeps the latest requests, as many as it may, the last one first", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(20), fc.nat(8), (most, added, asked) => {
        const log = new SlowLog(most);
        for (let i = 0; i < added; i++) log.add(request, i);
        const ids = log.latest(asked).map(({ id }) => id);
        const count = Math.min(most, added, asked);
        expect(ids).toEqual(Array.from({ length: count }, (_, i) => added - 1 - i));
        expect(log.length).toBe(Math.min(most, added));
      }),
    );
  });

  it("goes on counting once it was cleared", () => {
    const log = new SlowLog(2);
    log.add(request, 1);
    log.clear();
    expect(log.length).toBe(0);
    log.add(request, 2);
    expect(log.latest(5)).toEqual([{ ...request, id: 1, at: 2 }]);
  });
});
