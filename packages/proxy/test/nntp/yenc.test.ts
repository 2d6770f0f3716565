import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { YencCheck, type YencVerdict } from "../../src/nntp/yenc.ts";

/** The yEnc lines of some bytes, dots stuffed. */
function encode(data: Uint8Array, width = 16): string {
  let lines = "";
  let line = "";
  for (const byte of data) {
    const code = (byte + 42) & 255;
    const letter = String.fromCharCode(code);
    line += "\0\n\r=".includes(letter) ? `=${String.fromCharCode((code + 64) & 255)}` : letter;
    if (line.length < width) continue;
    lines += `${line}\r\n`;
    line = "";
  }
  if (line !== "") lines += `${line}\r\n`;
  return lines.replace(/^\./gm, "..");
}

function hex(data: Uint8Array): string {
  return crc32(Buffer.from(data)).toString(16).padStart(8, "0");
}

/** A file whose lines tell of `data`; what comes instead may be something else. */
function single(data: Uint8Array, sent = data): string {
  const { length } = data;
  return `=ybegin line=16 size=${length} name=a b=c.bin\r\n${encode(sent)}=yend size=${length} crc32=${hex(data)}\r\n`;
}

function part(data: Uint8Array): string {
  const { length } = data;
  return [
    "=ybegin part=2 total=9 line=16 size=99999 name=x\r\n",
    `=ypart begin=1001 end=${1000 + length}\r\n`,
    encode(data),
    `=yend size=${length} part=2 pcrc32=${hex(data)} crc32=00000001\r\n`,
  ].join("");
}

function check(body: string, cuts: readonly number[] = []): YencVerdict {
  const yenc = new YencCheck();
  const memory = Buffer.alloc(body.length + 8, "\n");
  let from = 0;
  for (const to of [...cuts, body.length]) {
    memory.write(body.slice(from, to), 4, "latin1");
    yenc.read(memory, 4, 4 + to - from);
    from = to;
  }
  return yenc.verdict();
}

const DATA = Buffer.from("hello, world. all of it");

describe("a body with yEnc", () => {
  it("is good when it holds what its lines say, over any splits", () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    // Many of the octets that are escaped, or at the beginning of lines look like something else.
    const odd = fc
      .array(fc.constantFrom(214, 223, 224, 227, 19, 4, 79, 61), { maxLength: 80 })
      .map((bytes) => Uint8Array.from(bytes));
    fc.assert(
      fc.property(
        fc.oneof(bytes, odd),
        fc.boolean(),
        fc.array(fc.nat(600), { maxLength: 20 }),
        (data, isPart, cuts) => {
          const body = `text before\r\n\r\n${isPart ? part(data) : single(data)}.\r\n`;
          const here = cuts.filter((cut) => cut < body.length).sort((a, b) => a - b);
          expect(check(body, here)).toEqual({ kind: "good" });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is corrupt as soon as one octet of its data is another", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 100 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (data, nat, by) => {
          const other = Uint8Array.from(data);
          other[nat % data.length]! ^= by;
          expect(check(single(data, other))).toEqual({ kind: "corrupt", reason: "checksum" });
        },
      ),
    );
  });

  it("is checked across the slices of a large chunk", () => {
    const data = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919) >>> 3));
    expect(check(single(data))).toEqual({ kind: "good" });
    expect(check(part(data), [70_000, 140_001])).toEqual({ kind: "good" });
  });

  it.each<[string, string, string]>([
    ["ends early", single(DATA).replace(/=yend.*/, ""), "no =yend"],
    ["lacks a line", single(DATA).replace(/^.*\r\n(?==yend)/m, ""), "size"],
    ["has another size at its end", single(DATA).replace(/=yend size=\d+/, "=yend size=99"), "size"],
    ["has a part of another size", part(DATA).replace("begin=1001", "begin=1000"), "size"],
    ["has another checksum", single(DATA).replace(/crc32=.{8}/, "crc32=00000001"), "checksum"],
    ["has a part with another checksum", part(DATA).replace(/pcrc32=.{8}/, "pcrc32=1"), "checksum"],
    [
      "has one good file and a bad one",
      single(DATA) + single(DATA).replace(/size=\d+ crc/, "size=1 crc"),
      "size",
    ],
    ["begins again before it has ended", single(DATA).replace(/=yend.*\r\n/, "") + single(DATA), "no =yend"],
  ])("is corrupt when it %s", (_, body, reason) => {
    expect(check(body)).toEqual({ kind: "corrupt", reason });
  });

  it.each([
    ["has no checksum", single(DATA).replace(/ crc32=.{8}/, "")],
    ["has one that is no number", single(DATA).replace(/crc32=.{8}/, "crc32=none")],
    ["is a part whose file has another checksum", part(DATA)],
    ["has two files", single(DATA) + single(DATA)],
  ])("is good when it %s", (_, body) => {
    expect(check(body)).toEqual({ kind: "good" });
  });
});

describe("a body without yEnc", () => {
  it.each([
    "",
    "plain text\r\n.\r\n",
    "about =ybegin line=1 size=1 name=x\r\n",
    "=ybegin is the first line\r\n",
    "=yend size=3\r\n",
  ])("is nothing to check: %j", (body) => {
    expect(check(body)).toEqual({ kind: "none" });
  });
});
