import { DecodeMode } from "fairlead-resp";
import type { CallOptions } from "../call-options.ts";

/** {@link DecodeMode} bits for a call's options. */
export function modeOf(options: CallOptions | undefined): number {
  return options?.reply === "bytes" ? DecodeMode.PLAIN | DecodeMode.BYTES : DecodeMode.PLAIN;
}
