import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSentinelView, type SentinelView, settleViews } from "../../src/sentinel/view.ts";

const at = (port: number) => ({ host: "h", port });
const view = (primary: number, epoch: number, replicas: number[] = []): SentinelView => ({
  primary: at(primary),
  epoch,
  replicas: replicas.map(at),
  sentinels: [],
});

describe("what a Sentinel knows", () => {
  it("leaves out who is down, in either protocol", () => {
    const replicas = [
      { ip: "h", port: "2", flags: "slave" },
      { ip: "h", port: "3", flags: "s_down,slave" },
      ["ip", "h", "port", "4", "flags", "slave,disconnected"],
      ["ip", "h", "port", "5", "flags", "slave"],
    ];
    expect(readSentinelView(["h", "1"], { "config-epoch": "7" }, replicas, null)).toEqual(view(1, 7, [2, 5]));
    expect(readSentinelView(["h", "1"], null, null, null)).toEqual(view(1, 0));
    expect(readSentinelView(null, null, null, null)).toBeUndefined();
  });
});

describe("what several Sentinels know", () => {
  it("is settled by the newest failover, then by their number", () => {
    expect(settleViews([view(1, 1), view(1, 1), view(2, 2)])?.primary).toEqual(at(2));
    expect(settleViews([view(1, 1), view(2, 1), view(2, 1)])?.primary).toEqual(at(2));
    expect(settleViews([])).toBeUndefined();
  });

  it("takes the replicas that most of those that agree can reach", () => {
    const settled = settleViews([view(1, 1, [2, 3]), view(1, 1, [2]), view(1, 1, [2, 3]), view(9, 0, [4])]);
    expect(settled?.replicas).toEqual([at(2), at(3)]);
  });

  it("does not depend on the order of the answers", () => {
    const views = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3)), { minLength: 1 });
    fc.assert(
      fc.property(views, (list) => {
        const all = list.map(([primary, epoch]) => view(primary, epoch));
        const settled = settleViews(all);
        expect(settleViews([...all].reverse())?.primary).toEqual(settled?.primary);
        expect(settled?.epoch).toBe(Math.max(...list.map(([, epoch]) => epoch)));
      }),
    );
  });
});
