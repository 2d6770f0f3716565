import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChannelKind } from "../../src/pubsub/channel.ts";
import { type Place, type Placed, plan } from "../../src/pubsub/plan.ts";

interface Topic extends Placed<string> {
  readonly name: number;
  place: Place<string>;
}

const NODES = ["A", "B", "C"];
const node = fc.constantFrom(...NODES);
const place: fc.Arbitrary<Place<string>> = fc.oneof(
  fc.constant({ kind: "nowhere" as const }),
  fc.record({ kind: fc.constantFrom("waiting" as const, "asked" as const, "on" as const), node }),
);
const topic = fc
  .record({
    kind: fc.constantFrom<ChannelKind>("channel", "pattern", "shard"),
    slot: fc.nat(4),
    wanted: fc.boolean(),
    alone: fc.boolean(),
    place,
  })
  .map((given) => ({ ...given, slot: given.kind === "shard" ? given.slot : -1 }));
const world = fc.record({
  topics: fc
    .array(topic, { maxLength: 40 })
    .map((topics) => topics.map((one, name): Topic => ({ ...one, name }))),
  /** By slot, the one of no slot last. */
  homes: fc.array(fc.option(node, { nil: undefined }), { minLength: 6, maxLength: 6 }),
  up: fc.subarray(NODES),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

const homeOf = ({ homes }: World, { slot }: Topic) => homes.at(slot);
const planOf = (given: World) =>
  plan(
    given.topics,
    (one) => homeOf(given, one),
    (name) => given.up.includes(name),
    () => true,
  );

const isAt = (place: Place<string>): place is Place<string> & { kind: "asked" | "on" } =>
  place.kind === "asked" || place.kind === "on";

/** What the servers hold, by topic: a node that is not connected holds nothing. */
function heldIn(given: World): Map<number, Set<string>> {
  return new Map(
    given.topics.map(({ name, place: at }) => [
      name,
      new Set(isAt(at) && given.up.includes(at.node) ? [at.node] : []),
    ]),
  );
}

/** Where a topic should be held once the plan is carried out; `undefined` for wherever it was. */
function heldAfter(given: World, one: Topic): string[] | undefined {
  if (!one.wanted) return [];
  const home = homeOf(given, one);
  return home === undefined ? undefined : given.up.filter((name) => name === home);
}

function carryOut(given: World): void {
  const { orders, waiting } = planOf(given);
  for (const { verb, node: target, topics } of orders) {
    const next: Place<string> = verb === "subscribe" ? { kind: "asked", node: target } : { kind: "nowhere" };
    for (const one of topics) one.place = next;
  }
  for (const { topic: one, node: home } of waiting) one.place = { kind: "waiting", node: home };
  for (const one of given.topics) if (!one.wanted) one.place = { kind: "nowhere" };
}

describe("the plan of what to subscribe where", () => {
  it("leaves each wanted topic at its home alone, and others nowhere, never at two nodes on the way", () => {
    fc.assert(
      fc.property(world, (given) => {
        const held = heldIn(given);
        const at = ({ name }: Topic) => held.get(name) as Set<string>;
        for (const { verb, node: target, topics } of planOf(given).orders) {
          for (const one of topics) at(one)[verb === "subscribe" ? "add" : "delete"](target);
          expect(topics.every((one) => at(one).size <= 1)).toBe(true);
        }
        const outcome = given.topics.map((one) => [...at(one)]);
        expect(outcome).toEqual(given.topics.map((one, n) => heldAfter(given, one) ?? outcome[n]));
      }),
    );
  });

  it("asks for nothing that is asked for already, leaves only what is there, and then has nothing more to do", () => {
    fc.assert(
      fc.property(world, (given) => {
        for (const { verb, node: target, topics } of planOf(given).orders) {
          for (const { place: at } of topics) {
            expect(isAt(at) && at.node === target).toBe(verb === "unsubscribe");
          }
        }
        carryOut(given);
        expect(planOf(given)).toEqual({ orders: [], waiting: [], settling: [] });
      }),
    );
  });

  it("never puts two slots, two kinds, or one that is to be alone with others into one command", () => {
    fc.assert(
      fc.property(world, (given) => {
        for (const { kind, slot, topics } of planOf(given).orders) {
          for (const one of topics) expect([one.kind, one.slot]).toEqual([kind, slot]);
          if (topics.some(({ alone }) => alone)) expect(topics).toHaveLength(1);
        }
      }),
    );
  });

  it("sends few commands for many channels, and none that is huge", () => {
    const topics = Array.from({ length: 10_000 }, (_, name) => ({
      name,
      kind: "channel" as const,
      slot: -1,
      wanted: true,
      alone: false,
      place: { kind: "nowhere" as const },
    }));
    const { orders } = plan(
      topics,
      () => "A",
      () => true,
      () => true,
    );
    expect(orders).toHaveLength(20);
  });
});
