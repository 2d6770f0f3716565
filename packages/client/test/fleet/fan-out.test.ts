import type { Reply } from "fairlead-resp";
import { describe, expect, it } from "vitest";
import { specNamed } from "../../src/commands/lookup.ts";
import { Call } from "../../src/connection/call.ts";
import { modeOf } from "../../src/connection/mode.ts";
import { FanOutError, ReplyError, RouteError } from "../../src/errors.ts";
import { fanOut, splitBySlots } from "../../src/fleet/fan-out.ts";

const NODES = ["a", "b", "c"].map((host, at) => ({
  name: `${host}:${at + 1}`,
  address: { host, port: at + 1 },
}));

function call(name: string, args: string[] = [], options: Call["options"] = undefined): Call {
  const made = new Call(specNamed(name), args, modeOf(undefined), 1_000, false);
  made.options = options;
  return made;
}

/** Fans out, each node answering by its own part of `answers`. */
function answered(sent: Call, answers: readonly (Reply | Error)[]): Promise<unknown> {
  const promise = sent.promise();
  const legs: Call[] = [];
  fanOut(sent, NODES, { dispatch: (leg) => legs.push(leg) });
  legs.forEach((leg, at) => {
    const answer = answers[at] as Reply | Error;
    if (answer instanceof Error) leg.reject(answer);
    else leg.fulfil(answer);
  });
  return promise;
}

const refusal = (code: string): ReplyError => new ReplyError(code, `${code} no`, "X", "b:2");
const gone = new RouteError("ERR_ROUTE_UNKNOWN_ADDRESS", "no node has the address b:2", "X");

describe("a fan-out", () => {
  it("never reports OK when one node refused, whichever it was", async () => {
    for (const answers of [
      [refusal("OOM"), "OK", "OK"],
      ["OK", refusal("NOPERM"), "OK"],
      ["OK", "OK", refusal("ERR")],
    ]) {
      const error = await answered(call("FLUSHALL"), answers).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(FanOutError);
      expect((error as FanOutError).outcomes.size).toBe(3);
      expect((error as FanOutError).delivery).toBe("unknown");
    }
  });

  it("whose one success is enough takes no refusal for it, and fails when all refuse", async () => {
    const idle = refusal("NOTBUSY");
    expect(await answered(call("SCRIPT KILL"), [idle, "OK", idle])).toBe("OK");
    await expect(answered(call("SCRIPT KILL"), [idle, idle, idle])).rejects.toMatchObject({
      code: "ERR_FAN_OUT",
      cause: { code: "NOTBUSY" },
    });
  });

  it("adds up what is to be added up, and fails rather than leave a node out", async () => {
    expect(await answered(call("DBSIZE"), [1, 2, 3])).toBe(6);
    await expect(answered(call("DBSIZE"), [1, refusal("LOADING"), 3])).rejects.toBeInstanceOf(FanOutError);
  });

  it("gives replies that stand side by side by address, each decoded", async () => {
    const found = await answered(call("CONFIG GET", ["a"]), [
      ["a", "1"],
      ["a", "2"],
      ["a", "3"],
    ]);
    expect(found).toEqual(new Map(NODES.map(({ name }, at) => [name, { a: String(at + 1) }])));
  });

  it("gives every outcome where partial replies are asked for", async () => {
    const error = refusal("NOPERM");
    expect(await answered(call("DBSIZE", [], { partial: true }), [1, error, 3])).toEqual(
      new Map<string, unknown>([
        ["a:1", { status: "fulfilled", value: 1 }],
        ["b:2", { status: "rejected", reason: error }],
        ["c:3", { status: "fulfilled", value: 3 }],
      ]),
    );
  });

  it("goes to the nodes there are now when one has left meanwhile, if it is a read", async () => {
    const again: Call[] = [];
    const sent = call("DBSIZE");
    fanOut(sent, NODES, {
      dispatch: (leg) => {
        if (leg === sent) again.push(leg);
        else if (again.length === 0) leg.reject(gone);
      },
    });
    expect(again).toEqual([sent]);
  });

  it("of a write is never sent again by itself when a node has left", async () => {
    await expect(answered(call("FLUSHALL"), ["OK", gone, "OK"])).rejects.toBeInstanceOf(FanOutError);
  });

  it("with replies that can't be combined costs the call, not the client", async () => {
    await expect(answered(call("DBSIZE"), [1, "nonsense", 3])).rejects.toBeInstanceOf(TypeError);
  });

  it("does not send what still waits once its caller has given up", () => {
    const legs: Call[] = [];
    const sent = call("DBSIZE");
    sent.promise().catch(() => undefined);
    fanOut(sent, NODES, { dispatch: (leg) => legs.push(leg) });
    sent.reject(new Error("aborted"));
    expect(legs.map(({ phase }) => phase)).toEqual([2, 2, 2]);
  });
});

describe("a split command", () => {
  it("puts the elements back in the order of its keys, and a missing one as null", async () => {
    const keys = ["a", "b", "c", "a"];
    const sent = call("MGET", keys);
    const promise = sent.promise();
    const legs: Call[] = [];
    splitBySlots(sent, { dispatch: (leg) => legs.push(leg) });
    expect(legs).toHaveLength(3);
    for (const leg of legs) leg.fulfil(leg.args[0] === "c" ? [] : leg.args.map((key) => `v-${key}`));
    expect(await promise).toEqual(["v-a", "v-b", null, "v-a"]);
  });
});
