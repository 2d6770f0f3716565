import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REPLIES, REQUESTS } from "../fuzz/samples.mjs";
import { bytesOf, decode, readRequests } from "./read.ts";

const everything = [REPLIES.join("")];
const twoPieces = (length: number) => Array.from({ length: length + 1 }, (_, i) => [i]);
const singleBytes = (length: number) => Array.from({ length }, (_, i) => i);

describe.each([
  [
    "replies as text",
    [...REPLIES, ...everything],
    (input: Buffer, cuts?: number[]) => decode(input, { cuts: cuts ?? [] }),
  ],
  [
    "replies as bytes",
    REPLIES,
    (input: Buffer, cuts?: number[]) => decode(input, { cuts: cuts ?? [], mode: 3 }),
  ],
  [
    "requests",
    [...REQUESTS, REQUESTS.join("")],
    (input: Buffer, cuts?: number[]) => readRequests(input, { cuts: cuts ?? [] }),
  ],
] as const)("%s are the same however they are cut", (_, samples, read) => {
  it.each(samples)("%j", (sample) => {
    const input = bytesOf(sample);
    const whole = read(input);
    expect(whole.length).toBeGreaterThan(0);
    for (const cuts of twoPieces(input.length)) expect(read(input, cuts)).toStrictEqual(whole);
    expect(read(input, singleBytes(input.length))).toStrictEqual(whole);
  });

  it("in any pieces", () => {
    const input = bytesOf(samples.join(""));
    const whole = read(input);
    const cuts = fc.array(fc.nat(input.length), { maxLength: 40 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(cuts, (list) => {
        expect(read(input, list)).toStrictEqual(whole);
      }),
      { numRuns: 200 },
    );
  });
});
