import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areApart, backendOf, narrower, ownSlot, slotAt } from "../../src/resp/slots.ts";

const backend = fc.nat(63);
const slot = fc.integer({ min: -1, max: 16_383 });

describe("slots of several backends", () => {
  it("tell the backend, and its own slot", () => {
    fc.assert(
      fc.property(backend, slot, (b, s) => {
        expect([backendOf(slotAt(b, s)), ownSlot(slotAt(b, s))]).toEqual([b, s]);
      }),
    );
  });

  it("are apart on different backends, and in different slots of one", () => {
    fc.assert(
      fc.property(backend, slot, backend, slot, (b, s, c, t) => {
        const apart = b !== c || (s !== t && s !== -1 && t !== -1);
        expect(areApart(slotAt(b, s), slotAt(c, t))).toBe(apart);
      }),
    );
  });

  it("narrow down to the one that is known best", () => {
    fc.assert(
      fc.property(backend, slot, (b, s) => {
        const one = slotAt(b, s);
        expect(narrower(-1, one)).toBe(one);
        expect(narrower(one, -1)).toBe(one);
        expect(narrower(one, slotAt(b, -1))).toBe(one);
        expect(narrower(slotAt(b, -1), one)).toBe(one);
      }),
    );
  });

  it("without a key are any of the first backend's", () => {
    expect([backendOf(-1), ownSlot(-1)]).toEqual([0, -1]);
  });
});
