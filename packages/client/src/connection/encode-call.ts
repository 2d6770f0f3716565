import type { CommandEncoder } from "fairlead-resp";
import { UsageError } from "../errors.ts";
import { Call, NEVER, Phase } from "./call.ts";
import { NO_ARGS, NOBODY, preludeOf } from "./own-calls.ts";

/**
 * Writes a call, and queues places for the replies before its own. `false`, and the call knows why, if its arguments
 * can't be written.
 */
export function encodeCall(call: Call, encoder: CommandEncoder, expect: (place: Call) => void): boolean {
  const { bundle, passage } = call;
  try {
    const prelude = preludeOf(call);
    if (prelude !== undefined) {
      encoder.append(prelude, NO_ARGS);
      expect(NOBODY);
    }
    if (bundle !== undefined) bundle.encode(encoder, (index) => expect(placeIn(call, index)));
    else if (passage !== undefined) encoder.appendBytes(passage.bytes, passage.from, passage.to);
    else encoder.append(call.spec.words, call.args);
    return true;
  } catch (error) {
    const message = `${call.spec.name}: ${(error as Error).message}`;
    call.reject(new UsageError("ERR_USAGE_ARGUMENT", message, { cause: error }));
    return false;
  }
}

/** Stands in the queue of replies for one of a bundle's. Settled, so that nobody else cares for it. */
function placeIn({ spec, bundle }: Call, index: number): Call {
  const place = new Call(spec, [index], 0, NEVER, false);
  place.phase = Phase.SETTLED;
  place.bundle = bundle;
  return place;
}
