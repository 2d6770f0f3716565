import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { follow } from "../../src/redis/follow.ts";
import type { ForeignClient, NodeAddress, SubscriberEvents } from "../../src/redis/foreign-client.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** One attempt to subscribe. */
interface Attempt {
  readonly at: NodeAddress | undefined;
  readonly events: SubscriberEvents;
  readonly signal: AbortSignal;
}

/** A client whose subscriptions end as `outcome` says, and what became of the channel. */
function start(outcome: (attempt: number) => Promise<() => Promise<unknown>>) {
  const attempts: Attempt[] = [];
  const client = {
    subscribe: (
      _channel: string,
      _sharded: boolean,
      at: NodeAddress | undefined,
      events: SubscriberEvents,
      signal: AbortSignal,
    ) => {
      attempts.push({ at, events, signal });
      return outcome(attempts.length);
    },
  } as Partial<ForeignClient> as ForeignClient;
  const heard: string[] = [];
  const ear = { hear: (text: string) => heard.push(text), missed: () => heard.push("missed") };
  const ending = new AbortController();
  const over = follow(client, "channel", true, ear, ending.signal);
  return { attempts, heard, ending, over };
}

const alive = async (): Promise<() => Promise<unknown>> => async () => undefined;

describe("a channel that is followed", () => {
  it("says that something was missed once it stands, and hears what comes", async () => {
    const { attempts, heard, ending, over } = start(alive);
    await vi.advanceTimersByTimeAsync(60_000);
    attempts[0]!.events.hear("one");
    expect(heard).toEqual(["missed", "one"]);
    expect(attempts).toHaveLength(1);
    ending.abort();
    await over;
    attempts[0]!.events.hear("two");
    expect(attempts[0]!.signal.aborted).toBe(true);
    expect(heard).toEqual(["missed", "one"]);
  });

  it("goes where it is sent, at once, but not round in circles", async () => {
    const { attempts, ending, over } = start(async () => {
      throw new Error("MOVED 7 10.0.0.7:7000");
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(attempts.map(({ at }) => at)).toEqual([undefined, { host: "10.0.0.7", port: 7000 }]);
    await vi.advanceTimersByTimeAsync(49);
    expect(attempts).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(attempts).toHaveLength(4);
    ending.abort();
    await over;
  });

  it.each<[string, (events: SubscriberEvents) => void, () => Promise<unknown>]>([
    ["it is lost", (events) => events.lost(), async () => undefined],
    ["a check fails", () => undefined, () => Promise.reject(new Error("dead"))],
    ["a check hangs", () => undefined, () => new Promise(() => undefined)],
  ])("is subscribed again when %s", async (_what, happens, check) => {
    const { attempts, heard, ending, over } = start(async (attempt) => (attempt === 1 ? check : alive()));
    await vi.advanceTimersByTimeAsync(0);
    happens(attempts[0]!.events);
    // A check every 5 s, which may take 3.
    await vi.advanceTimersByTimeAsync(8_100);
    expect(attempts).toHaveLength(2);
    expect(attempts[0]!.signal.aborted).toBe(true);
    expect(heard).toEqual(["missed", "missed"]);
    ending.abort();
    await over;
  });

  it("says that something was missed as long as it is refused", async () => {
    const { attempts, heard, ending, over } = start(async () => {
      throw new Error("NOPERM this user has no permissions to access one of the channels");
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts.length).toBeGreaterThan(8);
    expect(heard).toEqual(attempts.map(() => "missed"));
    ending.abort();
    await over;
  });

  it("tries on and on, ever less often, what never comes", async () => {
    const { attempts, heard, ending, over } = start(() => new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts.length).toBeGreaterThan(8);
    expect(attempts.length).toBeLessThan(20);
    expect(attempts.slice(0, -1).every(({ signal }) => signal.aborted)).toBe(true);
    expect(heard).toEqual([]);
    ending.abort();
    await vi.advanceTimersByTimeAsync(5_000);
    await over;
  });
});
