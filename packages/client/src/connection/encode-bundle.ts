import { encodeWords } from "fairlead-resp";
import type { Command, CommandSpec } from "../commands/command.ts";
import type { Bundle } from "./bundle.ts";
import { Call, NEVER, Phase } from "./call.ts";
import { NO_ARGS, NOBODY } from "./own-calls.ts";

type Words = CommandSpec["words"];

const MULTI: Words = encodeWords("MULTI");
const DISCARD: Words = encodeWords("DISCARD");

/**
 * Writes MULTI, the commands and EXEC, and queues a place for each reply but EXEC's. If a command can't be encoded the
 * transaction is discarded, and the mistake thrown.
 */
export function encodeBundle(
  bundle: Bundle,
  append: (words: Words, args: Command["args"]) => void,
  expect: (call: Call) => void,
): void {
  bundle.refusals.clear();
  append(MULTI, NO_ARGS);
  expect(placeOf(bundle, -1));
  try {
    bundle.commands.forEach(({ spec, args }, index) => {
      append(spec.words, args);
      expect(placeOf(bundle, index));
    });
  } catch (error) {
    append(DISCARD, NO_ARGS);
    expect(NOBODY);
    throw error;
  }
  append(bundle.spec.words, NO_ARGS);
}

/** Stands in the queue of replies for a command that is queued. Settled, so that nobody else cares for it. */
function placeOf(bundle: Bundle, index: number): Call {
  const call = new Call(bundle.spec, [index], 0, NEVER, false);
  call.phase = Phase.SETTLED;
  call.bundle = bundle;
  return call;
}
