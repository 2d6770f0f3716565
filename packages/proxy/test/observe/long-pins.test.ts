import { describe, expect, it } from "vitest";
import { LongPins } from "../../src/observe/long-pins.ts";

const session = (id: number, ...holds: string[]) => ({ id, holds });

describe("long pins", () => {
  it("are told of once, and again only after the session was free", () => {
    const pins = new LongPins(100);
    const watching = session(1, "watch");
    expect(pins.look([watching], 0)).toEqual([]);
    expect(pins.look([watching], 99)).toEqual([]);
    expect(pins.look([watching], 100)).toEqual([watching]);
    expect(pins.look([watching], 500)).toEqual([]);
    expect(pins.look([session(1)], 600)).toEqual([]);
    expect(pins.look([watching], 700)).toEqual([]);
    expect(pins.look([watching], 800)).toEqual([watching]);
  });

  it("are not those that last as long as the client likes", () => {
    const pins = new LongPins(0);
    const patient = [session(1, "subscription"), session(2, "blocked"), session(3, "session"), session(4)];
    expect(pins.look(patient, 1)).toEqual([]);
    const both = session(5, "session", "transaction");
    expect(pins.look([...patient, both], 2)).toEqual([both]);
  });
});
