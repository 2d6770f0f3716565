import { type Arg, CommandEncoder, encodeCommand, encodeWords } from "fairlead-resp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRequests, thrownBy } from "./read.ts";

const KIB = 1024;

/** An encoder, and what it emitted: copied at once if `taken`, looked at only in the end if not. */
function recorder(taken: boolean, bufferBytes?: number) {
  const emitted: Buffer[] = [];
  const emit = (bytes: Buffer) => {
    emitted.push(taken ? Buffer.from(bytes) : bytes);
    return taken;
  };
  const encoder = new CommandEncoder(emit, bufferBytes === undefined ? {} : { bufferBytes });
  return { encoder, emitted };
}

/** The plainest encoder there is. */
function wireOf(args: readonly Arg[]): Buffer {
  const parts = args.flatMap((arg) => {
    const bytes = arg instanceof Uint8Array ? arg : Buffer.from(String(arg));
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")];
  });
  return Buffer.concat([Buffer.from(`*${args.length}\r\n`), ...parts]);
}

function bytesOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, bytes) => sum + bytes.length, 0);
}

describe("one command", () => {
  const table: [args: Arg[], wire: string][] = [
    [["PING"], "*1\r\n$4\r\nPING\r\n"],
    [["GET", ""], "*2\r\n$3\r\nGET\r\n$0\r\n\r\n"],
    [["SET", "ключ", "☕"], "*3\r\n$3\r\nSET\r\n$8\r\nключ\r\n$3\r\n☕\r\n"],
    [
      ["E", 1, -1.5, 2n ** 70n, 1e21],
      "*5\r\n$1\r\nE\r\n$1\r\n1\r\n$4\r\n-1.5\r\n$22\r\n1180591620717411303424\r\n$5\r\n1e+21\r\n",
    ],
    [["E", Number.POSITIVE_INFINITY], "*2\r\n$1\r\nE\r\n$8\r\nInfinity\r\n"],
    [["E", Buffer.from("\r\n"), new Uint8Array([65])], "*3\r\n$1\r\nE\r\n$2\r\n\r\n\r\n$1\r\nA\r\n"],
    [["x".repeat(64)], `*1\r\n$64\r\n${"x".repeat(64)}\r\n`],
    [["é".repeat(33)], `*1\r\n$66\r\n${"é".repeat(33)}\r\n`],
    [["é".repeat(99)], `*1\r\n$198\r\n${"é".repeat(99)}\r\n`],
    [["\ud800"], "*1\r\n$3\r\n\ufffd\r\n"],
  ];
  it.each(table)("%o", (args, wire) => {
    expect(encodeCommand(args).toString()).toBe(wire);
  });

  it("begins with its words", () => {
    const words = encodeWords("CONFIG GET");
    expect(words.count).toBe(2);
    const { encoder, emitted } = recorder(true);
    encoder.append(words, ["maxmemory"]);
    expect(encoder.length).toBe(40);
    encoder.flush();
    encoder.flush();
    expect(encoder.length).toBe(0);
    expect(emitted.join("")).toBe("*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$9\r\nmaxmemory\r\n");
    expect(emitted).toHaveLength(1);
  });
});

describe("an argument that can't be sent", () => {
  const table: [value: unknown, type: string][] = [
    [undefined, "undefined"],
    [null, "null"],
    [Number.NaN, "NaN"],
    [true, "boolean"],
    [{}, "object"],
    [["a"], "object"],
    [new ArrayBuffer(1), "object"],
    [new Uint16Array(1), "object"],
    [() => "secret", "function"],
    [Symbol("secret"), "symbol"],
  ];
  it.each(table)("%s is refused, and nothing of its command is sent", (value, type) => {
    const { encoder, emitted } = recorder(true, 512);
    const args = ["x".repeat(2000), value as Arg];
    const error = thrownBy(() => encoder.append(encodeWords("SET"), args));
    expect(error).toMatchObject({ code: "ERR_RESP_ARGUMENT", position: 1, type });
    expect(String(error)).not.toContain("secret");
    expect(encoder.length).toBe(0);
    expect(emitted).toHaveLength(0);
  });
});

describe("bytes of 16 KiB and more", () => {
  it("are emitted as they are, in their place", () => {
    const big = Buffer.alloc(16 * KIB, "b");
    const { encoder, emitted } = recorder(false);
    encoder.append(encodeWords("SET"), ["k", big, "NX"]);
    encoder.flush();
    expect(emitted).toHaveLength(3);
    expect(emitted[1]!.buffer).toBe(big.buffer);
    expect(Buffer.concat(emitted).equals(wireOf(["SET", "k", big, "NX"]))).toBe(true);
  });

  it("of a view are that view's", () => {
    const big = new Uint8Array(40 * KIB).fill(65).subarray(10 * KIB, 30 * KIB);
    expect(encodeCommand([big])).toStrictEqual(
      Buffer.from(`*1\r\n$${20 * KIB}\r\n${"A".repeat(20 * KIB)}\r\n`),
    );
  });
});

