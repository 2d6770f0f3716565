import { describe, expect, it } from "vitest";
import { Offload } from "../../src/offload/offload.ts";
import { turn } from "../support/fake-clock.ts";

/** Tasks that end when told to, and what was told of them. */
function scripted(maxTasks?: number) {
  const events: string[] = [];
  const ends = new Map<string, () => void>();
  const offload = new Offload(maxTasks === undefined ? {} : { maxTasks }, (kind, outcome) => {
    events.push(`${kind} ${outcome}`);
  });
  const task = (name: string) => (): Promise<void> => {
    events.push(`begin ${name}`);
    return new Promise((resolve) => ends.set(name, resolve));
  };
  return { offload, events, task, end: (name: string) => ends.get(name)!() };
}

describe("work that nobody waits for", () => {
  it("is done once at a time for each key", async () => {
    const { offload, events, task, end } = scripted();
    expect(offload.start("refresh", "a", task("first"))).toBe(true);
    expect(offload.start("refresh", "a", task("second"))).toBe(false);
    end("first");
    await turn();
    expect(events).toEqual(["begin first", "refresh duplicate", "refresh done"]);
  });

  it("follows what is under way if it makes that outdated: only the last of several", async () => {
    const { offload, events, task, end } = scripted();
    offload.follow("write", "a", task("first"));
    offload.follow("write", "a", task("second"));
    offload.follow("write", "a", task("third"));
    offload.follow("write", "b", task("other"));
    expect(events).toEqual(["begin first", "write duplicate", "begin other"]);
    end("first");
    await turn();
    expect(events.slice(3)).toEqual(["write done", "begin third"]);
    end("third");
    await turn();
    expect(offload.active).toBe(1);
  });

  it("is waited for at the end with what follows it, and nothing is begun after that", async () => {
    const { offload, events, task, end } = scripted();
    offload.follow("write", "a", task("first"));
    offload.follow("write", "a", task("second"));
    const drained = offload.drain(60_000);
    offload.follow("write", "a", task("late"));
    offload.follow("write", "b", task("too late"));
    end("first");
    await turn();
    end("second");
    expect(await drained).toBe(0);
    expect(events).toEqual([
      "begin first",
      ...["write dropped", "write dropped"],
      ...["write done", "begin second", "write done"],
    ]);
  });

  it("is waited for without end if it is to be", async () => {
    const { offload, task, end } = scripted();
    offload.start("refresh", "a", task("long"));
    const drained = offload.drain(Infinity);
    await new Promise((resolve) => setTimeout(resolve, 10));
    end("long");
    expect(await drained).toBe(0);
  });

  it("is not begun when there is too much of it", () => {
    const { offload, events, task } = scripted(1);
    offload.start("refill", "a", task("first"));
    expect(offload.start("refill", "b", task("second"))).toBe(false);
    expect(events).toEqual(["begin first", "refill dropped"]);
    expect(offload.follow("refill", "c", task("third"))).toBe(false);
    expect(offload.follow("refill", "a", task("fourth"))).toBe(true);
  });
});
