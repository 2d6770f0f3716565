import { expect, it } from "vitest";
import { parseMarkLine } from "../src/cache/mark-line.ts";
import { marksLost } from "../src/cache/mark-witness.ts";

it("marks of removals and stamps of tags are read from what a server tells, and nothing else", () => {
  const lua = "+1700000000.000001 [0 lua]";
  const link = "+1700000000.000001 [0 127.0.0.1:6379]";
  const mark = { key: "c1:gone:0:id=7", mark: "1700000000000001" };
  expect(parseMarkLine(`${lua} "HSET" "c1:gone:0:id=7" "x" "1700000000000001"`)).toEqual(mark);
  expect(parseMarkLine(`${link} "HSET" "c1:gone:0:id=7" "x" "1700000000000001+250"`)).toEqual(mark);
  expect(parseMarkLine(`${link} "SET" "c1:#t1" "1700000000001" "PXAT" "1700000009999"`)).toEqual({
    key: "c1:#t1",
    mark: "1700000000001",
  });
  for (const line of [
    `${lua} "HSET" "c1:gone:0:id=7" "d" "1700000000000001"`,
    `${lua} "HDEL" "c1:gone:0:id=7" "x" "1"`,
    `${link} "SET" "probe" "1"`,
    "OK",
  ]) {
    expect(parseMarkLine(line)).toBeUndefined();
  }
});

it("a mark is lost if the successor never wrote it", () => {
  const from = new Map([
    ["a", new Set(["1", "2"])],
    ["b", new Set(["3"])],
  ]);
  const to = new Map([["a", new Set(["1", "9"])]]);
  expect(marksLost(from, to)).toEqual([
    ["a", "2"],
    ["b", "3"],
  ]);
});
