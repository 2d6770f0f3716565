import type { LoginFailure } from "../nntp/handshake.ts";

/**
 * Why a provider did not reply:
 *
 * - `connect`: there is no connection to its address, or no TLS with it;
 * - a {@link LoginFailure}: it was connected, and does not take us;
 * - `timeout`: it was silent for too long;
 * - `closed`: it ended the connection;
 * - `malformed`: what it sent is no reply, or more than was asked for;
 * - `refused`: it replied that it serves nobody at present;
 * - `crowded`: all of its connections were in use for too long, or too many waited;
 * - `down`: it failed lately, and is not asked for a while;
 * - `ended`: the proxy closes its connections.
 */
export type TroubleKind =
  | "connect"
  | LoginFailure
  | "timeout"
  | "closed"
  | "malformed"
  | "refused"
  | "crowded"
  | "down"
  | "ended";

/** What went wrong with a provider. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** For the log; without names and passwords. */
  readonly text: string;
}

export function trouble(kind: TroubleKind, text: string): Trouble {
  return { kind, text };
}
