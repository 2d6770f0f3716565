import type { SessionMode } from "fairlead-session";
import type { NewsListenerConfig } from "../config/config.ts";
import type { Observer } from "../observe/observer.ts";
import type { Flushing } from "../session/dialogue.ts";
import type { Account } from "../users/account.ts";

/** What all sessions of a listener have in common. All but `providers` follows the configuration while they last. */
export interface NewsShared<Providers> {
  readonly providers: Providers;
  /** Its limits are those of this process. */
  readonly config: NewsListenerConfig;
  readonly gate: NewsGate;
  /** Counts commands by their places in `NEWS_KINDS`, and errors by their status. */
  readonly observer: Observer;
  readonly turn: Flushing;
}

/** Who may come in at a listener for news readers. */
export interface NewsGate {
  /** Whether nobody has to log in. */
  readonly open: boolean;
  /** Checks a name and a password. A session that is admitted has to `leave` its account once, however it ends. */
  admit(username: string, password: string): Promise<Admitted | NotAdmitted>;
}

export interface Admitted {
  readonly user: string;
  /** How its session uses connections, if not as the listener's do. */
  readonly mode?: SessionMode;
  readonly account: Account;
}

/** `busy`: too many log in at this moment. `too-many`: the user has as many sessions as it may have. */
export type NotAdmitted = "wrong" | "busy" | "too-many";
