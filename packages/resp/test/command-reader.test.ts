import { CommandReader } from "fairlead-resp";
import { describe, expect, it } from "vitest";
import { readRequests, thrownBy } from "./read.ts";

const text = (requests: Buffer[][]) => requests.map((args) => args.map((arg) => arg.toString("latin1")));

describe("requests", () => {
  const table: [wire: string, requests: string[][]][] = [
    ["*2\r\n$3\r\nGET\r\n$3\r\na\r\n\r\n", [["GET", "a\r\n"]]],
    ["*1\r\n$0\r\n\r\n", [[""]]],
    ["*1\r\n$2\r\n\xff\x00\r\n", [["\xff\x00"]]],
    ["*0\r\n*-1\r\n*-10\r\n\r\n\n  \r\n*1\r\n$4\r\nPING\r\n", [["PING"]]],
    ["PING\r\n", [["PING"]]],
    ["SET  k\t v \n", [["SET", "k", "v"]]],
    ['a "b c" \'d e\' ""\r\n', [["a", "b c", "d e", ""]]],
    ['"\\n\\r\\t\\b\\a\\\\\\"\\q\\x41\\xzz\\x4"\r\n', [['\n\r\t\b\x07\\"qAxzzx4']]],
    ["'\\n\\'\\x'\r\n", [["\\n'\\x"]]],
    ['foo"bar"\r\n', [["foobar"]]],
    ["a\x0bb \x0b c\r\n", [["a\x0bb", "c"]]],
    ['"\xff\\xff"\r\n', [["\xff\xff"]]],
    ["PING\r\n*1\r\n$4\r\nPING\r\nPING\r\n", [["PING"], ["PING"], ["PING"]]],
  ];
  it.each(table)("%j", (wire, requests) => {
    expect(text(readRequests(wire))).toStrictEqual(requests);
  });
});

// The messages are those of redis-server 7.0 and valkey-server 8.0.
describe("malformed requests are refused in the servers' words", () => {
  const table: [wire: string, offset: number, fault: string][] = [
    ["*x\r\n", 0, "invalid multibulk length"],
    ["*\r\n", 0, "invalid multibulk length"],
    ["*+1\r\n", 0, "invalid multibulk length"],
    ["*01\r\n", 0, "invalid multibulk length"],
    ["*-0\r\n", 0, "invalid multibulk length"],
    ["*1\r\n$04\r\nPING\r\n", 4, "invalid bulk length"],
    ["*1\r\n$00\r\n\r\n", 4, "invalid bulk length"],
    ["*1\r\n:3\r\n", 4, "expected '$', got ':'"],
    ["*1\r\n\r\n", 4, "expected '$', got ' '"],
    ["*1\r\n$x\r\n", 4, "invalid bulk length"],
    ["*1\r\n$-5\r\n", 4, "invalid bulk length"],
    ['foo "bar\r\n', 0, "unbalanced quotes in request"],
    ['"a"b\r\n', 0, "unbalanced quotes in request"],
    ["'a\\'\r\n", 0, "unbalanced quotes in request"],
    ['"a\\\r\n', 0, "unbalanced quotes in request"],
  ];
  it.each(table)("%j", (wire, offset, fault) => {
    const error = { code: "ERR_RESP_SYNTAX", message: `Protocol error: ${fault}`, offset };
    expect(thrownBy(() => readRequests(wire))).toMatchObject(error);
  });

  it.each(["*1\n$4\r\nPING\r\n", "*1\r\n$4\r\nPINGxx"])("%j, which servers let pass", (wire) => {
    expect(thrownBy(() => readRequests(wire))).toMatchObject({ code: "ERR_RESP_SYNTAX" });
  });

  it("for good, after what came before", () => {
    const seen: Buffer[][] = [];
    const reader = new CommandReader((request) => seen.push(request.args()));
    const error = thrownBy(() => reader.write(Buffer.from("PING\r\n*1\r\n!")));
    expect(text(seen)).toStrictEqual([["PING"]]);
    expect(thrownBy(() => reader.write(Buffer.from("PING\r\n")))).toBe(error);
    expect(seen).toHaveLength(1);
  });
});

it("a long line of blanks and an open quote takes no long time", () => {
  const wire = `${"\x0b".repeat(60_000)}${"a".repeat(3000)}"${"\\".repeat(1001)}\r\n`;
  expect(thrownBy(() => readRequests(wire))).toMatchObject({ code: "ERR_RESP_SYNTAX" });
}, 1000);
