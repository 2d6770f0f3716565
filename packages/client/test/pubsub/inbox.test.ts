import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Gap, Inbox, type Message } from "../../src/pubsub/inbox.ts";

const message = (n: number): Message => ({ kind: "message", channel: "a", payload: String(n) });

function drain(inbox: Inbox<string>): (Message | Gap)[] {
  const items: (Message | Gap)[] = [];
  for (let item = inbox.take(); item !== undefined; item = inbox.take()) items.push(item);
  return items;
}

describe("what waits for a reader", () => {
  it("keeps messages and gaps in order, and makes neighbouring gaps for one reason one", () => {
    const inbox = new Inbox<string>(10);
    inbox.add(message(1));
    inbox.addGap("a", "moved");
    inbox.addGap("b", "moved");
    inbox.addGap("a", "moved");
    inbox.addGap("b", "reconnected");
    inbox.add(message(2));
    inbox.addGap("a", "moved");
    expect(drain(inbox)).toEqual([
      message(1),
      { kind: "gap", reason: "moved", channels: ["a", "b"] },
      { kind: "gap", reason: "reconnected", channels: ["b"] },
      message(2),
      { kind: "gap", reason: "moved", channels: ["a"] },
    ]);
  });

  it("never adds to a gap that was read", () => {
    const inbox = new Inbox<string>(10);
    inbox.addGap("a", "moved");
    inbox.take();
    inbox.addGap("b", "moved");
    expect(drain(inbox)).toEqual([{ kind: "gap", reason: "moved", channels: ["b"] }]);
  });

  it("stays within its bound, loses the oldest only, and has a gap wherever something is missing", () => {
    const step = fc.constantFrom("add", "gap", "take");
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, max) => {
        const inbox = new Inbox<string>(max);
        const read: (Message | Gap | undefined)[] = [];
        const gapsBefore = new Set<number>();
        let sent = 0;
        const act = {
          add: () => inbox.add(message(sent++)),
          take: () => read.push(inbox.take()),
          gap: () => {
            inbox.addGap("a", "moved");
            gapsBefore.add(sent);
          },
        };
        for (const what of steps) act[what]();
        const rest = drain(inbox);
        expect(rest.length).toBeLessThanOrEqual(max + 1);
        const count = checkGaps([...read, ...rest], gapsBefore);
        expect(count + inbox.dropped).toBe(sent);
      }),
    );
  });
});

/** Checks that a gap stands before each message that needs one, and counts the messages. */
function checkGaps(items: readonly (Message | Gap | undefined)[], gapsBefore: ReadonlySet<number>): number {
  let next = 0;
  let count = 0;
  let gap = false;
  for (const item of items) {
    if (item?.kind === "gap") gap = true;
    if (item?.kind !== "message") continue;
    const n = Number(item.payload);
    expect(n).toBeGreaterThanOrEqual(next);
    if (n > next || gapsBefore.has(n)) expect(gap).toBe(true);
    gap = false;
    next = n + 1;
    count++;
  }
  return count;
}
