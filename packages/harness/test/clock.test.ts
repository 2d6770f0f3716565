import { ManualClock } from "fairlead-harness";
import { describe, expect, test } from "vitest";

describe("ManualClock", () => {
  test("runs what is due in order of time, each at its own time", () => {
    const clock = new ManualClock(1_000);
    const ran: [string, number][] = [];
    clock.schedule(() => ran.push(["late", clock.now()]), 30);
    clock.schedule(() => ran.push(["early", clock.now()]), 10);
    clock.schedule(() => ran.push(["also early", clock.now()]), 10);
    clock.schedule(() => ran.push(["not yet", clock.now()]), 31);
    clock.advance(30);
    expect(ran).toEqual([
      ["early", 1_010],
      ["also early", 1_010],
      ["late", 1_030],
    ]);
    expect(clock.now()).toBe(1_030);
    expect(clock.pending).toBe(1);
  });

  test("runs what is scheduled while it advances, if it is due", () => {
    const clock = new ManualClock();
    const times: number[] = [];
    const again = () => {
      times.push(clock.now());
      clock.schedule(again, 10);
    };
    clock.schedule(again, 10);
    clock.advance(35);
    expect(times).toEqual([10, 20, 30]);
  });

  test("does not run what was cancelled, even by another that is due", () => {
    const clock = new ManualClock();
    let ran = false;
    let cancel = () => {};
    clock.schedule(() => cancel(), 5);
    cancel = clock.schedule(() => {
      ran = true;
    }, 5);
    clock.advance(10);
    expect(ran).toBe(false);
    expect(clock.pending).toBe(0);
  });
});
