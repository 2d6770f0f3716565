import type { Random } from "../random.ts";
import type { ChaosProvider } from "./provider.ts";

export const NEWS_FAULT_NAMES = [
  "dies",
  "freezes",
  "cuts",
  "says-400",
  "refuses",
  "tier-0-out",
  "loses-articles",
  "forgets-groups",
  "reload",
  "drain",
] as const;

export type NewsFaultName = (typeof NEWS_FAULT_NAMES)[number];

/** What a fault can reach. */
export interface NewsStage {
  /** All of them; the first two are of tier 0. */
  readonly providers: readonly ChaosProvider[];
  /** The one to strike. */
  readonly target: ChaosProvider;
  readonly random: Random;
  /** Has the proxy read another configuration, in which providers have other limits. */
  reload(): Promise<void>;
  /** Leads new sessions to another proxy and has this one say goodbye. Resolves with how it ended. */
  drain(): Promise<string>;
}

export interface NewsFault {
  readonly name: NewsFaultName;
  readonly about: string;
  /** Resolves once it is over. */
  inject(stage: NewsStage): Promise<void>;
}
