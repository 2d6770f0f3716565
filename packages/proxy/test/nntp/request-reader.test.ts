import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineOf, type Request } from "../../src/nntp/request.ts";
import { type RequestHandler, RequestReader } from "../../src/nntp/request-reader.ts";

type Sent = (request: Request, reader: RequestReader, log: string[]) => void;

/** Reads a wire in chunks that end at `cuts`, in memory that is used again; gives what was found, in order. */
function read(wire: string, cuts: readonly number[] = [], sent: Sent = () => undefined): string[] {
  const log: string[] = [];
  const handler: RequestHandler = {
    request(request) {
      log.push(lineOf(request).toString("latin1"));
      sent(request, reader, log);
    },
    fault: (fault) => log.push(fault),
    answer: (text) => log.push(`answer ${text}`),
  };
  const reader = new RequestReader(handler);
  const memory = Buffer.alloc(wire.length + 8, "\r\n");
  let from = 0;
  for (const to of [...cuts, wire.length]) {
    memory.write(wire.slice(from, to), 2, "latin1");
    reader.read(memory, 2, 2 + to - from);
    memory.fill("#", 2);
    from = to;
  }
  return log;
}

/** Expects a block, and logs it whole. */
const takeBlock: Sent = (_, reader, log) => {
  let block = "";
  reader.expectBlock({
    piece(bytes, start, end, last) {
      block += bytes.toString("latin1", start, end);
      if (last) log.push(`block ${block}`);
    },
  });
};

/** What a session does: a block behind an accepted POST, an answer to a challenge. */
const session: Sent = (request, reader, log) => {
  if (request.verb === "POST") takeBlock(request, reader, log);
  if (request.verb === "AUTHINFO") reader.expectAnswer();
};

describe("requests", () => {
  it("are the same over any splits", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "STAT <a@b>\r\n",
        "group misc.test\n",
        "XHDR  subject\t1-3 \r\n",
        "\r\n",
        "\n",
        " DATE\r\n",
        "DATE\rQUIT\r\n",
        "DATE\r\r\n",
        "DA\0TE\r\n",
        "POST\r\nfrom: x\r\n\r\n..\r\n.\r\n",
        "POST\r\n.\r\n",
        "takethis <a@b>\r\nQUIT\r\n.QUIT\r\n\n.\n\r\n.\r\n",
        "TAKETHIS\r\n.\r\n",
        "AUTHINFO SASL PLAIN\r\nAHgAeQ==\r\n",
        "AUTHINFO SASL PLAIN\r\n\r\n",
        `TAKETHIS ${"x".repeat(600)}\r\nQUIT\r\n.\r\n`,
      ),
      fc.integer({ min: 480, max: 540 }).map((length) => `XPAT ${"x".repeat(length)}\r\n`),
      fc.integer({ min: 2030, max: 2060 }).map((length) => `AUTHINFO ${"x".repeat(length)}\r\ny\r\n`),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.nat(4000), { maxLength: 30 }),
        (pieces, cuts) => {
          const wire = pieces.join("");
          const whole = read(wire, [], session);
          const here = cuts.filter((cut) => cut < wire.length).sort((a, b) => a - b);
          expect(read(wire, here, session)).toEqual(whole);
          const bytes = Array.from({ length: Math.max(wire.length - 1, 0) }, (_, at) => at + 1);
          expect(read(wire, bytes, session)).toEqual(whole);
        },
      ),
    );
  });

  it("have a verb in upper case, words, and their line as it came, with CRLF", () => {
    const found: Request[] = [];
    const log = read("hdr  Subject\t1-3 \nß\r\n", [], (request) => found.push(request));
    expect(log).toEqual(["hdr  Subject\t1-3 \r\n", "ß\r\n"]);
    expect(found[0]).toMatchObject({ verb: "HDR", args: ["Subject", "1-3"] });
    expect(found[1]).toMatchObject({ verb: "ß", args: [] });
  });

  it("have at most 512 octets, those of AUTHINFO 2048", () => {
    const line = (verb: string, octets: number) => `${verb} ${"x".repeat(octets - verb.length - 3)}\r\n`;
    expect(read(line("STAT", 512))).toEqual([line("STAT", 512)]);
    expect(read(line("STAT", 512).replace("\r", ""))).toEqual([line("STAT", 512)]);
    expect(read(line("authinfo", 2048))).toEqual([line("authinfo", 2048)]);
    expect(read(`${line("STAT", 513)}DATE\r\n${line("AUTHINFO", 2049)}QUIT\r\n`)).toEqual([
      "too-long",
      "DATE\r\n",
      "too-long",
      "QUIT\r\n",
    ]);
    expect(read(`${"x".repeat(100_000)}\rGROUP x\r\nDATE\r\n`, [50_000])).toEqual(["too-long", "DATE\r\n"]);
  });

  it.each(["", " DATE", "\tDATE", "GROUP x\rPOST", "DATE\r", "STAT\0 <a@b>"])("can't be %j", (line) => {
    expect(read(`${line}\r\nDATE\r\n`)).toEqual(["syntax", "DATE\r\n"]);
  });
});

