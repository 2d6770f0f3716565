import { DecodeMode } from "fairlead-resp";
import type { CallOptions } from "../call-options.ts";
import { UsageError } from "../errors.ts";

/** What these bits were made of. */
export function formOf(mode: number): NonNullable<CallOptions["reply"]> {
  if ((mode & DecodeMode.BYTES) !== 0) return "bytes";
  return (mode & DecodeMode.LATIN1) !== 0 ? "latin1" : "text";
}

/** {@link DecodeMode} bits for a call's options. @throws {UsageError} if they name no form of replies. */
export function modeOf(options: CallOptions | undefined): number {
  const reply = options?.reply;
  if (reply === undefined || reply === "text") return DecodeMode.PLAIN;
  if (reply === "bytes") return DecodeMode.PLAIN | DecodeMode.BYTES;
  if (reply === "latin1") return DecodeMode.PLAIN | DecodeMode.LATIN1;
  throw new UsageError(
    "ERR_USAGE_OPTION",
    `reply must be "text", "bytes" or "latin1", not ${JSON.stringify(reply)}`,
  );
}
