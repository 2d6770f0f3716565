import { DecodeMode } from "fairlead-resp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REPLIES, REQUESTS } from "../fuzz/samples.mjs";
import { bytesOf, decode, readRequests } from "./read.ts";

type Read = (input: Buffer, cuts: number[]) => unknown[];

const asText: Read = (input, cuts) => decode(input, { cuts });
const asBytes: Read = (input, cuts) => decode(input, { cuts, mode: DecodeMode.BYTES | DecodeMode.PLAIN });
const asLatin1: Read = (input, cuts) => decode(input, { cuts, mode: DecodeMode.LATIN1 });
const asRequests: Read = (input, cuts) => readRequests(input, { cuts });

describe.each([
  ["replies as text", REPLIES, asText],
  ["replies as bytes", REPLIES, asBytes],
  ["replies as text of bytes", REPLIES, asLatin1],
  ["requests", REQUESTS, asRequests],
])("%s are the same however they are cut", (_, samples, read) => {
  const titled = samples.map((sample) => [JSON.stringify(sample).slice(0, 60), sample] as const);

  it.each(titled)("%s", (_title, sample) => {
    const input = bytesOf(sample);
    const whole = read(input, []);
    expect(whole.length).toBeGreaterThan(0);
    const everywhere = Array.from({ length: input.length + 1 }, (_at, at) => at);
    for (const at of everywhere) expect(read(input, [at])).toStrictEqual(whole);
    expect(read(input, everywhere)).toStrictEqual(whole);
  });

  it("in any pieces", () => {
    const input = bytesOf(samples.join(""));
    const whole = read(input, []);
    const cuts = fc.array(fc.nat(input.length), { maxLength: 40 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(cuts, (list) => {
        expect(read(input, list)).toStrictEqual(whole);
      }),
      { numRuns: 200 },
    );
  });
});
