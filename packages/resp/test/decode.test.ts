import { DecodeMode, Decoder, ErrorReply, type Reply } from "fairlead-resp";
import { describe, expect, it } from "vitest";
import { decode, Pushed, thrownBy } from "./read.ts";

const { TEXT, BYTES, PLAIN } = DecodeMode;

describe("each type comes out as promised", () => {
  const table: [wire: string, value: Reply][] = [
    ["+OK\r\n", "OK"],
    ["+\r\n", ""],
    ["+with \xc3\xa9\r\n", "with é"],
    [":0\r\n", 0],
    [":-0\r\n", 0],
    [":+12\r\n", 12],
    [":-42\r\n", -42],
    [":999999999999999\r\n", 999999999999999],
    [":9007199254740991\r\n", Number.MAX_SAFE_INTEGER],
    [":9007199254740993\r\n", 9007199254740993n],
    [":-9223372036854775808\r\n", -(2n ** 63n)],
    ["-ERR no\r\n", new ErrorReply("ERR no")],
    ["!7\r\nERR a\nb\r\n", new ErrorReply("ERR a\nb")],
    ["$0\r\n\r\n", ""],
    ["$5\r\na\r\nb\n\r\n", "a\r\nb\n"],
    ["$10\r\nna\xc3\xafve \xe2\x98\x95\r\n", "naïve ☕"],
    ["$3\r\na\xffb\r\n", "a\ufffdb"],
    ["$-1\r\n", null],
    ["*-1\r\n", null],
    ["_\r\n", null],
    ["#t\r\n", true],
    ["#f\r\n", false],
    [",1.25\r\n", 1.25],
    [",10\r\n", 10],
    [",-0\r\n", -0],
    [",1e-3\r\n", 0.001],
    [",-2.5E+3\r\n", -2500],
    [",.5\r\n", 0.5],
    [",5.\r\n", 5],
    [",inf\r\n", Number.POSITIVE_INFINITY],
    [",-inf\r\n", Number.NEGATIVE_INFINITY],
    [",nan\r\n", Number.NaN],
    ["(-349289032840923850932485094385094382502438524\r\n", -349289032840923850932485094385094382502438524n],
    ["=8\r\ntxt:text\r\n", "text"],
    ["=4\r\nmkd:\r\n", ""],
    ["*0\r\n", []],
    ["*3\r\n:1\r\n$1\r\na\r\n*1\r\n_\r\n", [1, "a", [null]]],
    ["~2\r\n+a\r\n+b\r\n", new Set(["a", "b"])],
    ["~0\r\n", new Set()],
    [
      "%2\r\n+a\r\n:1\r\n:2\r\n#t\r\n",
      new Map<Reply, Reply>([
        ["a", 1],
        [2, true],
      ]),
    ],
    ["%1\r\n*1\r\n:1\r\n+list\r\n", new Map<Reply, Reply>([[[1], "list"]])],
    ["*2\r\n-ERR a\r\n!5\r\nERR b\r\n", [new ErrorReply("ERR a"), new ErrorReply("ERR b")]],
    ["$?\r\n;4\r\nHell\r\n;1\r\no\r\n;0\r\n", "Hello"],
    ["$?\r\n;0\r\n", ""],
    ["$?\r\n;1\r\n\xc3\r\n;1\r\n\xa9\r\n;0\r\n", "é"],
    ["*?\r\n:1\r\n*?\r\n.\r\n.\r\n", [1, []]],
    ["~?\r\n:1\r\n.\r\n", new Set([1])],
    ["%?\r\n+a\r\n$?\r\n;1\r\nz\r\n;0\r\n.\r\n", new Map([["a", "z"]])],
    ["|1\r\n+ttl\r\n:60\r\n+value\r\n", "value"],
    ["*2\r\n|1\r\n*1\r\n:9\r\n~0\r\n+a\r\n|0\r\n+b\r\n", ["a", "b"]],
    [
      "%1\r\n|1\r\n:1\r\n:2\r\n+key\r\n|1\r\n:1\r\n|1\r\n:3\r\n:4\r\n:2\r\n+value\r\n",
      new Map([["key", "value"]]),
    ],
  ];
  it.each(table)("%j", (wire, value) => {
    expect(decode(wire)).toStrictEqual([value]);
  });
});

