import {
  Attributed,
  Double,
  ErrorReply,
  encodeReply,
  NULL_ARRAY,
  Push,
  type ServerReply,
  Simple,
  Verbatim,
} from "fairlead-resp";
import { describe, expect, it } from "vitest";
import { thrownBy } from "./read.ts";

const table: [value: ServerReply, resp2: string, resp3: string][] = [
  [null, "$-1\r\n", "_\r\n"],
  [NULL_ARRAY, "*-1\r\n", "_\r\n"],
  [true, ":1\r\n", "#t\r\n"],
  [false, ":0\r\n", "#f\r\n"],
  [42, ":42\r\n", ":42\r\n"],
  [-0, ":0\r\n", ":0\r\n"],
  [1.5, "$3\r\n1.5\r\n", ",1.5\r\n"],
  [1e300, "$6\r\n1e+300\r\n", ",1e+300\r\n"],
  [Number.POSITIVE_INFINITY, "$3\r\ninf\r\n", ",inf\r\n"],
  [Number.NEGATIVE_INFINITY, "$4\r\n-inf\r\n", ",-inf\r\n"],
  [Number.NaN, "$3\r\nnan\r\n", ",nan\r\n"],
  [new Double(3), "$1\r\n3\r\n", ",3\r\n"],
  [new Double(-0), "$2\r\n-0\r\n", ",-0\r\n"],
  [2n ** 62n, ":4611686018427387904\r\n", ":4611686018427387904\r\n"],
  [2n ** 64n, "$20\r\n18446744073709551616\r\n", "(18446744073709551616\r\n"],
  ["é", "$2\r\né\r\n", "$2\r\né\r\n"],
  [Buffer.from("a\r\n"), "$3\r\na\r\n\r\n", "$3\r\na\r\n\r\n"],
  [new Uint8Array(0), "$0\r\n\r\n", "$0\r\n\r\n"],
  [new Simple("OK"), "+OK\r\n", "+OK\r\n"],
  [new Simple("a\r\nb"), "+a  b\r\n", "+a  b\r\n"],
  [new ErrorReply("ERR no"), "-ERR no\r\n", "-ERR no\r\n"],
  [new ErrorReply("ERR a\nb"), "-ERR a b\r\n", "!7\r\nERR a\nb\r\n"],
  [new Verbatim("txt", "é"), "$2\r\né\r\n", "=6\r\ntxt:é\r\n"],
  [[1, ["a"]], "*2\r\n:1\r\n*1\r\n$1\r\na\r\n", "*2\r\n:1\r\n*1\r\n$1\r\na\r\n"],
  [new Set([1, 2]), "*2\r\n:1\r\n:2\r\n", "~2\r\n:1\r\n:2\r\n"],
  [new Map([[1, true]]), "*2\r\n:1\r\n:1\r\n", "%1\r\n:1\r\n#t\r\n"],
  [{ a: 1 }, "*2\r\n$1\r\na\r\n:1\r\n", "%1\r\n$1\r\na\r\n:1\r\n"],
  [new Push(["message", "c"]), "*2\r\n$7\r\nmessage\r\n$1\r\nc\r\n", ">2\r\n$7\r\nmessage\r\n$1\r\nc\r\n"],
  [new Attributed(new Map([["ttl", 1]]), "v"), "$1\r\nv\r\n", "|1\r\n$3\r\nttl\r\n:1\r\n$1\r\nv\r\n"],
];

describe("each value is encoded as Redis does", () => {
  it.each(table)("%o", (value, resp2, resp3) => {
    expect(encodeReply(value, 2).toString()).toBe(resp2);
    expect(encodeReply(value, 3).toString()).toBe(resp3);
  });
});

it("what no reply holds is refused", () => {
  const error = thrownBy(() => encodeReply([1, undefined as unknown as ServerReply], 3));
  expect(error).toMatchObject({ code: "ERR_RESP_ARGUMENT", type: "undefined" });
});
