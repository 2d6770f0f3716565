import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Frame, FrameReader, shown } from "../src/proxy/wire/frame.ts";

function readAll(chunks: readonly Buffer[]): { frames: Frame[]; reader: FrameReader } {
  const reader = new FrameReader();
  const frames: Frame[] = [];
  for (const chunk of chunks) reader.read(chunk, (frame) => frames.push(frame));
  return { frames, reader };
}

const WIRE =
  "+OK\r\n-ERR no\r\n:7\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n_\r\n*2\r\n:1\r\n*0\r\n%1\r\n$1\r\nk\r\n,1.5\r\n>2\r\n+a\r\n+b\r\n=5\r\ntxt:x\r\n";
const SHOWN = [
  "+OK",
  "-ERR no",
  ":7",
  JSON.stringify("a\r\n"),
  "null",
  "null",
  "null",
  "*[:1 *[]]",
  '%["k" ,1.5]',
  ">[+a +b]",
  '"txt:x"',
];

describe("frames", () => {
  test("are found wherever the wire is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: WIRE.length })), (cuts) => {
        const bytes = Buffer.from(WIRE, "latin1");
        const ends = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const { frames, reader } = readAll(ends.slice(1).map((end, at) => bytes.subarray(ends[at], end)));
        expect(frames.map(shown)).toEqual(SHOWN);
        expect(reader.isInside).toBe(false);
      }),
    );
  });

  test.each(["nonsense\r\n", "$x\r\n", "$1\r\nabc\r\n", "*-2\r\n"])(
    "that are none are refused: %j",
    (text) => {
      expect(() => readAll([Buffer.from(text)])).toThrow(/^not RESP/);
    },
  );

  test("that have begun are known to", () => {
    expect(readAll([Buffer.from("+OK\r\n$5\r\nab")]).reader.isInside).toBe(true);
  });
});
