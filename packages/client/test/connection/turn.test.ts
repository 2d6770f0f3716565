import { describe, expect, it } from "vitest";
import { CoarseTimer } from "../../src/connection/coarse-timer.ts";
import { Turn } from "../../src/connection/turn.ts";
import { type Runtime, systemRuntime } from "../../src/runtime.ts";

describe("a turn", () => {
  it("flushes each target once at its end, after everything that was sent in it", async () => {
    const turn = new Turn(systemRuntime(undefined));
    const log: string[] = [];
    turn.add({ flush: () => log.push("a") });
    turn.add({ flush: () => log.push("b") });
    log.push("sent");
    await new Promise(setImmediate);
    expect(log).toEqual(["sent", "a", "b"]);
  });

  it("ends with the tick while nothing is in flight, else after the poll phase", async () => {
    const turn = new Turn(systemRuntime(undefined));
    const log: string[] = [];
    turn.add({ flush: () => log.push("flushed") });
    await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(log).toEqual(["flushed"]);
    turn.inFlight = 1;
    turn.add({ flush: () => log.push("flushed later") });
    await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(log).toEqual(["flushed"]);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(log).toEqual(["flushed", "flushed later"]);
  });
});

/** A clock that a test moves by hand. */
function manual(): Runtime & { advance(ms: number): void } {
  let now = 0;
  let timers: { at: number; fn: () => void }[] = [];
  return {
    ...systemRuntime(undefined),
    now: () => now,
    after(ms, fn) {
      const timer = { at: now + ms, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const { fn } of due) fn();
    },
  };
}

describe("a coarse timer", () => {
  it("fires at the earliest deadline, and again when its owner says", () => {
    const runtime = manual();
    const fired: number[] = [];
    const timer = new CoarseTimer(runtime, (now) => {
      fired.push(now);
      return now < 100 ? 150 : Number.POSITIVE_INFINITY;
    });
    timer.watch(80);
    timer.watch(50);
    timer.watch(70);
    runtime.advance(49);
    expect(fired).toEqual([]);
    runtime.advance(1);
    expect(fired).toEqual([50]);
    runtime.advance(100);
    expect(fired).toEqual([50, 150]);
    runtime.advance(1_000);
    expect(fired).toEqual([50, 150]);
  });

  it("that is stopped stays still", () => {
    const runtime = manual();
    const timer = new CoarseTimer(runtime, () => {
      throw new Error("fired");
    });
    timer.watch(10);
    timer.stop();
    runtime.advance(100);
    expect(timer.due).toBe(Number.POSITIVE_INFINITY);
  });

  it("that is stopped by what it fires stays still, whatever that says", () => {
    const runtime = manual();
    const timer: CoarseTimer = new CoarseTimer(runtime, (now) => {
      timer.stop();
      return now + 10;
    });
    timer.watch(10);
    runtime.advance(10);
    expect(timer.due).toBe(Number.POSITIVE_INFINITY);
  });
});
