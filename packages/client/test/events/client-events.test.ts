import { describe, expect, it } from "vitest";
import { Events } from "../../src/events/client-events.ts";
import type { ClientEvents, ClientState, Topology } from "../../src/index.ts";

const node = (port: number) => ({ id: "", address: { host: "h", port } });
const two: Topology = {
  shards: [
    { primary: node(1), replicas: [node(3)], slots: [[0, 99]] },
    { primary: node(2), replicas: [], slots: [[100, 199]] },
  ],
};

function started(): { events: Events; states: ClientState[] } {
  const events = new Events();
  events.topologyIs(two);
  const states: ClientState[] = [];
  events.on("state", (state) => void states.push(state));
  return { events, states };
}

const told = () => new Promise<void>((resolve) => queueMicrotask(resolve));

describe("the state of a client", () => {
  it("is ready, degraded and down by the nodes that are out of reach, each change told once", async () => {
    const { events, states } = started();
    expect(events.state).toEqual({ kind: "ready", unreachable: [] });
    for (const port of [3, 3, 2, 1]) events.failed(`h:${port}`);
    for (const port of [1, 2, 2, 3]) events.reached(`h:${port}`);
    await told();
    expect(states).toEqual([
      { kind: "degraded", unreachable: ["h:3"] },
      { kind: "degraded", unreachable: ["h:2", "h:3"] },
      { kind: "down", unreachable: ["h:1", "h:2", "h:3"] },
      { kind: "degraded", unreachable: ["h:2", "h:3"] },
      { kind: "degraded", unreachable: ["h:3"] },
      { kind: "ready", unreachable: [] },
    ]);
    expect(events.reconnects).toBe(3);
  });

  it("forgets a node that the topology no longer has", () => {
    const { events } = started();
    events.failed("h:2");
    events.topologyIs({ shards: two.shards.slice(0, 1) });
    expect(events.state.kind).toBe("ready");
  });

  it("ends with closed, whatever happens then", async () => {
    const { events, states } = started();
    events.closed();
    events.failed("h:1");
    events.closed();
    await told();
    expect(states).toEqual([{ kind: "closed", unreachable: [] }]);
  });
});

describe("a listener", () => {
  it("is called no more once it is taken back, though the change was before", async () => {
    const { events } = started();
    const heard: string[] = [];
    const listener = (state: ClientState) => void heard.push(state.kind);
    const first = events.on("state", listener);
    events.on("state", listener);
    events.failed("h:1");
    first();
    await told();
    expect(heard).toEqual(["degraded"]);
  });

  it("that throws does not keep the others from hearing, nor the client from working", async () => {
    const { events, states } = started();
    const uncaught: unknown[] = [];
    const others = process.rawListeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => uncaught.push(error));
    try {
      events.on("state", () => {
        throw new Error("the listener's own");
      });
      const after: string[] = [];
      events.on("state", ({ kind }) => void after.push(kind));
      events.failed("h:1");
      await new Promise((resolve) => setImmediate(resolve));
      expect([states.length, after, events.state.kind]).toEqual([1, ["degraded"], "degraded"]);
      expect(uncaught).toMatchObject([{ message: "the listener's own" }]);
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const other of others) process.on("uncaughtException", other as () => void);
    }
  });

  it("of an event there is not is refused", () => {
    expect(() => started().events.on("error" as keyof ClientEvents, () => undefined)).toThrow(
      expect.objectContaining({ code: "ERR_USAGE_ARGUMENT" }),
    );
  });
});
