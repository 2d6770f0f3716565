import { encodeWords } from "fairlead-resp";
import type { CommandSpec } from "./command.ts";

/** A command of which nothing is known but its name (one word or two) and what `flags` say: no keys, reply as it comes. */
export function plainSpec(name: string, flags = 0): CommandSpec {
  return {
    name,
    words: encodeWords(name),
    flags,
    keys: [],
    firstKey: -1,
    slotArgument: -1,
    request: undefined,
    response: undefined,
    script: undefined,
    decode: undefined,
  };
}
