import { FanOutError, PartialError, ReplyError } from "fairlead";
import { Call, specNamed } from "fairlead/internal";
import { DecodeMode } from "fairlead-resp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Lane } from "../../src/resp/upstream.ts";
import { RoutedLane } from "../../src/routing/routed-lane.ts";
import { RoutedSlots } from "../../src/routing/routed-slots.ts";
import { Routes } from "../../src/routing/routes.ts";

/** A backend that keeps values in memory, and knows four commands. */
class Store {
  readonly values = new Map<string, Buffer>();
  readonly calls: string[] = [];
  failure: Error | undefined = undefined;

  readonly lane = { dispatcher: { dispatch: (call: Call) => this.run(call) } } as unknown as Lane;

  private run(call: Call): void {
    const { name } = call.spec;
    const args = call.args.map(String);
    this.calls.push(name);
    if (this.failure !== undefined) call.reject(this.failure);
    else if (name === "MGET") call.fulfil(args.map((key) => this.values.get(key) ?? null));
    else if (name === "DEL") call.fulfil(args.filter((key) => this.values.delete(key)).length);
    else if (name === "DBSIZE") call.fulfil(this.values.size);
    else {
      for (let at = 0; at < args.length; at += 2) this.values.set(args[at]!, call.args[at + 1] as Buffer);
      call.fulfil("OK");
    }
  }
}

function make() {
  const stores = [new Store(), new Store(), new Store()] as const;
  const routes = new Routes([
    { prefix: "a", backend: 1 },
    { prefix: "b", backend: 2 },
  ]);
  const slots = new RoutedSlots(routes, [false, false, false]);
  const lane = new RoutedLane(
    stores.map(({ lane: each }) => each),
    routes,
    slots,
  );
  const ask = (name: string, ...args: readonly string[]) => {
    const spec = { ...specNamed(name), decode: undefined };
    const call = new Call(
      spec,
      args.map((arg) => Buffer.from(arg)),
      DecodeMode.BYTES,
      1_000,
      false,
    );
    const reply = call.promise();
    lane.dispatch(call);
    return reply;
  };
  return { stores, ask };
}

const key = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 3 });

describe("commands for several backends", () => {
  it("have the reply that one server with all keys would give", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(key, fc.string()), { minLength: 1 }),
        fc.array(key, { minLength: 1 }),
        fc.array(key, { minLength: 1 }),
        async (pairs, read, removed) => {
          const { ask, stores } = make();
          const model = new Map(pairs);
          expect(await ask("MSET", ...pairs.flat())).toBe("OK");
          const values = (await ask("MGET", ...read)) as (Buffer | null)[];
          expect(values.map((value) => value?.toString())).toEqual(read.map((each) => model.get(each)));
          expect(await ask("DBSIZE")).toBe(model.size);
          const gone = removed.filter((each) => model.delete(each)).length;
          expect(await ask("DEL", ...removed)).toBe(gone);
          for (const [at, first] of ["c", "a", "b"].entries()) {
            expect([...stores[at]!.values.keys()].every((each) => each.startsWith(first))).toBe(true);
          }
        },
      ),
    );
  });

  it("ask no backend that has none of the keys", async () => {
    const { ask, stores } = make();
    await ask("MGET", "a1", "a2");
    expect(stores.map(({ calls }) => calls.length)).toEqual([0, 1, 0]);
  });

  it("fail with the outcome of each part, those of a backend's own nodes too", async () => {
    const { ask, stores } = make();
    const refused = new ReplyError("ERR", "ERR no", "X", "b:1");
    stores[2].failure = refused;
    const failure = await ask("DEL", "a", "b").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PartialError);
    stores[2].failure = new FanOutError(
      "DBSIZE",
      new Map([
        ["b:1", { status: "rejected", reason: refused }],
        ["b:2", { status: "fulfilled", value: 1 }],
      ]),
    );
    const failed = (await ask("DBSIZE").catch((error: unknown) => error)) as PartialError;
    expect(failed.outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
  });
});
