import type { SessionMode } from "fairlead-session";
import type { Traffic } from "./traffic.ts";

/** A session of any protocol, as others see it. */
export interface Seen {
  readonly context: {
    readonly id: number;
    /** Of the client. */
    readonly address: string;
    readonly connectedAt: number;
    /** `undefined` until it has logged in, or where it needn't. */
    readonly user: string | undefined;
  };
  /** Why it has a connection of its own. */
  readonly holds: readonly string[];
  readonly idleMs: number;
  /** Name of its listener. */
  readonly listener: string;
  readonly mode: SessionMode;
  /** Requests without a complete reply. */
  readonly pending: number;
  readonly traffic: Traffic;
}

/** What only its protocol can tell of a session. */
export interface Particulars {
  /** `resp2`, `resp3` or `nntp`. */
  readonly protocol: string;
  /** `null` for news readers. */
  readonly database: number | null;
  /** The newsgroup that it has selected, and the name of the provider where; `null` for none. */
  readonly group: string | null;
  readonly provider: string | null;
  /** The command that it sent last; `UNKNOWN` if nobody knows it; `null` before the first. */
  readonly lastCommand: string | null;
}
