import type { ListenAddress } from "../config/address.ts";
import type { Changes } from "../config/changes.ts";
import type { Config } from "../config/config.ts";

/** What the primary process and its workers ask of each other, by topic. */
export const Topic = {
  /** To the primary, which replies with {@link Orders}: what it says before it is asked nobody hears. */
  BEGIN: "begin",
  /** To the primary: {@link Addresses}, now that the worker serves. */
  SERVING: "serving",
  /** To the primary: why the worker can't serve. */
  FAILED: "failed",
  /** To a worker: a `Config`. It has done what may fail when it replies. */
  PREPARE: "prepare",
  /** To a worker: puts the prepared configuration in force, and replies with {@link Committed}. */
  COMMIT: "commit",
  ABANDON: "abandon",
  /** To a worker: ends, as soon as its sessions have. */
  DRAIN: "drain",
  /** To a worker: a {@link Question}. */
  ASK: "ask",
  /** To the primary: a {@link Question} for all workers. */
  COLLECT: "collect",
} as const;

/** What a worker is to do. */
export interface Orders {
  readonly config: Config;
  readonly index: number;
  readonly count: number;
  /** How many processes have had the index before. */
  readonly generation: number;
}

/** Where the listeners listen, by name. */
export type Addresses = ReadonlyMap<string, ListenAddress>;

/** What a worker says of a configuration that is in force. */
export interface Committed {
  readonly changes: Changes;
  readonly addresses: Addresses;
}

export interface Question {
  readonly kind: string;
  readonly question: unknown;
}
