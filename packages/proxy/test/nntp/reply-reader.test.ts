import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReplyReader } from "../../src/nntp/reply-reader.ts";

interface Read {
  readonly status: number;
  readonly text: string;
  /** Where the reply ends in the stream, or -1. */
  readonly end: number;
  /** The block as far as it was handed out, with its terminator. */
  readonly block: string;
}

/** Reads one reply in chunks that end at `cuts`, in memory that holds what came before behind each chunk. */
function readReply(reader: ReplyReader, command: string, wire: string, cuts: readonly number[]): Read {
  const memory = Buffer.alloc(wire.length + 8, "\r\n.\r\n");
  reader.begin(command);
  let from = 0;
  let block = "";
  for (const to of [...cuts, wire.length]) {
    memory.write(wire.slice(from, to), 3, "latin1");
    const end = reader.read(memory, 3, 3 + to - from);
    const upTo = end === -1 ? 3 + to - from : end;
    if (reader.blockFrom !== -1) block += memory.toString("latin1", reader.blockFrom, upTo);
    if (end !== -1) return { status: reader.status, text: reader.text, end: from + end - 3, block };
    from = to;
  }
  return { status: reader.status, text: reader.text, end: -1, block };
}

/** All texts of the alphabet up to a length. */
function* texts(alphabet: string, length: number): Generator<string> {
  yield "";
  if (length === 0) return;
  for (const rest of texts(alphabet, length - 1)) for (const letter of alphabet) yield letter + rest;
}

/** All ways of cutting a text of this length. */
function* cuttings(length: number): Generator<number[]> {
  for (let mask = 0; mask < 2 ** Math.max(length - 1, 0); mask++) {
    yield Array.from({ length }, (_, at) => at + 1).filter((at) => mask & (1 << (at - 1)));
  }
}

/** Where a reply with a block ends. */
function endOf(wire: string): number {
  const at = wire.indexOf("\r\n.\r\n");
  return at === -1 ? -1 : at + 5;
}

describe("the end of a reply", () => {
  it("is the first CRLF.CRLF from the status line on, over all splits, whatever follows", () => {
    const reader = new ReplyReader();
    for (const body of texts("\r\n.x", 6)) {
      const wire = `222\r\n${body}`;
      const end = endOf(wire);
      const block = wire.slice(5, end === -1 ? undefined : end);
      for (const cuts of cuttings(body.length)) {
        const read = readReply(reader, "BODY", wire, [4, ...cuts.map((cut) => cut + 5)]);
        if (read.end !== end || read.block !== block)
          expect({ wire, cuts, ...read }).toMatchObject({ end, block });
      }
    }
  });

  it("is not missed behind a chunk that begins like a terminator and ends with one's beginning", () => {
    const wire = "222\r\nx.\r\n.\r\n";
    expect(readReply(new ReplyReader(), "BODY", wire, [5, 10]).end).toBe(wire.length);
  });

  it("is found in long blocks, one reply behind the other, over any splits", () => {
    const line = fc
      .stringMatching(/^[a-z.\r=]{0,40}$/)
      .map((text) => (text.startsWith(".") ? `.${text}` : text));
    const reply = fc.oneof(
      fc.constant({ command: "GROUP", wire: "211 3 1 3 g\r\n" }),
      fc.constant({ command: "ARTICLE", wire: "430 no\r\n" }),
      fc.array(line, { maxLength: 60 }).map((lines) => ({
        command: "BODY",
        wire: `222 0 <a@b>\r\n${lines.map((text) => `${text}\r\n`).join("")}.\r\n`,
      })),
    );
    fc.assert(
      fc.property(
        fc.array(reply, { maxLength: 6 }),
        fc.array(fc.nat(4000), { maxLength: 12 }),
        (replies, cuts) => {
          const reader = new ReplyReader();
          const all = replies.map(({ wire }) => wire).join("");
          let at = 0;
          for (const { command, wire } of replies) {
            const here = cuts.map((cut) => cut - at).filter((cut) => cut > 0 && cut < all.length - at);
            const read = readReply(
              reader,
              command,
              all.slice(at),
              here.sort((a, b) => a - b),
            );
            expect({ command, end: read.end, status: read.status }).toEqual({
              command,
              end: wire.length,
              status: Number(wire.slice(0, 3)),
            });
            expect(read.text).toBe(wire.slice(0, wire.indexOf("\r\n")));
            at += wire.length;
          }
        },
      ),
    );
  });

  it.each([
    ["GROUP", "211 3 1 3 g\r\n1\r\n.\r\n", 13],
    ["LISTGROUP", "211 3 1 3 g\r\n1\r\n.\r\n", 19],
    ["XHDR", "221 h\r\n.\r\n", 10],
    ["STAT", "223 0 <a@b>\r\n.\r\n", 13],
    ["HDR", "225 h\r\n.\r\n", 10],
    ["ARTICLE", "430 no\r\n", 8],
    ["POST", "340 go on\r\n", 11],
    ["", "220 smtp\r\n", 10],
    ["XNEW", "282 x\r\n.\r\n", 10],
    ["XNEW", "211 x\r\n.\r\n", 7],
    ["DATE", "111\r\n", 5],
  ])("depends on command and status: %s, %j", (command, wire, end) => {
    expect(readReply(new ReplyReader(), command, wire, []).end).toBe(end);
  });
});

describe("a malformed status line", () => {
  it.each([
    ["20 hi\r\n", "ERR_NNTP_SYNTAX"],
    ["2000 hi\r\n", "ERR_NNTP_SYNTAX"],
    ["2x0 hi\r\n", "ERR_NNTP_SYNTAX"],
    ["600 hi\r\n", "ERR_NNTP_SYNTAX"],
    ["\r\n", "ERR_NNTP_SYNTAX"],
    ["200 hi\n", "ERR_NNTP_SYNTAX"],
    ["200 h\ri\r\n", "ERR_NNTP_SYNTAX"],
    [`200 ${"x".repeat(2045)}\r\n`, "ERR_NNTP_LIMIT"],
  ])("%j is refused, over any split", (wire, code) => {
    for (const cut of [1, 2, 3, wire.length - 1].filter((at) => at < wire.length)) {
      expect(() => readReply(new ReplyReader(), "DATE", wire, [cut])).toThrow(
        expect.objectContaining({ name: "NntpError", code }),
      );
    }
  });

  it("is not one of the longest length", () => {
    const wire = `200 ${"x".repeat(2044)}\r\n`;
    expect(readReply(new ReplyReader(), "DATE", wire, [1000]).end).toBe(wire.length);
  });
});
