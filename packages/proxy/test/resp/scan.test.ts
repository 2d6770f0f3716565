import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cursorAfter, placeOf } from "../../src/resp/scan.ts";
import { slotAt } from "../../src/resp/slots.ts";

/** Shards of several backends, each with all slots, in three shards at most. */
function shardsOf(backends: readonly number[]) {
  return backends.flatMap((count, backend) =>
    Array.from({ length: count }, (_, n) => {
      const [from, to] = [Math.ceil((16_384 * n) / count), Math.ceil((16_384 * (n + 1)) / count) - 1];
      return {
        primary: { id: "", address: { host: `10.0.${backend}.${n}`, port: 6379 } },
        replicas: [],
        slots: [[slotAt(backend, from), slotAt(backend, to)]] as const,
      };
    }),
  );
}

const backends = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 20 });
const cursor = fc.bigInt({ min: 1n, max: (1n << 40n) - 1n });

describe("a scan's cursor", () => {
  it("tells the primary and its own cursor, however many backends there are", () => {
    fc.assert(
      fc.property(backends, fc.nat(), cursor, (counts, at, next) => {
        const shards = shardsOf(counts);
        const slot = shards[at % shards.length]!.slots[0][0];
        const text = String(cursorAfter({ slot, cursor: 0n }, next, shards));
        expect(placeOf(text, shards)).toEqual({ slot, cursor: next });
      }),
    );
  });

  it("leads through every primary once", () => {
    fc.assert(
      fc.property(backends, (counts) => {
        const shards = shardsOf(counts);
        const seen: number[] = [];
        let text = "0";
        do {
          const place = placeOf(text, shards);
          seen.push(place.slot);
          text = String(cursorAfter(place, 0n, shards));
        } while (text !== "0");
        expect(seen).toEqual(shards.map(({ slots }) => slots[0][0]));
      }),
    );
  });

  it("begins anew at a primary that is another one by now", () => {
    const [first, ...others] = shardsOf([2, 1]);
    const text = String(cursorAfter({ slot: 0, cursor: 0n }, 77n, [first!, ...others]));
    const moved = { ...first!, primary: { id: "", address: { host: "10.9.9.9", port: 6379 } } };
    expect(placeOf(text, [moved, ...others])).toEqual({ slot: 0, cursor: 0n });
  });
});
