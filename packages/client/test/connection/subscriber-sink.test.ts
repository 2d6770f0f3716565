import type { Reply } from "fairlead-resp";
import { Decoder } from "fairlead-resp";
import { describe, expect, it } from "vitest";
import { Flag } from "../../src/commands/command.ts";
import { plainSpec } from "../../src/commands/plain-spec.ts";
import { Call } from "../../src/connection/call.ts";
import { keepAlive } from "../../src/connection/own-calls.ts";
import { SubscriberSink } from "../../src/connection/subscriber-sink.ts";

function reading(calls: readonly Call[]) {
  const queue = [...calls];
  const events: unknown[] = [];
  const sink = new SubscriberSink(
    {
      get first() {
        return queue[0];
      },
      onReply(value: Reply) {
        events.push([queue.shift()?.spec.name, value]);
      },
      onPush(items: Reply[]) {
        events.push(items);
      },
    },
    { mode: 2 },
  );
  const decoder = new Decoder(sink);
  return (text: string): unknown[] => {
    const bytes = Buffer.from(text.replaceAll(" ", "\r\n"));
    decoder.write(bytes, 0, bytes.length);
    return events.splice(0);
  };
}

const order = (name: string, ...names: (string | Buffer)[]) =>
  new Call(plainSpec(name, Flag.PUBSUB | Flag.PUSH_REPLY), names, 0, 0, true, {
    fulfil: () => undefined,
    reject: () => undefined,
  });

describe.each([
  ["RESP2", "*"],
  ["RESP3", ">"],
])("a subscriber's connection over %s", (_, type) => {
  const told = (kind: string, channel: string) => `${type}3 +${kind} +${channel} :1 `;

  it("takes one confirmation for each name as the reply, and messages between for no reply", () => {
    const read = reading([order("SUBSCRIBE", "a", "b"), keepAlive()]);
    expect(read(told("subscribe", "a"))).toEqual([]);
    expect(read(told("message", "x"))).toEqual([["message", "x", 1]]);
    expect(read(told("subscribe", "b"))).toEqual([["SUBSCRIBE", null]]);
    expect(read("*2 +pong + ")).toEqual([["PING", ["pong", ""]]]);
  });

  it("knows a name that is no text again, also where it is read as text", () => {
    const read = reading([order("UNSUBSCRIBE", Buffer.from("\xff", "latin1")), keepAlive()]);
    expect(read(told("unsubscribe", "\ufffd"))).toEqual([["UNSUBSCRIBE", null]]);
  });

  it("takes a refusal for the whole command", () => {
    const read = reading([order("SUBSCRIBE", "a", "b"), keepAlive()]);
    expect(read("-NOPERM +PONG ")).toMatchObject([
      ["SUBSCRIBE", { message: "NOPERM" }],
      ["PING", "PONG"],
    ]);
  });

  it("takes no reply's place when the server says `sunsubscribe` unasked, whoever waits for one", () => {
    const read = reading([
      order("SSUBSCRIBE", "a"),
      order("SUNSUBSCRIBE", "b", "c", "b"),
      order("SSUBSCRIBE", "d"),
    ]);
    expect(read(told("sunsubscribe", "a"))).toEqual([["sunsubscribe", "a", 1]]);
    expect(read(told("ssubscribe", "a"))).toEqual([["SSUBSCRIBE", null]]);
    // The slot leaves while the command is on its way, which is refused then.
    expect(read(told("sunsubscribe", "b") + told("sunsubscribe", "c"))).toEqual([]);
    expect(read("-MOVED ")).toMatchObject([["SUNSUBSCRIBE", { message: "MOVED" }]]);
    expect(read(told("ssubscribe", "d"))).toEqual([["SSUBSCRIBE", null]]);
  });
});