it("whenever the buffer is full it is emitted, and nothing is lost or out of order", () => {
  const arg: fc.Arbitrary<Arg> = fc.oneof(
    fc.string({ unit: "binary", maxLength: 70 }),
    fc.tuple(fc.constantFrom("x", "é", "☕"), fc.nat(2000)).map(([text, count]) => text.repeat(count)),
    fc.nat(30 * KIB).map((length) => "x".repeat(length)),
    fc.nat(30 * KIB).map((length) => Buffer.alloc(length, "y")),
    fc.double({ noNaN: true }),
    fc.bigInt(),
  );
  const commands = fc.array(fc.record({ args: fc.array(arg, { maxLength: 5 }), flush: fc.boolean() }));
  const size = fc.constantFrom(64, 512, 4 * KIB, 64 * KIB);
  const run = (taken: boolean, bufferBytes: number, list: { args: Arg[]; flush: boolean }[]) => {
    const { encoder, emitted } = recorder(taken, bufferBytes);
    for (const { args, flush } of list) {
      encoder.append(encodeWords("SET"), args);
      if (flush) encoder.flush();
    }
    encoder.flush();
    const expected = Buffer.concat(list.map(({ args }) => wireOf(["SET", ...args])));
    expect(Buffer.concat(emitted).equals(expected)).toBe(true);
  };
  fc.assert(fc.property(fc.boolean(), size, commands, run), { numRuns: 200 });
});

it("emitted memory that isn't taken is not written to again, and the rest of the buffer is used", () => {
  const { encoder, emitted } = recorder(false);
  for (let i = 0; i < 100; i++) {
    encoder.append(encodeWords("INCR"), [`key:${i}`]);
    encoder.flush();
  }
  expect(new Set(emitted.map((bytes) => bytes.buffer)).size).toBe(1);
  expect(readRequests(Buffer.concat(emitted)).map((args) => String(args[1]))).toStrictEqual(
    Array.from({ length: 100 }, (_, i) => `key:${i}`),
  );
});

describe("bytes that are commands already", () => {
  const source = Buffer.from(Array.from({ length: 40 * KIB }, (_, at) => at % 251));

  it("go out in their order among the others, whatever stands in a row", () => {
    const piece = fc.record({
      kind: fc.constantFrom("next", "next", "elsewhere", "command", "flush"),
      at: fc.nat(20 * KIB),
      length: fc.oneof(fc.nat(100), fc.nat(20 * KIB)),
    });
    type Piece = { readonly kind: string; readonly at: number; readonly length: number };
    const run = (taken: boolean, bufferBytes: number, pieces: readonly Piece[]) => {
      const { encoder, emitted } = recorder(taken, bufferBytes);
      const expected: Buffer[] = [];
      let next = 0;
      const append = { command: appendCommand, next: appendBytes, elsewhere: appendBytes };
      function appendCommand({ at }: Piece) {
        encoder.append(encodeWords("GET"), [at]);
        expected.push(wireOf(["GET", at]));
      }
      function appendBytes({ kind, at, length }: Piece) {
        const from = kind === "next" ? next : at;
        next = Math.min(from + length, source.length);
        encoder.appendBytes(source, from, next);
        expected.push(source.subarray(from, next));
      }
      for (const piece of pieces) {
        if (piece.kind === "flush") encoder.flush();
        else append[piece.kind as keyof typeof append](piece);
        expect(encoder.length + bytesOf(emitted)).toBe(bytesOf(expected));
      }
      encoder.flush();
      expect(encoder.length).toBe(0);
      expect(Buffer.concat(emitted).equals(Buffer.concat(expected))).toBe(true);
    };
    const size = fc.constantFrom(64, 4 * KIB, 64 * KIB);
    fc.assert(fc.property(fc.boolean(), size, fc.array(piece, { maxLength: 20 }), run), { numRuns: 300 });
  });

  it("are not copied if they are 16 KiB together", () => {
    const { encoder, emitted } = recorder(false);
    for (let at = 0; at < 20 * KIB; at += KIB) encoder.appendBytes(source, at, at + KIB);
    encoder.flush();
    expect(emitted).toHaveLength(1);
    expect(emitted[0]!.buffer).toBe(source.buffer);
  });
});
