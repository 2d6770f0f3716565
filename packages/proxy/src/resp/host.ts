import type { Context } from "./context.ts";
import { Refusal } from "./error-text.ts";
import type { Admission, Peer, Shared } from "./shared.ts";

/** The session that a local command is for. */
export interface Host {
  readonly context: Context;
  readonly shared: Shared;
  readonly self: Peer;
  readonly subscribed: boolean;
  /** The servers are to remember only what it says: `CLIENT TRACKING ON OPTIN`. */
  readonly tracksOptIn: boolean;
  /** Why it keeps something up. */
  readonly holds: readonly string[];
  /** It is somebody else from now on, or speaks otherwise. */
  changed(admission?: Admission): void;
  /** The replies of all primaries to a command, as text. */
  askPrimaries(words: readonly string[]): Promise<readonly string[]>;
}

/** A number as the servers read one: undefined if it is none, or not of 64 bits, or not between `least` and `most`. */
export function integerIn(
  arg: Buffer,
  least: number = -Infinity,
  most: number = Infinity,
): bigint | undefined {
  const text = arg.toString("latin1");
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value && value >= least && value <= most ? value : undefined;
}

/** @throws {Refusal} */
export function checkedName(name: Buffer): string {
  if (name.every((byte) => byte > 0x20 && byte < 0x7f)) return name.toString("latin1");
  throw new Refusal("ERR Client names cannot contain spaces, newlines or special characters.");
}
