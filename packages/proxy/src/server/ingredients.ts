import type { Turn } from "fairlead/internal";
import type { MirrorStats } from "../mirror/mirror-stats.ts";
import type { Accounts } from "../users/account.ts";
import type { AllWorkers } from "../workers/all-workers.ts";
import type { NewsParts } from "./news.ts";
import type { Operations } from "./operations.ts";
import type { Sessions } from "./sessions.ts";

/** What protocols are made of, whichever listener it is for. */
export interface Ingredients {
  readonly accounts: Accounts;
  /** By name of the listener. */
  readonly mirrors: Map<string, MirrorStats>;
  readonly news: NewsParts;
  readonly operations: Operations;
  readonly sessions: Sessions;
  readonly turn: Turn;
  readonly workers: AllWorkers;
}
