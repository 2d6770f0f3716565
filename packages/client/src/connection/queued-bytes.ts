import type { Arg } from "fairlead-resp";
import type { Call } from "./call.ts";

const OVERHEAD_BYTES = 64;

/** About how much memory a waiting call holds, in bytes. */
export function queuedBytes({ args, bundle, passage }: Call): number {
  const passed = passage === undefined ? 0 : passage.to - passage.from;
  return OVERHEAD_BYTES + argsBytes(args) + (bundle?.bytes ?? 0) + passed;
}

export function argsBytes(args: readonly Arg[]): number {
  let bytes = 0;
  for (const arg of args) bytes += argBytes(arg);
  return bytes;
}

function argBytes(arg: Arg): number {
  if (typeof arg === "string") return arg.length;
  return typeof arg === "object" && arg !== null ? arg.byteLength : 8;
}