describe("the mode of a reply", () => {
  it("makes bytes of every string but an error's", () => {
    const wire = "*5\r\n+a\r\n$1\r\nb\r\n=5\r\ntxt:c\r\n-ERR d\r\n$?\r\n;1\r\ne\r\n;0\r\n";
    const [a, b, c, e] = ["a", "b", "c", "e"].map((text) => Buffer.from(text));
    expect(decode(wire, { mode: BYTES })).toStrictEqual([[a, b, c, new ErrorReply("ERR d"), e]]);
  });

  it("makes plain arrays and objects of sets and maps", () => {
    const wire = "%2\r\n+a\r\n~2\r\n:1\r\n:1\r\n+b\r\n%?\r\n+c\r\n:2\r\n.\r\n";
    expect(decode(wire, { mode: PLAIN })).toStrictEqual([{ a: [1, 1], b: { c: 2 } }]);
  });

  it("keeps a map a Map when it asks for bytes and plain aggregates", () => {
    const [map] = decode("%1\r\n+a\r\n~1\r\n+b\r\n", { mode: BYTES | PLAIN });
    expect(map).toStrictEqual(new Map([[Buffer.from("a"), [Buffer.from("b")]]]));
  });

  it("names properties by the text of scalar keys", () => {
    const wire = "%5\r\n:1\r\n:1\r\n,1.5\r\n:2\r\n#t\r\n:3\r\n_\r\n:4\r\n(9\r\n:5\r\n";
    expect(decode(wire, { mode: PLAIN })).toStrictEqual([{ 1: 1, 1.5: 2, true: 3, null: 4, 9: 5 }]);
  });

  it("leaves a map with an aggregate for a key a Map", () => {
    const wire = "%2\r\n+a\r\n:1\r\n*0\r\n:2\r\n";
    expect(decode(wire, { mode: PLAIN })).toStrictEqual([
      new Map<Reply, Reply>([
        ["a", 1],
        [[], 2],
      ]),
    ]);
  });

  it("takes __proto__ for a field like any other", () => {
    const wire = "%2\r\n$9\r\n__proto__\r\n%1\r\n+polluted\r\n#t\r\n+constructor\r\n:2\r\n";
    const [object] = decode(wire, { mode: PLAIN }) as [Record<string, Reply>];
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(Object.entries(object)).toStrictEqual([
      ["__proto__", { polluted: true }],
      ["constructor", 2],
    ]);
    expect("polluted" in {}).toBe(false);
  });

  it("is asked once for each reply, at its first byte, and apart for pushes", () => {
    const asked: string[] = [];
    const note = (what: string) => {
      asked.push(what);
      return TEXT;
    };
    const decoder = new Decoder({
      decodeMode: () => note("reply mode"),
      pushMode: () => note("push mode"),
      onReply: () => asked.push("reply"),
      onPush: () => asked.push("push"),
    });
    for (const byte of Buffer.from("|1\r\n+a\r\n+b\r\n*1\r\n$1\r\nx\r\n>1\r\n+p\r\n:1\r\n$"))
      decoder.write(Buffer.of(byte));
    expect(asked).toStrictEqual([
      "reply mode",
      "reply",
      "push mode",
      "push",
      "reply mode",
      "reply",
      "reply mode",
    ]);
  });
});

it("hands on pushes between replies, in order", () => {
  const wire = "+a\r\n>2\r\n+message\r\n*1\r\n:1\r\n>0\r\n+b\r\n|1\r\n+x\r\n+y\r\n>1\r\n+last\r\n";
  expect(decode(wire)).toStrictEqual([
    "a",
    new Pushed(["message", [1]]),
    new Pushed([]),
    "b",
    new Pushed(["last"]),
  ]);
});

describe("a push inside a reply", () => {
  // What redis-server 7.0 sends to a subscriber of q that does MULTI, PUBLISH q 1, GET a, EXEC: redis/redis#12326.
  const wire = "*2\r\n>3\r\n$7\r\nmessage\r\n$1\r\nq\r\n$1\r\n1\r\n:1\r\n$1\r\n0\r\n+next\r\n";

  it("is handed on first, and is no element", () => {
    expect(decode(wire)).toStrictEqual([new Pushed(["message", "q", "1"]), [1, "0"], "next"]);
  });

  it("has its own mode", () => {
    const seen: unknown[] = [];
    const decoder = new Decoder({
      decodeMode: () => BYTES,
      pushMode: () => TEXT,
      onReply: (value) => seen.push(value),
      onPush: (items) => seen.push(items),
    });
    decoder.write(Buffer.from(wire));
    expect(seen).toStrictEqual([["message", "q", "1"], [1, Buffer.from("0")], Buffer.from("next")]);
  });
});

