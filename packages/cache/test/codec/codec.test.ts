import * as cborX from "cbor-x";
import {
  brotli,
  bytes,
  CacheError,
  type Codec,
  type CodecOptions,
  cbor,
  createCodec,
  extendedJson,
  type Format,
  gzip,
  msgpack,
  none,
  text,
  v8,
  type ZstdModule,
  zstd,
} from "fairlead-cache";
import * as msgpackr from "msgpackr";
import { describe, expect, it } from "vitest";
import { hasZstd } from "./node.ts";
import { compressors } from "./values.ts";

const MAGIC = 0xc1;
const wordy = { words: "again and again ".repeat(200) };

function errorOf(run: () => unknown): CacheError {
  try {
    run();
  } catch (error) {
    if (error instanceof CacheError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function encoded(codec: Codec, value: unknown): Uint8Array {
  const result = codec.encode(value);
  if (result instanceof Promise) throw new Error("a promise");
  return result;
}

describe("the envelope", () => {
  it("is C1, the version, the format's id, the compressor's id, and the length", () => {
    expect(Buffer.from(encoded(createCodec(), ["ä"])).toString("latin1")).toBe(
      '\xc1\x01\x01\x00\x06["\xc3\xa4"]',
    );
    // Of ASCII it says so.
    expect(Buffer.from(encoded(createCodec(), [1])).toString("latin1")).toBe("\xc1\x01\x01?\x03[1]");
    expect([...encoded(createCodec(), undefined)]).toEqual([MAGIC, 1, 0, 0, 0]);
    const zipped = encoded(createCodec({ format: text, compressor: gzip() }), "a".repeat(2_000));
    expect([...zipped.subarray(0, 6)]).toEqual([MAGIC, 1, 2, 1, 0xd0, 0x0f]);
  });

  it("a format can be changed without a flush, if it is given to readers first", () => {
    const before = createCodec({ accept: [msgpack(msgpackr)] });
    const after = createCodec({ format: msgpack(msgpackr) });
    expect(before.decode(encoded(after, { a: 1 }))).toEqual({ a: 1 });
    expect(after.decode(encoded(before, { a: 1 }))).toEqual({ a: 1 });
  });

  it("what another program wrote without one is read with the format that is set", () => {
    expect(createCodec().decode(Buffer.from(' {"id":7}'))).toEqual({ id: 7 });
    expect(createCodec({ format: text }).decode(Buffer.from("é"))).toBe("é");
    expect(createCodec({ format: cbor(cborX) }).decode(cborX.encode({ a: 1 }))).toEqual({ a: 1 });
    const map = createCodec({ format: msgpack(msgpackr) }).decode(msgpackr.pack({ a: 1 }));
    expect(map).toEqual(new Map([["a", 1]]));
  });

  it.each([
    ["a format that was not given", [MAGIC, 1, 7, 0, 1, 0x01]],
    ["a compressor that does not exist", [MAGIC, 1, 1, 99, 1, 0x31]],
    ["a later version", [MAGIC, 2, 1, 0, 1, 0x31]],
    ["a packed entry", [MAGIC, 0x11, 2, 0, 0, 0, 0, 0]],
    ["undefined with a payload", [MAGIC, 1, 0, 0, 1, 0x31]],
    ["nothing at all", []],
    ["text that is no UTF-8", [0xff, 0xfe]],
  ])("%s is refused", (_, given) => {
    for (const format of [text, undefined]) {
      const codec = createCodec({ label: "redis", ...(format && { format }) });
      const { code, layer } = errorOf(() => codec.decode(Uint8Array.from(given)));
      expect([code, layer]).toEqual(["ERR_CACHE_DECODE", "redis"]);
    }
  });

  it("no error tells what the bytes were", () => {
    for (const format of [undefined, extendedJson, text]) {
      const codec = createCodec(format && { format });
      const error = errorOf(() => codec.decode(Buffer.from([...Buffer.from("password"), 0xff])));
      const other = errorOf(() => createCodec().decode(Buffer.from("password")));
      expect(`${error} ${error.cause} ${other} ${other.cause}`).not.toContain("pass");
    }
  });
});

describe("without an envelope", () => {
  it("a value is written as the format writes it", () => {
    expect(Buffer.from(encoded(createCodec({ envelope: "none" }), { a: 1 })).toString()).toBe('{"a":1}');
  });

  it("undefined, and what looks like an envelope, are refused", () => {
    const codec = createCodec({ envelope: "none", format: bytes });
    expect(errorOf(() => codec.encode(undefined)).code).toBe("ERR_CACHE_ENCODE");
    expect(errorOf(() => codec.encode(Uint8Array.of(MAGIC, 1, 3, 0, 0))).code).toBe("ERR_CACHE_ENCODE");
    expect(codec.decode(encoded(codec, Uint8Array.of(MAGIC)))).toEqual(Uint8Array.of(MAGIC));
  });

  it("what was written with one before is still read", () => {
    const codec = createCodec({ envelope: "none", format: bytes });
    expect(codec.decode(encoded(createCodec({ compressor: gzip(), threshold: 0 }), wordy))).toEqual(wordy);
  });
});

describe("compression", () => {
  it("begins at the threshold", () => {
    const codec = createCodec({ format: text, compressor: gzip() });
    expect(encoded(codec, "a".repeat(1_023))[3]).toBe(0x3f);
    expect(encoded(codec, "ä".repeat(511))[3]).toBe(none.id);
    expect(encoded(codec, "a".repeat(1_024))[3]).toBe(gzip().id);
  });

  it("that saves less than a tenth is not kept", () => {
    const saving = (share: number): Format["id"] => {
      const half = { ...gzip(), compress: (raw: Uint8Array) => raw.subarray(0, raw.length * share) };
      return encoded(
        createCodec({ format: bytes, compressor: half, threshold: 0 }),
        new Uint8Array(1_000),
      )[3]!;
    };
    expect(saving(0.91)).toBe(none.id);
    expect(saving(0.9)).toBe(gzip().id);
  });

  it.each([gzip(), brotli()])(
    "with $name of 64 KiB and more gives a promise, of what decodes to the same",
    async (compressor) => {
      const codec = createCodec({ format: text, compressor });
      const [small, large] = ["a".repeat(65_535), "a".repeat(65_536)];
      expect(codec.encode(small)).not.toBeInstanceOf(Promise);
      const later = codec.encode(large);
      expect(later).toBeInstanceOf(Promise);
      expect((await later).length).toBeLessThan(1_000);
      expect(codec.decode(await later)).toBe(large);
    },
  );

  it("that fails is an error, at once or later", async () => {
    const fail = (): never => {
      throw new Error("out of order");
    };
    const broken = { ...gzip(), compress: fail, compressLater: async () => fail() };
    const codec = createCodec({ format: text, compressor: broken });
    expect(errorOf(() => codec.encode("a".repeat(2_000))).code).toBe("ERR_CACHE_ENCODE");
    await expect(codec.encode("a".repeat(70_000))).rejects.toMatchObject({ code: "ERR_CACHE_ENCODE" });
  });
});

describe("sizes", () => {
  const zeros = new Uint8Array(50_000_000);
  const growth = (run: () => void): number => {
    const before = process.memoryUsage().rss;
    run();
    return process.memoryUsage().rss - before;
  };

  it.each(compressors.filter(({ id }) => id !== none.id))(
    "a bomb of $name is refused before it unpacks, whatever it says of its size",
    (compressor) => {
      const packed = compressor.compress(zeros);
      expect(packed.length).toBeLessThan(60_000);
      const bomb = (...says: number[]): Uint8Array =>
        Buffer.concat([Uint8Array.of(MAGIC, 1, bytes.id, compressor.id, ...says), packed]);
      const honest = bomb(0x80, 0xe1, 0xeb, 0x17);
      const lying = bomb(0x10);

      const codec = createCodec({ maxBytes: 1_000_000 });
      const grown = growth(() => {
        expect(errorOf(() => codec.decode(honest)).code).toBe("ERR_CACHE_DECODE");
        expect(errorOf(() => codec.decode(lying)).code).toBe("ERR_CACHE_DECODE");
      });
      expect(grown).toBeLessThan(20_000_000);
      expect(createCodec().decode(honest)).toHaveLength(50_000_000);
    },
  );

  it("more than maxBytes are neither written nor read", () => {
    const codec = createCodec({ format: text, maxBytes: 10 });
    expect(codec.decode(encoded(codec, "0123456789"))).toBe("0123456789");
    expect(errorOf(() => codec.encode("01234567890")).code).toBe("ERR_CACHE_TOO_LARGE");
    const large = encoded(createCodec({ format: text }), "01234567890");
    expect(errorOf(() => codec.decode(large)).code).toBe("ERR_CACHE_DECODE");
    expect(errorOf(() => codec.decode(Buffer.from("01234567890"))).code).toBe("ERR_CACHE_DECODE");
  });
});

describe("zstd", () => {
  /** Stands for a package that compresses with Zstandard. */
  const other: ZstdModule = {
    constants: { ZSTD_c_compressionLevel: 100 },
    zstdCompressSync: (raw, { params }) => Buffer.from(`${params?.[100]}:${raw.length}`),
    zstdCompress: (raw, options, done) => done(null, other.zstdCompressSync(raw, options)),
    zstdDecompressSync: (packed) => Buffer.alloc(Number(Buffer.from(packed).toString().split(":")[1]), "z"),
  };

  it("compresses with a module that is passed in", async () => {
    const codec = createCodec({ format: text, compressor: zstd({ level: 7, module: other }) });
    const made = encoded(codec, "z".repeat(2_000));
    expect(Buffer.from(made.subarray(6)).toString()).toBe("7:2000");
    expect(codec.decode(made)).toBe("z".repeat(2_000));
    expect(codec.decode(await codec.encode("z".repeat(70_000)))).toBe("z".repeat(70_000));
  });

  it.runIf(!hasZstd)("without one says what it needs, on a Node that lacks it", () => {
    expect(() => zstd()).toThrow(expect.objectContaining({ code: "ERR_CACHE_OPTION" }));
    const made = encoded(
      createCodec({ format: text, compressor: zstd({ module: other }) }),
      "z".repeat(2_000),
    );
    expect(errorOf(() => createCodec().decode(made)).code).toBe("ERR_CACHE_DECODE");
  });
});

describe("options", () => {
  const own: Format = { ...text, name: "own", id: 64 };

  it.each<[string, () => unknown]>([
    ["a negative threshold", () => createCodec({ threshold: -1 })],
    ["a bound of nothing", () => createCodec({ maxBytes: 0 })],
    ["an unknown envelope", () => createCodec({ envelope: "bare" as "none" })],
    ["a compressor without an envelope", () => createCodec({ envelope: "none", compressor: gzip() })],
    ["a format whose id is taken", () => createCodec({ format: { ...own, id: text.id } })],
    ["a format with the id of undefined", () => createCodec({ format: { ...own, id: 0 } })],
    ["a format whose id is no byte", () => createCodec({ accept: [{ ...own, id: 256 }] })],
    ["a compressor whose id is taken", () => createCodec({ accept: [{ ...gzip(), name: "own" }] })],
    ["a level of gzip", () => gzip({ level: 0 })],
    ["a quality of brotli", () => brotli({ quality: 1.5 })],
    ["a level of zstd", () => zstd({ level: 23 })],
  ])("%s is refused", (_, make) => {
    expect(make).toThrow(expect.objectContaining({ name: "CacheUsageError", code: "ERR_CACHE_OPTION" }));
  });

  it("a format of one's own is written and read", () => {
    const codec = createCodec({ format: own });
    expect(encoded(codec, "a")[2]).toBe(64);
    expect(codec.decode(encoded(codec, "a"))).toBe("a");
  });

  it("another setting of a compressor takes the place of the built-in one", () => {
    const options: CodecOptions = { compressor: gzip({ level: 1 }), accept: [gzip({ level: 9 })] };
    const codec = createCodec({ ...options, format: text });
    expect(codec.decode(encoded(codec, "b".repeat(5_000)))).toBe("b".repeat(5_000));
  });
});

it("what is decoded shares no memory with the bytes it was decoded from", () => {
  const value = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  for (const format of [bytes, v8, extendedJson, msgpack(msgpackr), cbor(cborX)]) {
    const codec = createCodec({ format });
    const made = encoded(codec, value);
    const decoded = codec.decode(made);
    made.fill(0);
    expect(decoded).toEqual(value);
  }
});