describe("the block of a TAKETHIS", () => {
  it.each([
    "TAKETHIS <a@b>",
    "TAKETHIS",
    `TAKETHIS ${"x".repeat(600)}`,
    "TAKETHIS <a@b>\0",
    "takethis\t<a@b>",
  ])("is no commands, whatever the line: %j", (line) => {
    const log = read(`${line}\r\nPOST\r\n.\r\nDATE\r\n`);
    expect(log.slice(1)).toEqual(["DATE\r\n"]);
  });

  it("goes to who expects it", () => {
    expect(
      read("TAKETHIS <a@b>\r\nPOST\r\n.\r\nDATE\r\n", [], (request, ...rest) => {
        if (request.verb === "TAKETHIS") takeBlock(request, ...rest);
      }),
    ).toEqual(["TAKETHIS <a@b>\r\n", "block POST\r\n.\r\n", "DATE\r\n"]);
  });
});

describe("reading that is held up", () => {
  function held(wire: string, cuts: readonly number[] = []) {
    const readers: RequestReader[] = [];
    let logged: string[] = [];
    read(wire, cuts, (request, reader, log) => {
      logged = log;
      readers.push(reader);
      if (request.verb === "POST" || request.verb === "STARTTLS") reader.hold();
    });
    return { reader: readers[0]!, log: logged };
  }

  it("goes on in order, with commands or with a block", () => {
    for (const cuts of [[], [3], [7], [6, 10, 14]]) {
      const refused = held("POST\r\nDATE\r\nQUIT\r\n", cuts);
      expect(refused.log).toEqual(["POST\r\n"]);
      refused.reader.resume();
      expect(refused.log).toEqual(["POST\r\n", "DATE\r\n", "QUIT\r\n"]);

      const accepted = held("POST\r\nDATE\r\n.\r\nQUIT\r\n", cuts);
      takeBlock({ verb: "", args: [], text: "" }, accepted.reader, accepted.log);
      expect(accepted.log).toEqual(["POST\r\n", "block DATE\r\n.\r\n", "QUIT\r\n"]);
    }
  });

  it("is held up again by what it finds", () => {
    const { reader, log } = held("POST\r\nPOST\r\nDATE\r\n", [8, 14]);
    reader.resume();
    expect(log).toEqual(["POST\r\n", "POST\r\n"]);
    reader.resume();
    expect(log).toEqual(["POST\r\n", "POST\r\n", "DATE\r\n"]);
  });

  it("forgets what was sent before TLS", () => {
    const { reader, log } = held("STARTTLS\r\nAUTHINFO USER x\r\nQU");
    reader.forget();
    reader.resume();
    const more = Buffer.from("DATE\r\n");
    reader.read(more, 0, more.length);
    expect(log).toEqual(["STARTTLS\r\n", "DATE\r\n"]);
  });

  it("forgets it also when the reply to STARTTLS has gone out at once", () => {
    const log: string[] = [];
    const reader = new RequestReader({
      request: ({ text }) => {
        log.push(text);
        if (text !== "STARTTLS") return;
        reader.hold();
        reader.forget();
        reader.resume();
      },
      fault: () => undefined,
      answer: () => undefined,
    });
    for (const text of ["STARTTLS\r\nAUTHINFO USER x\r\nQU", "DATE\r\n"]) {
      reader.read(Buffer.from(text), 0, text.length);
    }
    expect(log).toEqual(["STARTTLS", "DATE"]);
  });
});

describe("the answer to a challenge", () => {
  const challenge: Sent = (request, reader) => {
    if (request.verb === "AUTHINFO") reader.expectAnswer();
  };

  it("is no command, and may be long", () => {
    const long = "A".repeat(2046);
    expect(read(`AUTHINFO SASL PLAIN\r\n${long}\r\nDATE\r\n`, [], challenge).slice(1)).toEqual([
      `answer ${long}`,
      "DATE\r\n",
    ]);
  });

  it.each([`${"A".repeat(2047)}`, "A\0", "A\rB"])("is none if it can't be a line", (line) => {
    expect(read(`AUTHINFO SASL PLAIN\r\n${line}\r\nDATE\r\n`, [], challenge).slice(1)).toEqual([
      "answer undefined",
      "DATE\r\n",
    ]);
  });
});
