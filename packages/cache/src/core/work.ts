import type { Passage } from "../chain/fences.ts";
import type { Lookup } from "../chain/lookup.ts";
import type { Loader } from "../fetched.ts";
import type { Ending } from "../flight/ending.ts";
import type { Plan } from "../freshness/plan.ts";

/** What a flight is to do. */
export interface Work {
  readonly loader: Loader<unknown>;
  readonly plan: Plan;
  readonly refresh: boolean;
  readonly ending: Ending;
}

/** A flight. */
export interface UnderWay {
  /** What is there, for those who won't wait that long. None once it has landed. */
  lookup: Lookup | undefined;
  readonly passage: Passage;
  /** Until then it is not known what is there. */
  looking: Promise<unknown> | undefined;
}
