import { describe, expect, it } from "vitest";
import type { Channels, Seat } from "../../src/resp/hub.ts";
import { Subscriptions } from "../../src/resp/subscriptions.ts";

const subscriber = { protocol: 2, interject: () => undefined, refused: () => undefined } as const;
const names = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));

interface Join {
  readonly name: string;
  open: boolean;
  left: boolean;
  readonly confirm: () => void;
  readonly refuse: (error: Error) => void;
}

/** A hub whose channels stand when the test says so. */
function fakeHub(): { hub: Pick<Channels, "join">; joins: Join[] } {
  const joins: Join[] = [];
  const join = (_: unknown, name: Buffer): Promise<Seat> =>
    new Promise((resolve, refuse) => {
      const entry: Join = {
        name: name.toString(),
        open: false,
        left: false,
        refuse,
        confirm: () => resolve(seat),
      };
      const seat: Seat = {
        open: () => {
          entry.open = true;
        },
        leave: () => {
          entry.left = true;
        },
      };
      joins.push(entry);
    });
  return { hub: { join }, joins };
}

describe("subscribing to several channels", () => {
  it("asks for all of them at once, each once, and confirms them in their order", async () => {
    const { hub, joins } = fakeHub();
    const mine = new Subscriptions();
    const bytes = mine.subscribe(
      "channel",
      names("a", "b", "a"),
      hub,
      subscriber,
      new AbortController().signal,
    );
    expect(joins.map(({ name }) => name)).toEqual(["a", "b"]);
    for (const { confirm } of joins.toReversed()) confirm();
    const counts = String(await bytes).match(/\$1\r\n[ab]\r\n:\d/g);
    expect(counts).toEqual(["$1\r\na\r\n:1", "$1\r\nb\r\n:2", "$1\r\na\r\n:2"]);
    expect(joins.every(({ open }) => open)).toBe(true);
  });

  it("keeps none if one is refused", async () => {
    const { hub, joins } = fakeHub();
    const mine = new Subscriptions();
    const bytes = mine.subscribe(
      "channel",
      names("a", "b", "c"),
      hub,
      subscriber,
      new AbortController().signal,
    );
    joins[1]!.refuse(new Error("NOPERM"));
    joins[0]!.confirm();
    joins[2]!.confirm();
    await expect(bytes).rejects.toThrow("NOPERM");
    expect(joins.map(({ left }) => left)).toEqual([true, false, true]);
    expect(mine.count("channel")).toBe(0);
  });
});
