import { CacheError, type Codec, createCodec, decoded, type Encoded } from "fairlead-cache";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases, compressors } from "./values.ts";

const settings = cases.flatMap(({ format, values }) =>
  compressors.map((compressor) => ({
    name: `${format.name}, ${compressor.name}`,
    format,
    values,
    compressor,
  })),
);

/** What decoding gives, or the code it is refused with. */
function outcome(codec: Codec, encoded: Encoded): unknown {
  try {
    return { value: decoded(codec, encoded) };
  } catch (error) {
    return error instanceof CacheError ? error.code : error;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function beginsLikeAnEnvelope(value: unknown): boolean {
  if (!(value instanceof Uint8Array) || value.length < 2) return false;
  const [first, second] = value as unknown as [number, number];
  return first === 0xc1 && second >= 0x01 && second <= 0x0f;
}

describe.each(settings)("$name", ({ format, compressor, values }) => {
  const codec = createCodec({ format, compressor, threshold: 0 });
  /** Repeated, so that compression is worth it. */
  const large = values.map((value) => {
    if (typeof value === "string" && format.name === "text") return value.repeat(50);
    if (value instanceof Uint8Array && format.name === "bytes")
      return new Uint8Array(2_000).fill(value[0] ?? 7);
    return new Array(30).fill(value ?? null);
  });

  it("every value comes back as it was, also through a reader set to another format", async () => {
    const other = createCodec({ accept: [format, compressor] });
    await fc.assert(
      fc.asyncProperty(fc.oneof(values, large, fc.constant(undefined)), async (value) => {
        const encoded = await codec.encode(value);
        expect(codec.decode(encoded)).toStrictEqual(value);
        expect(decoded(codec, latin1(encoded))).toStrictEqual(value);
        expect(other.decode(encoded)).toStrictEqual(value);
      }),
    );
  });

  it("no part of an encoded value is one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(values, large), async (value) => {
        const encoded = await codec.encode(value);
        for (let length = 0; length < encoded.length; length++) {
          const part = encoded.subarray(0, length);
          expect(outcome(codec, part)).toBe("ERR_CACHE_DECODE");
          expect(outcome(codec, latin1(part))).toBe("ERR_CACHE_DECODE");
        }
      }),
      { numRuns: 20 },
    );
  });

  it("garbled bytes give a value or the error for it", async () => {
    await fc.assert(
      fc.asyncProperty(values, fc.nat(), fc.nat(255), async (value, at, byte) => {
        const encoded = Buffer.from(await codec.encode(value));
        encoded[at % encoded.length] = byte;
        const result = outcome(codec, encoded);
        if (typeof result !== "object") expect(result).toBe("ERR_CACHE_DECODE");
        else expect(result).toHaveProperty("value");
      }),
      { numRuns: 300 },
    );
  });
});

describe.each(cases)("$format.name", ({ format, values }) => {
  it("written bare, every value comes back as it was", () => {
    const codec = createCodec({ format, envelope: "none" });
    fc.assert(
      fc.property(
        values.filter((value) => value !== undefined && !beginsLikeAnEnvelope(value)),
        (value) => {
          expect(codec.decode(codec.encode(value) as Uint8Array)).toStrictEqual(value);
        },
      ),
    );
  });

  it("any bytes give a value or the error for it", () => {
    const codec = createCodec({ format });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (garbage) => {
        const result = outcome(codec, garbage);
        if (typeof result !== "object") expect(result).toBe("ERR_CACHE_DECODE");
        else expect(result).toHaveProperty("value");
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["a function", () => 1],
    ["a symbol", Symbol("secret")],
    ["a promise", Promise.resolve(1)],
    ["a function within", { list: [{ run: () => 1 }] }],
    ["a promise within", new Map([["a", { later: Promise.resolve(1) }]])],
  ])("%s is refused", (_, value) => {
    const codec = createCodec({ format, label: "disk" });
    expect(() => codec.encode(value)).toThrow(
      expect.objectContaining({ code: "ERR_CACHE_ENCODE", layer: "disk" }),
    );
  });
});
