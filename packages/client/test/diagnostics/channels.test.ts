import { channel } from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "vitest";
import { codeOf } from "../../src/diagnostics/code.ts";
import { traceBatch, traceCommand } from "../../src/diagnostics/command-trace.ts";
import { OpenConnections } from "../../src/diagnostics/open-connections.ts";
import * as publishers from "../../src/diagnostics/publish.ts";
import { ConnectionError, DeliveryError, ReplyError } from "../../src/index.ts";
import { observe, stopObserving } from "../support/observe.ts";

afterEach(stopObserving);

const NAMES = [
  "fairlead:command:start",
  "fairlead:command",
  "fairlead:connect",
  "fairlead:topology",
  "fairlead:redirect",
  "fairlead:retry",
  "fairlead:pool",
  "fairlead:pubsub-gap",
];
const LOST = new ConnectionError("ERR_CONNECT_LOST", "lost", "a:1");

function publishAll(): void {
  publishers.publishConnect("lost", 1, "a:1", 5, LOST);
  publishers.publishTopology({
    before: { shards: [] },
    after: { shards: [] },
    added: [],
    removed: [],
    promoted: [],
    movedSlots: 0,
  });
  publishers.publishRedirect("MOVED", "GET", 1, "a:1", { host: "::1", port: 2 });
  publishers.publishRetry("GET", 2, 10, LOST);
  publishers.publishPool("acquire", "a:1", 3, { leased: 1, idle: 0, waiting: 0 });
  publishers.publishPubSubGap("shard", 7, "a:1", 12, "moved");
}

describe("a channel without subscribers", () => {
  it("gets no message, and no command carries an event", () => {
    const published: string[] = [];
    for (const name of NAMES) {
      Object.defineProperty(channel(name), "publish", {
        configurable: true,
        value: () => published.push(name),
      });
    }
    try {
      publishAll();
      expect(traceCommand("GET", 0, undefined)).toBeUndefined();
      expect(traceBatch(10)).toBeUndefined();
      expect(published).toEqual([]);
    } finally {
      for (const name of NAMES) delete (channel(name) as { publish?: unknown }).publish;
    }
  });

  it("costs nothing on behalf of a subscriber of another one", () => {
    observe("fairlead:connect");
    observe("fairlead:command:start");
    expect(traceCommand("GET", 0, undefined)).toBeUndefined();
  });
});

describe("a channel with subscribers", () => {
  it.each([
    ["fairlead:redirect", { kind: "MOVED", command: "GET", slot: 1, from: "a:1", to: "[::1]:2" }],
    ["fairlead:retry", { command: "GET", attempt: 2, waitMs: 10, reason: "ERR_CONNECT_LOST" }],
    ["fairlead:pool", { kind: "acquire", address: "a:1", durationMs: 3, leased: 1, idle: 0, waiting: 0 }],
    [
      "fairlead:pubsub-gap",
      {
        kind: "shard",
        subscriptions: 7,
        address: "a:1",
        durationMs: 12,
        reason: "moved",
      },
    ],
  ] as const)("%s gets its message", (name, message) => {
    const events = observe(name);
    publishAll();
    expect(events).toEqual([message]);
  });
});

describe("the code under which an error is counted", () => {
  it("is the library's or the server's own", () => {
    expect(codeOf(new DeliveryError("ERR_TIMEOUT", "unsent", "GET", undefined))).toBe("ERR_TIMEOUT");
    expect(codeOf(new ReplyError("WRONGTYPE", "WRONGTYPE ...", "GET", "a:1"))).toBe("WRONGTYPE");
  });

  it("never holds data that a script or a program put in its place", () => {
    expect(codeOf(new ReplyError("ann@example.org", "ann@example.org failed", "EVAL", "a:1"))).toBe("OTHER");
    expect(codeOf(Object.assign(new Error("no"), { code: "secret" }))).toBe("Error");
    expect(codeOf("a reason")).toBe("OTHER");
    expect(codeOf(AbortSignal.abort().reason)).toBe("AbortError");
  });
});

describe("open connections", () => {
  const event = (kind: "attempt" | "connected" | "failed" | "lost" | "closed", connection: number) => ({
    kind,
    connection,
    address: "a:1",
    durationMs: 0,
    error: undefined,
  });

  it("are those that were made and have not ended, whoever has listened since when", () => {
    const open = new OpenConnections();
    for (const lost of [event("lost", 1), event("closed", 2)]) open.changed(lost);
    expect(open.byAddress()).toEqual(new Map());
    for (const made of [event("connected", 3), event("connected", 4), event("closed", 3)]) open.changed(made);
    expect(open.byAddress()).toEqual(new Map([["a:1", 1]]));
  });
});
