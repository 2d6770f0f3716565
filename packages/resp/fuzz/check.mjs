import assert from "node:assert/strict";
import { cut, makeInput, seededRandom } from "./mutate.mjs";
import { REPLIES, REQUESTS } from "./samples.mjs";

/**
 * @typedef {Pick<typeof import("fairlead-resp"), "Decoder" | "CommandReader" | "RespError" | "ErrorReply">} Api
 * @typedef {import("fairlead-resp").Decoder | import("fairlead-resp").CommandReader} Reader
 * @typedef {{ seen: unknown[]; code: string | undefined }} Outcome What was read, and the error's code if there was one.
 */

const LIMITS = {
  maxDepth: 8,
  maxBulkBytes: 1000,
  maxAggregateLength: 1000,
  maxLineBytes: 64,
  maxReplyBytes: 2000,
};
const MAX_MS = 1000;

/**
 * The input that a seed stands for.
 * @param {number} seed
 */
export function inputOf(seed) {
  const random = seededRandom(seed);
  const forReplies = random(3) > 0;
  return { forReplies, bytes: makeInput(forReplies ? REPLIES : REQUESTS, random), random };
}

/**
 * Reads the input that `seed` stands for, whole and cut into pieces. Throws unless both give the same values and then
 * nothing or a RespError, in good time.
 * @param {Api} api
 * @param {number} seed
 * @returns {string | undefined} the error's code
 */
export function checkSeed(api, seed) {
  const { forReplies, bytes, random } = inputOf(seed);
  const mode = random(4);
  const limits = random(2) === 0 ? LIMITS : {};
  /** @type {(seen: unknown[]) => Reader} */
  const create = forReplies
    ? (seen) => new api.Decoder(sink(seen, mode), limits)
    : (seen) => new api.CommandReader((request) => seen.push(request.args()), limits);
  const started = performance.now();
  const whole = readAll(api, create, bytes, [[0, bytes.length]]);
  const pieces = readAll(api, create, bytes, cut(bytes.length, random));
  assert.ok(performance.now() - started < MAX_MS, "took too long");
  assert.deepEqual(pieces.seen, whole.seen);
  // Which of two faults is met first may depend on the cuts, but only where one of them is a limit.
  if (![pieces.code, whole.code].includes("ERR_RESP_LIMIT")) assert.equal(pieces.code, whole.code);
  assert.equal(pieces.code === undefined, whole.code === undefined);
  return whole.code;
}

/**
 * @param {unknown[]} seen
 * @param {number} mode
 * @returns {import("fairlead-resp").ReplySink}
 */
function sink(seen, mode) {
  return {
    decodeMode: () => mode,
    pushMode: () => mode,
    onReply: (value) => seen.push(value),
    onPush: (items) => seen.push({ push: items }),
  };
}

/**
 * @param {Api} api
 * @param {(seen: unknown[]) => Reader} create
 * @param {Buffer} bytes
 * @param {readonly [number, number][]} pieces
 * @returns {Outcome}
 */
function readAll(api, create, bytes, pieces) {
  /** @type {unknown[]} */
  const seen = [];
  const reader = create(seen);
  // All pieces come in the same memory, as from a socket; whatever keeps a view of it gives itself away.
  const chunk = Buffer.alloc(bytes.length + 8);
  try {
    for (const [start, end] of pieces) {
      const at = start % 7;
      bytes.copy(chunk, at, start, end);
      reader.write(chunk, at, at + end - start);
      chunk.fill(0xaa);
    }
  } catch (error) {
    if (!(error instanceof api.RespError)) throw error;
    assert.throws(
      () => reader.write(Buffer.from("+OK\r\n")),
      (again) => again === error,
    );
    return { seen, code: error.code };
  }
  return { seen, code: undefined };
}
