import { describe, expect, test } from "vitest";
import { parseMonitorLine } from "../src/watch/monitor-line.ts";
import { promotions } from "../src/watch/promotions.ts";

describe("a line of MONITOR", () => {
  test("tells who sent a write, and what it is counted under", () => {
    expect(parseMonitorLine('+1339518083.107412 [0 127.0.0.1:60866] "SET" "k" "k~w~1"')).toEqual({
      sender: "127.0.0.1:60866",
      marks: ["k~w~1"],
    });
    expect(parseMonitorLine('+1.5 [0 127.0.0.1:1] "rpush" "l" "l~w~2"')?.marks).toEqual(["l~w~2", "l"]);
    expect(parseMonitorLine('+1.5 [0 127.0.0.1:1] "incr" "c"')?.marks).toEqual(["c"]);
  });

  test("is ignored if it is not one of the load's writes", () => {
    expect(parseMonitorLine("+OK")).toBeUndefined();
    expect(parseMonitorLine('+1.5 [0 127.0.0.1:1] "get" "k"')).toBeUndefined();
    expect(parseMonitorLine('+1.5 [0 127.0.0.1:1] "RESTORE-ASKING" "k" "0" "\\x00\\x01"')).toBeUndefined();
    expect(parseMonitorLine("-ERR no")).toBeUndefined();
  });
});

describe("a promotion", () => {
  test("is a replica that says it is a primary, dated by the last time it did not", () => {
    const seen = [
      { atMs: 1, node: "a", primary: undefined },
      { atMs: 1, node: "b", primary: "127.0.0.1:1" },
      { atMs: 21, node: "b", primary: undefined },
      { atMs: 41, node: "b", primary: undefined },
      { atMs: 41, node: "a", primary: "127.0.0.1:2" },
    ];
    expect(promotions(seen)).toEqual([{ atMs: 1, node: "b", succeeds: "127.0.0.1:1" }]);
  });
});
