import fc from "fast-check";
import { expect, it } from "vitest";
import type { Topology } from "../../src/topology.ts";
import { invalidatedKeys, keyOf, movedSlots } from "../../src/tracking/invalidation.ts";

/** A topology in which each of some boundaries begins another node's range. */
const topology = fc
  .array(fc.record({ at: fc.integer({ min: 1, max: 16_383 }), port: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 5,
  })
  .map((cuts): Topology => {
    const sorted = [...cuts].sort((a, b) => a.at - b.at);
    const starts = [{ at: 0, port: 1 }, ...sorted];
    return {
      shards: starts.map(({ at, port }, index) => ({
        primary: { id: "", address: { host: "h", port } },
        replicas: [],
        slots: [[at, (starts[index + 1]?.at ?? 16_384) - 1] as const],
      })),
    };
  });

function ownerOf({ shards }: Topology, slot: number): number | undefined {
  return shards.findLast(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to))?.primary
    .address.port;
}

it("exactly the slots with another owner have moved", () => {
  fc.assert(
    fc.property(topology, topology, fc.integer({ min: 0, max: 16_383 }), (before, after, slot) => {
      const moved = movedSlots(before, after).some(([from, to]) => from <= slot && slot <= to);
      expect(moved).toBe(ownerOf(before, slot) !== ownerOf(after, slot));
    }),
  );
});

it("a push of another kind invalidates nothing, and null everything", () => {
  expect(invalidatedKeys([Buffer.from("message"), Buffer.from("a")])).toBeUndefined();
  expect(invalidatedKeys([Buffer.from("invalidate"), null])).toBeNull();
  expect(invalidatedKeys([Buffer.from("invalidate"), [Buffer.from("a")]])).toEqual([Buffer.from("a")]);
});

it("a key is text where it can be", () => {
  expect(keyOf(Buffer.from("ä"))).toBe("ä");
  expect(keyOf(Buffer.from([0xff]))).toEqual(Buffer.from([0xff]));
});
