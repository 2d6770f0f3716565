import { describe, expect, it, vi } from "vitest";
import { TurnClock } from "../../src/observe/turn-clock.ts";

describe("the clock of a turn", () => {
  it("stands still until the turn ends", () => {
    const now = vi.spyOn(performance, "now");
    const turns: { flush(): void }[] = [];
    const clock = new TurnClock({ add: (target) => turns.push(target) });
    now.mockReturnValue(1);
    expect(clock.read()).toBe(1_000);
    now.mockReturnValue(3);
    expect(clock.read()).toBe(1_000);
    for (const target of turns.splice(0)) target.flush();
    expect(clock.read()).toBe(3_000);
    expect(turns.length).toBe(1);
    now.mockRestore();
  });

  it("gives differences across the point where it wraps round", () => {
    const now = vi.spyOn(performance, "now");
    const clock = new TurnClock({ add: () => undefined });
    now.mockReturnValue((2 ** 31 - 5) / 1000);
    const before = clock.read();
    clock.flush();
    now.mockReturnValue((2 ** 31 + 10) / 1000);
    expect((clock.read() - before) >>> 0).toBe(15);
    now.mockRestore();
  });
});
