import { DecodeMode } from "fairlead-resp";
import type { CallOptions } from "../call-options.ts";

/** What these bits were made of. */
export function formOf(mode: number): NonNullable<CallOptions["reply"]> {
  if ((mode & DecodeMode.BYTES) !== 0) return "bytes";
  return (mode & DecodeMode.LATIN1) !== 0 ? "latin1" : "text";
}

/** {@link DecodeMode} bits for a call's options. */
export function modeOf(options: CallOptions | undefined): number {
  const reply = options?.reply;
  if (reply === undefined || reply === "text") return DecodeMode.PLAIN;
  return DecodeMode.PLAIN | (reply === "bytes" ? DecodeMode.BYTES : DecodeMode.LATIN1);
}
