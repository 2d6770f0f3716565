import type { Effect, Sending } from "fairlead-session";
import type { Slot } from "./slot.ts";

/** Why a session is over. */
export type Ending =
  | "client" // it closed the connection, or the network did
  | "quit"
  | "malformed"
  | "slow-reader" // more than `maxBufferedBytes` waited for it
  | "idle"
  | "unauthenticated" // too long without showing who it is
  | "unsubscribed" // the servers refuse what it was subscribed to
  | "reply-lost" // a server was lost in the middle of a reply that had begun
  | "killed"
  | "expelled" // its user may not come in any more
  | "drained";

/** What a protocol does in one session: it knows what requests mean, and where they go. */
export interface Dialogue<S extends Slot> {
  /** Bytes of the client, in memory that is used again. Every request found goes to `SessionLoop.take`. Must not throw. */
  read(bytes: Buffer, start: number, end: number): void;
  /** What a request asks of the session. May be asked again while the request waits. */
  classify(request: S): Effect;
  /** Sends a request as `sending` says. Its reply goes to the request. */
  perform(request: S, sending: Sending): void;
  /** Replies without a server. `ended`: broken holds that the client has let go of. */
  answer(request: S, ended: readonly string[]): void;
  refuse(request: S, reason: "mode" | "broken" | "closed", holds: readonly string[]): void;
  /** Says goodbye. */
  quit(request: S): void;
  /** The session's own connection is clean, and goes back. */
  release(): void;
  /**
   * Whether the client, which says nothing more, may wait for replies to these requests: not where a server might wait for
   * it. Default: it is gone.
   */
  isAwaited?(requests: readonly S[]): boolean;
  /** The session is over: gives up all that is under way. */
  end(why: Ending): void;
}

/** How much a session may keep others' memory busy. */
export interface LoopLimits {
  /** Requests without a reply; more are not read. */
  readonly maxPipelined: number;
  /** Bytes of replies that the client does not read: more end the session. */
  readonly maxBufferedBytes: number;
}

/** Writes at the end of a turn of the event loop what was gathered in it. */
export interface Flushing {
  /** The clock as of this turn, in milliseconds. */
  readonly now: number;
  open(): void;
  add(target: { flush(): void }): void;
}
