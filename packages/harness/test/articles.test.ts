import { crc32 } from "node:zlib";
import {
  asBlock,
  binaryFile,
  blockEnd,
  nzb,
  parseArticle,
  stuff,
  textArticle,
  unstuff,
} from "fairlead-harness";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Lines of few letters, so that dots stand at their beginnings often. */
const data = fc
  .array(fc.string({ unit: fc.constantFrom(".", "a", "\r", "\n"), maxLength: 4 }), { minLength: 1 })
  .map((lines) => Buffer.from(lines.map((line) => `${line}\r\n`).join("")));

describe("a data block", () => {
  test("stuffs dots at the beginnings of lines only", () => {
    expect(String(stuff(Buffer.from(".a\r\nb.\r\n..\r\n")))).toBe("..a\r\nb.\r\n...\r\n.\r\n");
    expect(String(stuff(Buffer.from("a")))).toBe("a\r\n.\r\n");
    expect(String(stuff(Buffer.alloc(0)))).toBe(".\r\n");
  });

  test("gives its data back, and ends where it ends, whatever follows", () => {
    fc.assert(
      fc.property(data, fc.string(), (original, rest) => {
        const block = stuff(original);
        expect(blockEnd(Buffer.concat([block, Buffer.from(rest)]))).toBe(block.length);
        expect(unstuff(block)).toEqual(original);
      }),
    );
  });

  test("isn't whole before its last byte", () => {
    fc.assert(
      fc.property(data, fc.nat(), (original, cut) => {
        const block = stuff(original);
        expect(blockEnd(block.subarray(0, cut % block.length))).toBe(-1);
      }),
    );
  });
});

describe("an article", () => {
  test("is the same for the same seed, and has what it is told to have", () => {
    const date = new Date(0);
    const article = textArticle({ seed: "a", date, groups: ["x.y", "x.z"], headers: ["X-Long: 1\r\n 2"] });
    expect(article).toEqual(
      textArticle({ seed: "a", date, groups: ["x.y", "x.z"], headers: ["X-Long: 1\r\n 2"] }),
    );
    expect(article.messageId).toBe("<a@fairlead.internal>");
    expect(article.groups).toEqual(["x.y", "x.z"]);
    expect(article.headers.get("x-long")).toBe("1 2");
    expect(article.headers.get("date")).toBe("Thu, 01 Jan 1970 00:00:00 +0000");
    expect(parseArticle(unstuff(asBlock(article)))).toEqual(article);
  });

  test("has its text with CRLF, however it was given", () => {
    expect(String(textArticle({ text: "a\n.b\r\nc" }).bytes)).toMatch(/\r\n\r\na\r\n\.b\r\nc\r\n$/);
  });
});

describe("a file in yEnc", () => {
  test.each([
    [1, 10],
    [5_000, 5_000],
    [5_000, 700],
  ])("of %i bytes in parts of %i can be decoded", (size, partSize) => {
    const { data: original, articles } = binaryFile({ seed: "file", size, partSize });
    expect(articles).toHaveLength(Math.ceil(size / partSize));
    expect(Buffer.concat(articles.map(({ bytes }) => decoded(bytes)))).toEqual(original);
  });

  test("escapes nothing but what can't stand in a line", () => {
    const [article] = binaryFile({ seed: 1, size: 100_000 }).articles;
    const escaped = contentOf(article!.bytes).match(/(?<==)./gs)!;
    expect(new Set(escaped)).toEqual(new Set(["\x40", "\x4a", "\x4d", "\x7d"]));
  });

  test("is listed for downloaders by its message-ids, without brackets", () => {
    const list = nzb(binaryFile({ seed: "a&b", size: 20, partSize: 10 }));
    expect(list).toMatch(/number="1">a&#38;b\.1@fairlead\.internal</);
    expect(list.match(/<segment /g)).toHaveLength(2);
  });
});

/** Decodes one article's yEnc, and checks what it says of itself. */
function decoded(bytes: Buffer): Buffer {
  const plain = contentOf(bytes).replace(/=(.)/gs, (_, next: string) =>
    String.fromCharCode((next.charCodeAt(0) - 64) & 0xff),
  );
  const got = Buffer.from(Buffer.from(plain, "latin1").map((byte) => byte - 42));
  const end = bytes.toString("latin1").trimEnd().split("\r\n").at(-1)!;
  expect(end).toContain(` size=${got.length}`);
  expect(end).toContain(`crc32=${crc32(got).toString(16).padStart(8, "0")}`);
  return got;
}

/** The encoded data without the lines around it. */
function contentOf(bytes: Buffer): string {
  const lines = bytes
    .subarray(bytes.indexOf("\r\n\r\n") + 4)
    .toString("latin1")
    .split("\r\n");
  return lines.filter((line) => !/^=y(begin|part|end) /.test(line)).join("");
}
