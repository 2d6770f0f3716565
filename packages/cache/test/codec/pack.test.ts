import {
  CacheError,
  packRemoval,
  packStored,
  REMOVAL_BYTES,
  REMOVAL_PREFIX,
  removalMark,
  type Stored,
  type TagStamp,
  unpackStored,
} from "fairlead-cache";
import fc from "fast-check";
import { expect, it } from "vitest";

const span = fc.oneof(fc.constant(Infinity), fc.nat(), fc.integer({ min: 0, max: 2 ** 52 }));
const tag: fc.Arbitrary<TagStamp> = fc.tuple(fc.string({ unit: "grapheme" }), fc.maxSafeNat());
const stored: fc.Arbitrary<Stored> = fc
  .record({
    value: fc.uint8Array({ maxLength: 40 }),
    createdAt: fc.oneof(fc.nat(), fc.integer({ min: 1_700_000_000_000, max: 2 ** 51 })),
    spans: fc.tuple(span, span, span),
    tags: fc.array(tag, { maxLength: 3 }),
  })
  .map(({ value, createdAt, spans: [stale, expires, dead], tags }) => ({
    value,
    tags,
    createdAt,
    staleAt: createdAt + stale,
    expiresAt: createdAt + expires,
    deadAt: createdAt + dead,
  }));

const plain: Stored = {
  value: Uint8Array.of(1, 2, 3),
  createdAt: 1_700_000_000_000,
  staleAt: Infinity,
  expiresAt: 1_700_000_060_000,
  deadAt: 1_700_003_600_000,
  tags: [],
};

function codeOf(run: () => unknown): unknown {
  try {
    return { gave: run() };
  } catch (error) {
    return error instanceof CacheError ? error.code : error;
  }
}

it("a packed entry unpacks to what it was", () => {
  fc.assert(
    fc.property(stored, (entry) => {
      const unpacked = unpackStored(packStored(entry));
      expect({ ...unpacked, value: [...unpacked.value] }).toEqual({ ...entry, value: [...entry.value] });
    }),
  );
});

it("no part of a packed entry is one, nor is one with something after it", () => {
  fc.assert(
    fc.property(stored, (entry) => {
      const packed = packStored(entry);
      for (let length = 0; length < packed.length; length++) {
        expect(codeOf(() => unpackStored(packed.subarray(0, length)))).toBe("ERR_CACHE_DECODE");
      }
      expect(codeOf(() => unpackStored(Buffer.concat([packed, Buffer.of(0)])))).toBe("ERR_CACHE_DECODE");
    }),
    { numRuns: 50 },
  );
});

it("whatever the bytes, they unpack or are refused with a code", () => {
  const garbled = fc.tuple(stored, fc.nat(), fc.nat(255)).map(([entry, at, byte]) => {
    const packed = packStored(entry);
    packed[at % packed.length] = byte;
    return packed;
  });
  fc.assert(
    fc.property(fc.oneof(garbled, fc.uint8Array()), (bytes) => {
      const outcome = codeOf(() => unpackStored(bytes));
      if (typeof outcome !== "object") expect(outcome).toBe("ERR_CACHE_DECODE");
      else expect(outcome).toHaveProperty("gave.tags");
    }),
    { numRuns: 2_000 },
  );
});

it("an entry without tags takes less than 24 bytes more than its value", () => {
  expect(packStored(plain).length - plain.value.length).toBeLessThan(24);
});

it("the layout is the documented one", () => {
  const packed = packStored({ ...plain, createdAt: 300, staleAt: 300, expiresAt: 301, deadAt: Infinity });
  expect(packed.toString("hex")).toBe("c11102ac0201020003010203");
  const tagged = packStored({
    ...plain,
    createdAt: 1,
    staleAt: 1,
    expiresAt: 1,
    deadAt: 1,
    tags: [["é", 5]],
  });
  expect(tagged.toString("hex")).toBe("c11103010101010102c3a90503010203");
});

it("fractions of a millisecond are rounded down, for all times alike", () => {
  const unpacked = unpackStored(packStored({ ...plain, createdAt: 10.7, staleAt: 10.9, expiresAt: 12.5 }));
  expect([unpacked.createdAt, unpacked.staleAt, unpacked.expiresAt]).toEqual([10, 10, 12]);
});

it("a later version is refused, with the label of whoever asks", () => {
  const packed = packStored(plain);
  packed[1] = 0x12;
  expect(() => unpackStored(packed, "disk")).toThrow(
    expect.objectContaining({ code: "ERR_CACHE_DECODE", layer: "disk" }),
  );
});

it.each([
  ["a creation before 1970", { createdAt: -1 }],
  ["an expiry before the creation", { expiresAt: plain.createdAt - 1 }],
  ["a time that is none", { deadAt: Number.NaN }],
  ["a time too far off", { staleAt: 2 ** 53 }],
  ["a negative stamp", { tags: [["a", -1]] as const }],
  ["half a surrogate pair in a tag", { tags: [["\ud800", 1]] as const }],
])("%s can't be packed", (_, change) => {
  expect(() => packStored({ ...plain, ...change })).toThrow(RangeError);
});

it("a packed removal gives its mark", () => {
  const mark = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constant(2 ** 53));
  fc.assert(
    fc.property(mark, (n) => {
      expect(removalMark(packRemoval(n))).toBe(n);
    }),
  );
});

it("a removal is as a script of the store writes it", () => {
  expect(packRemoval(1234).toString("latin1")).toBe("\xc1\x11\x010000000000001234");
  expect(packRemoval(2 ** 53)).toHaveLength(REMOVAL_BYTES);
  expect([...packRemoval(0).subarray(0, 3)]).toEqual([...REMOVAL_PREFIX]);
});

it("no part of a removal is one, no entry is one, and a removal is no entry", () => {
  const removal = packRemoval(77);
  for (let length = 0; length < removal.length; length++) {
    expect(removalMark(removal.subarray(0, length))).toBeUndefined();
  }
  expect(removalMark(Buffer.concat([removal, removal]))).toBeUndefined();
  expect(removalMark(Buffer.from("\xc1\x11\x01000000000000x234", "latin1"))).toBeUndefined();
  expect(removalMark(Buffer.from("\xc1\x11\x019999999999999999", "latin1"))).toBeUndefined();
  expect(codeOf(() => unpackStored(removal))).toBe("ERR_CACHE_DECODE");
  fc.assert(
    fc.property(stored, (entry) => {
      expect(removalMark(packStored(entry))).toBeUndefined();
    }),
  );
});

it.each([-1, 0.5, Number.NaN, 2 ** 54])("%d is no mark", (mark) => {
  expect(() => packRemoval(mark)).toThrow(RangeError);
});
