import type { Arg } from "fairlead-resp";
import type { Call } from "./call.ts";

const OVERHEAD_BYTES = 64;
const NONE: readonly never[] = [];

/** About how much memory a waiting call holds, in bytes. */
export function queuedBytes(call: Call): number {
  let bytes = OVERHEAD_BYTES;
  for (const arg of call.args) bytes += argBytes(arg);
  for (const { args } of call.bundle?.commands ?? NONE) for (const arg of args) bytes += argBytes(arg);
  return bytes;
}

function argBytes(arg: Arg): number {
  if (typeof arg === "string") return arg.length;
  return typeof arg === "object" && arg !== null ? arg.byteLength : 8;
}