it("reads aggregates with much text, ASCII and not, of all lengths", () => {
  const texts = Array.from(
    { length: 3000 },
    (_, i) => "é".repeat(i % 997 === 5 ? 3 : 0) + "x".repeat((i * 7) % 90) + i,
  );
  const wire = `*${texts.length}\r\n${texts.map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`).join("")}`;
  expect(decode(Buffer.from(wire))).toStrictEqual([texts]);
});

it("reads long strings, alone and among others", () => {
  const texts = [3000, 20_000, 100_000].flatMap((length) => [
    "x".repeat(length),
    `${"x".repeat(length)}☕`,
    "é".repeat(length),
  ]);
  const bulks = texts.map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`).join("");
  const wire = Buffer.from(`${bulks}*${texts.length}\r\n${bulks}`);
  const cuts = Array.from({ length: Math.floor(wire.length / 65_536) }, (_, i) => (i + 1) * 65_536);
  expect(decode(wire)).toStrictEqual([...texts, texts]);
  expect(decode(wire, { cuts })).toStrictEqual([...texts, texts]);
  expect(decode(wire, { cuts, mode: BYTES }).slice(0, -1)).toStrictEqual(
    texts.map((text) => Buffer.from(text)),
  );
});

it("reads 128 aggregates within one another", () => {
  let value = decode(`${"*1\r\n".repeat(128)}:1\r\n`)[0];
  for (let i = 0; i < 128; i++) value = (value as Reply[])[0];
  expect(value).toBe(1);
});

describe("malformed input is refused", () => {
  const table: [wire: string, offset: number, what: string][] = [
    ["x", 0, "an unknown type"],
    ["+OK\r\n\r\n", 5, "an empty line"],
    ["+OK\n", 3, "a line without CR"],
    ["+O\rK\n", 4, "a CR elsewhere in the line"],
    [":\r\n", 0, "an integer without digits"],
    [":12a\r\n", 0, "garbage in an integer"],
    [":1 \r\n", 0, "a space in an integer"],
    [":--1\r\n", 0, "two signs"],
    [":1.5\r\n", 0, "a fraction in an integer"],
    ["#x\r\n", 0, "neither true nor false"],
    ["_x\r\n", 0, "a null with content"],
    [",\r\n", 0, "an empty double"],
    [",0x10\r\n", 0, "a hexadecimal double"],
    [",1.5x\r\n", 0, "garbage in a double"],
    ["(1.5\r\n", 0, "a fraction in a big number"],
    ["$\r\n", 0, "a bulk without length"],
    ["$-2\r\n", 0, "a negative length"],
    ["$+1\r\n", 0, "a signed length"],
    ["$1x\r\n", 0, "garbage in a length"],
    ["$1\r\nab\r\n", 5, "a bulk longer than it says"],
    ["$1\r\na\n\r", 5, "a bulk without CRLF"],
    ["!-1\r\n", 0, "a null error"],
    ["!?\r\n", 0, "a streamed error"],
    ["=3\r\ntxt\r\n", 4, "a verbatim string without format"],
    ["=5\r\ntext:\r\n", 4, "a format of four letters"],
    ["~-1\r\n", 0, "a null set"],
    ["%-1\r\n", 0, "a null map"],
    [">?\r\n", 0, "a streamed push"],
    ["|?\r\n", 0, "streamed attributes"],
    [">1\r\n*1\r\n>0\r\n", 8, "a push inside a push"],
    ["*1\r\n>1\r\n+subscribe\r\n", 20, "a confirmation of subscribing inside a reply"],
    ["*1\r\n>1\r\n+sunsubscribe\r\n", 23, "a confirmation of unsubscribing inside a reply"],
    [";1\r\na\r\n", 4, "a piece of no string"],
    ["*1\r\n;1\r\na\r\n", 8, "a piece of an array"],
    [".\r\n", 0, "an end of nothing"],
    ["*1\r\n.\r\n", 4, "an end of a counted array"],
    ["$?\r\n.\r\n", 4, "an aggregate's end of a string"],
    ["$?\r\n:1\r\n;0\r\n", 8, "an integer in a streamed string"],
    ["*?\r\n;0\r\n", 4, "a string's end of an array"],
    ["%?\r\n+a\r\n.\r\n", 8, "a key without value"],
  ];
  it.each(table)("%j at %i: %s", (wire, offset) => {
    const prefix = ":1\r\n";
    expect(thrownBy(() => decode(prefix + wire))).toMatchObject({
      name: "RespError",
      code: "ERR_RESP_SYNTAX",
      offset: prefix.length + offset,
    });
    const cuts = Array.from(prefix + wire, (_, i) => i);
    expect(thrownBy(() => decode(prefix + wire, { cuts }))).toMatchObject({ offset: prefix.length + offset });
  });

  it("for good: what came before is handed on, every later write throws the same", () => {
    const seen: Reply[] = [];
    const sink = {
      decodeMode: () => 0,
      pushMode: () => 0,
      onReply: (v: Reply) => seen.push(v),
      onPush: () => {},
    };
    const decoder = new Decoder(sink);
    const error = thrownBy(() => decoder.write(Buffer.from("+a\r\n*2\r\n+b\r\n@")));
    expect(seen).toStrictEqual(["a"]);
    expect(thrownBy(() => decoder.write(Buffer.from("+c\r\n")))).toBe(error);
    expect(seen).toStrictEqual(["a"]);
  });
});
