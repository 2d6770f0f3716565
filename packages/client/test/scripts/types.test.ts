import { describe, expectTypeOf, it } from "vitest";
import type { Client, Command, Key, Replies } from "../../src/index.ts";
import { defineFunction, defineScript, routes } from "../../src/index.ts";

const incrBy = defineScript<{ keys: [counter: Key]; args: [by: number]; reply: number }>({ lua: "return 1" });
const members = defineScript<{ keys: Key[]; args: [ttl: number, ...members: string[]]; reply: string[] }>({
  lua: "return {}",
});
const size = defineFunction<{ keys: [key: Key]; args: []; reply: number | null }>({ name: "size" });

describe("the compiler", () => {
  it("knows what a script gives", () => {
    expectTypeOf(incrBy(["k"], [5])).toEqualTypeOf<Command<number>>();
    expectTypeOf(incrBy([Buffer.of(1)], [5], { timeoutMs: 5 })).toEqualTypeOf<Command<number>>();
    expectTypeOf(members([], [1, "a", "b"])).toEqualTypeOf<Command<string[]>>();
    expectTypeOf(size(["k"])).toEqualTypeOf<Command<number | null>>();
    expectTypeOf(size(["k"], [], { timeoutMs: 5 })).toEqualTypeOf<Command<number | null>>();
    const many = [incrBy(["k"], [5]), size(["k"])] as const;
    expectTypeOf<Replies<typeof many>>().toEqualTypeOf<[number, number | null]>();
    expectTypeOf((client: Client) =>
      client.send(incrBy(["k"], [5])),
    ).returns.resolves.toEqualTypeOf<number>();
  });

  it("follows routes to many nodes", () => {
    const everywhere = incrBy(["k"], [5], { route: routes.allPrimaries });
    expectTypeOf(everywhere).toEqualTypeOf<Command<Map<string, number>>>();
    expectTypeOf(incrBy(["k"], [5], { route: routes.primary })).toEqualTypeOf<Command<number>>();
  });

  it("takes what is not declared as it comes", () => {
    const script = defineScript({ lua: "return 1" });
    expectTypeOf(script(["a", Buffer.of(1)], ["b", 1, 1n])).toEqualTypeOf<Command<unknown>>();
    expectTypeOf(script([])).toEqualTypeOf<Command<unknown>>();
  });

  it("refuses a wrong number of keys or arguments, and those of wrong types", () => {
    // @ts-expect-error a key too few
    incrBy([], [5]);
    // @ts-expect-error a key too many
    incrBy(["k", "l"], [5]);
    // @ts-expect-error not a number
    incrBy(["k"], ["5"]);
    // @ts-expect-error no arguments
    expectTypeOf(() => incrBy(["k"])).toBeFunction();
    // @ts-expect-error an argument too many
    incrBy(["k"], [5, 6]);
    // @ts-expect-error the first is a number
    members(["k"], ["a"]);
    // @ts-expect-error takes no arguments
    size(["k"], [1]);
    // @ts-expect-error the form of strings belongs to the definition
    incrBy(["k"], [5], { reply: "bytes" });
    // @ts-expect-error no number is a key
    expectTypeOf(() => defineScript<{ keys: [number]; args: []; reply: null }>({ lua: "" })).toBeFunction();
    // @ts-expect-error gives another type than declared
    defineScript<{ keys: []; args: []; reply: number }>({ lua: "", decode: String });
  });
});
