import { createHash } from "node:crypto";

/** A script, and the SHA1 that servers know it by. */
export interface ScriptSource {
  readonly lua: string;
  readonly sha1: string;
}

export function scriptOf(lua: string): ScriptSource {
  return { lua, sha1: createHash("sha1").update(lua).digest("hex") };
}
